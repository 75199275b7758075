"""One fetch at a time on an event loop, for all who wait for it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

Fetching = Callable[[], Coroutine[Any, Any, None]]


class Flight:
    """A fetch that nobody owns: whoever is cancelled while waiting takes it from nobody else.

    Each loop has its own; one of a loop that has ended counts as landed.
    """

    __slots__ = ("_task",)

    def __init__(self) -> None:
        self._task: asyncio.Task[None] | None = None

    def begin(self, fetching: Fetching) -> asyncio.Task[None]:
        """The fetch under way, begun when there is none."""
        task = self._under_way()
        if task is None:
            task = self._task = asyncio.get_running_loop().create_task(fetching(), name="assay fetch")
        return task

    async def join(self, fetching: Fetching) -> None:
        """Wait for the fetch under way, begun when there is none."""
        await asyncio.shield(self.begin(fetching))

    async def landed(self) -> None:
        """Wait for the fetch under way, if there is one."""
        task = self._under_way()
        if task is not None:
            await asyncio.shield(task)

    def _under_way(self) -> asyncio.Task[None] | None:
        task = self._task
        if task is None or task.done() or task.get_loop() is not asyncio.get_running_loop():
            return None
        return task
