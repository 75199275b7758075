"""Requests that somebody is in the way of: each is tried again, alone, until its time is over.

They have a connection of their own, opened when it is first needed, so that those of the batches are not held up by them.
"""

from __future__ import annotations

import asyncio
from collections import deque

from assay.ports.unit_of_work import StorageUnavailable
from assay.storage.postgresql.carrying_out import Calls, Request


class Aside:
    """One after the other, those who waited in vain. A try may wait for `wait` seconds. Used from one loop."""

    __slots__ = ("_calls", "_requests", "_running", "_wait")

    def __init__(self, calls: Calls, wait: float) -> None:
        self._calls = calls
        self._wait = wait
        self._requests: deque[Request] = deque()
        self._running: asyncio.Task[None] | None = None

    def put(self, request: Request) -> None:
        """Take a request, and answer it once nobody is in its way, or when its time is too short for another try.

        So nothing of it is on its way any more when it is told that somebody was.
        """
        self._requests.append(request)
        if self._running is None:
            self._running = asyncio.get_running_loop().create_task(self._run())

    async def drain(self) -> None:
        """Answer those that wait, and let go of the connection."""
        if self._running is not None:
            await asyncio.shield(self._running)
        await self._calls.close()

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        request: Request | None = None
        try:
            while self._requests:
                request = self._requests.popleft()
                if request.hindered is not None and loop.time() + self._wait > request.deadline:
                    request.fail(request.hindered)
                elif not (request.future.done() or await self._calls.alone(request)):
                    self._requests.append(request)
                    # Not in step with whoever was in the way.
                    await asyncio.sleep(0.002 + loop.time() % 0.01)
        except BaseException:
            for each in (*self._requests, *([request] if request is not None else ())):
                each.fail(StorageUnavailable("the store is closing"))
            raise
        finally:
            self._running = None
