"""The one writer of a process: group commit.

Requests that come while a batch is on its way make up the next one. A batch is one statement and one transaction
(`batch.py`), each request in it whole or not at all, answered only after the commit; where nobody knows its outcome, with
`StorageUnavailable`. Who has somebody in the way goes `aside`; a batch that fails as a whole for one of it is taken apart.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from assay.model import effects as e
from assay.ports.unit_of_work import StorageUnavailable
from assay.storage.postgresql.aside import Aside
from assay.storage.postgresql.carrying_out import MOST_REQUESTS, NOTHING, Calls, Request, request_of
from assay.storage.postgresql.faults import in_the_way, refused_value, too_slow
from assay.storage.postgresql.steps import Step
from assay.storage.postgresql.write_behind import WriteBehind
from assay.storage.write_behind import AT_ONCE

_BEHIND = 0.2
"""Seconds after which rows that nobody waits for are written."""
_MOST_TURNS = 8
"""Turns of the loop for which a batch is kept open while each brings more requests."""


class Writer:
    """Applies effects, those of many requests in one transaction. Used from one loop.

    `calls` are for batches, `aside` for those who wait apart. `behind` are the buffers in the order in which the batch takes them: events, refusal records, uses of sessions.
    """

    __slots__ = (
        "_aside", "_behind", "_calls", "_later", "_patience", "_requests", "_running", "_steps", "closed",
    )  # fmt: skip

    def __init__(
        self,
        calls: Calls,
        aside: Aside,
        steps: Mapping[type[e.Effect], Step],
        behind: Sequence[WriteBehind[Any, Any]],
        patience: float,
    ) -> None:
        self._calls = calls
        self._aside = aside
        self._steps = steps
        self._behind = behind
        self._patience = patience
        self._requests: list[Request] = []
        self._running: asyncio.Task[None] | None = None
        self._later: asyncio.TimerHandle | None = None
        self.closed = False
        for buffer in behind:
            buffer.wakes(self._wake)

    async def commit(self, effects: Sequence[e.Effect]) -> e.Committed | e.Conflict:
        """Apply all of the effects or none; return once that is durable. Raises `StorageUnavailable`."""
        if self.closed:
            raise StorageUnavailable("the store is closed")
        request = request_of(effects, self._steps, self._patience)
        self._requests.append(request)
        self._start()
        try:
            async with asyncio.timeout(self._patience):
                return await request.future
        except TimeoutError:
            raise request.hindered or StorageUnavailable("the database did not answer in time") from None

    async def settle(self) -> None:
        """Let one batch take along what is behind now. Raises nothing: what could not be written stays."""
        if any(self._behind) and not self.closed:
            self._start()
        if self._running is not None:
            await asyncio.shield(self._running)

    async def drain(self) -> None:
        """Close, and write everything that is behind. Raises `StorageUnavailable`."""
        self.closed = True  # so that no timer begins a batch of the same rows beside these
        if self._later is not None:
            self._later.cancel()
            self._later = None
        while self._running is not None:
            await asyncio.shield(self._running)
        await self._aside.drain()
        while any(self._behind):
            await self._write()

    def _wake(self, enough: bool) -> None:
        if self._running is not None or self.closed:
            return  # the rows ride on the next batch
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            return  # outside of a loop
        if enough:
            self._start()
        elif self._later is None:
            self._later = loop.call_later(_BEHIND, self._start)

    def _start(self) -> None:
        if self._later is not None:
            self._later.cancel()
            self._later = None
        if self._running is None:
            self._running = asyncio.get_running_loop().create_task(self._run())

    async def _run(self) -> None:
        try:
            while True:
                await self._gather()  # whoever was just answered may have more
                with suppress(Exception):  # whoever waited was told
                    await self._write()
                    if self._plenty():
                        continue
                if not self._requests:
                    return
        finally:
            self._running = None
            if any(self._behind):
                self._wake(False)

    def _plenty(self) -> bool:
        return any(len(buffer) >= AT_ONCE for buffer in self._behind)

    async def _gather(self) -> None:
        """Let the batch grow while every turn of the loop brings more: a commit costs as much as several requests."""
        gathered = 0
        for _ in range(_MOST_TURNS):
            if len(self._requests) <= gathered:
                return
            gathered = len(self._requests)
            await asyncio.sleep(0)

    async def _write(self) -> None:
        requests, self._requests = self._requests[:MOST_REQUESTS], self._requests[MOST_REQUESTS:]
        requests = [request for request in requests if not request.future.done()]
        behind = [buffer.take() for buffer in self._behind]
        try:
            hindered = await self._calls.together(requests, behind)
        except Exception as error:
            if isinstance(error, StorageUnavailable) and not in_the_way(error.__cause__):
                _fail(requests, error)
                raise
            if isinstance(error, StorageUnavailable) and (len(requests) == 1 or not too_slow(error.__cause__)):
                for request in requests:
                    request.hinder(error)
                    self._aside.put(request)
                raise
            await self._one_by_one(requests)
            if refused_value(error) is None:
                raise
            for place, rows in enumerate(behind):
                await self._rows_apart(place, rows, 0)
            return
        except BaseException:
            _fail(requests, StorageUnavailable("the store is closing"))
            raise
        for request in hindered:
            self._aside.put(request)
        for buffer in self._behind:
            buffer.durable()

    async def _one_by_one(self, requests: list[Request]) -> None:
        """One of these, or what is behind, makes all of them fail: the others are not to suffer for it."""
        try:
            for request in await self._calls.one_by_one(requests):
                self._aside.put(request)
        except BaseException:
            _fail(requests, StorageUnavailable("the store is closing"))
            raise

    async def _rows_apart(self, place: int, rows: list[str], first: int) -> None:
        """Write these rows of a buffer, from the `first` on, but for those that the database refuses: they are counted."""
        if not rows:
            return
        buffer = self._behind[place]
        alone = [rows if each == place else none for each, none in enumerate(NOTHING)]
        try:
            await self._calls.together([], alone)
        except Exception as error:
            if refused_value(error) is None:
                raise
            half = len(rows) // 2
            if half:
                await self._rows_apart(place, rows[:half], first)
                await self._rows_apart(place, rows[half:], first + half)
                return
            buffer.dropped += 1
        buffer.durable(slice(first, first + len(rows)))


def _fail(requests: Sequence[Request], error: Exception) -> None:
    for request in requests:
        request.fail(error)
