"""The one writer of a process: group commit.

Requests that come while a batch is on its way make up the next one. A batch is one statement and one transaction
(`batch.py`), each request in it whole or not at all, answered only after the commit; where nobody knows its outcome, with
`StorageUnavailable`. One that other processes are in the way of is taken apart, so that only who is concerned waits.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from json import JSONEncoder
from typing import Any

from assay.model import effects as e
from assay.ports.unit_of_work import StorageUnavailable
from assay.storage.postgresql.batch import APPLY
from assay.storage.postgresql.connections import Connections
from assay.storage.postgresql.faults import contended, held_for_long
from assay.storage.postgresql.steps import Step
from assay.storage.postgresql.write_behind import WriteBehind
from assay.storage.write_behind import AT_ONCE

_BEHIND = 0.2
"""Seconds after which rows that nobody waits for are written."""
_MOST_TURNS = 8
"""Turns of the loop for which a batch is kept open while each brings more requests."""
_MOST_REQUESTS = 60
"""Requests in a batch: each may become a subtransaction, and a server keeps 64 of a transaction at hand."""
_MOST_TRIES = 3
"""How often a request that other processes were in the way of is tried, after its batch was."""

_json = JSONEncoder(separators=(",", ":")).encode


@dataclass(slots=True)
class _Request:
    effects: Sequence[e.Effect]
    steps: str
    future: asyncio.Future[e.Committed | e.Conflict]


class Writer:
    """Applies effects, those of many requests in one transaction. Used from one loop.

    `behind` are the buffers in the order in which the batch takes them: events, refusal records, uses of sessions.
    """

    __slots__ = (
        "_behind", "_connections", "_issuer_id", "_later", "_patience", "_requests", "_running", "_steps", "closed",
    )  # fmt: skip

    def __init__(
        self,
        connections: Connections,
        issuer_id: str,
        steps: Mapping[type[e.Effect], Step],
        behind: Sequence[WriteBehind[Any, Any]],
        patience: float,
    ) -> None:
        self._connections = connections
        self._issuer_id = issuer_id
        self._steps = steps
        self._behind = behind
        self._patience = patience
        self._requests: list[_Request] = []
        self._running: asyncio.Task[None] | None = None
        self._later: asyncio.TimerHandle | None = None
        self.closed = False
        for buffer in behind:
            buffer.wakes(self._wake)

    async def commit(self, effects: Sequence[e.Effect]) -> e.Committed | e.Conflict:
        """Apply all of the effects or none; return once that is durable. Raises `StorageUnavailable`."""
        if self.closed:
            raise StorageUnavailable("the store is closed")
        steps = _json([[type(effect).__name__, self._steps[type(effect)].written(effect)] for effect in effects])
        request = _Request(effects, steps, asyncio.get_running_loop().create_future())
        self._requests.append(request)
        self._start()
        try:
            async with asyncio.timeout(self._patience):
                return await request.future
        except TimeoutError:
            raise StorageUnavailable("the database did not answer in time") from None

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
        requests, self._requests = self._requests[:_MOST_REQUESTS], self._requests[_MOST_REQUESTS:]
        requests = [request for request in requests if not request.future.done()]
        alone = len(requests) < 2
        try:
            row = await self._carried_out(
                requests, [buffer.take() for buffer in self._behind], _MOST_TRIES if alone else 1
            )
        except BaseException as error:
            if not alone and _in_the_way(error):
                await self._one_by_one(requests)
                return
            _fail(requests, error)
            raise
        for buffer in self._behind:
            buffer.durable()
        self._behind[0].dropped += row["unwritable"]

    async def _one_by_one(self, requests: list[_Request]) -> None:
        """Another process is in the way of one of these; the others are not held up by it."""
        for request in requests:
            if request.future.done():
                continue
            try:
                await self._carried_out([request], [[] for _ in self._behind], _MOST_TRIES)
            except Exception as error:  # noqa: BLE001 - told to whoever waits for this one
                _fail([request], error)
            except BaseException as error:
                _fail(requests, error)
                raise

    async def _carried_out(self, requests: list[_Request], behind: list[list[str]], most_tries: int) -> Any:
        # In one order wherever requests of two processes touch the same rows, so that they wait and do not deadlock.
        places = sorted(range(len(requests)), key=lambda place: requests[place].steps)
        sorted_requests = [requests[place] for place in places]
        steps = [request.steps for request in sorted_requests]
        row = await self._answered(steps, places, behind, most_tries)
        for request, conflict, fault in zip(sorted_requests, row["conflicts"], row["faults"], strict=True):
            if request.future.done():
                continue
            if fault is not None:
                request.future.set_exception(EffectNotWritable(f"the database refuses a value: SQLSTATE {fault}"))
            elif conflict is not None:
                request.future.set_result(e.Conflict(request.effects[conflict]))
            else:
                request.future.set_result(e.Committed())
        return row

    async def _answered(self, steps: list[str], places: list[int], behind: list[list[str]], most_tries: int) -> Any:
        for tries in range(1, most_tries + 1):
            try:
                return await self._connections.use(
                    lambda connection: connection.fetchrow(APPLY, self._issuer_id, steps, places, *behind),
                    repeatable=False,
                )
            except StorageUnavailable as error:
                if tries == most_tries or not _in_the_way(error) or held_for_long(error.__cause__):
                    raise
            # Not in step with whoever was in the way.
            await asyncio.sleep(tries * 0.002 + asyncio.get_running_loop().time() % 0.01)
        raise AssertionError


def _in_the_way(error: BaseException) -> bool:
    return isinstance(error, StorageUnavailable) and error.__cause__ is not None and contended(error.__cause__)


def _fail(requests: Sequence[_Request], error: BaseException) -> None:
    told = error if isinstance(error, Exception) else StorageUnavailable("the store is closing")
    for request in requests:
        if not request.future.done():
            request.future.set_exception(told)


class EffectNotWritable(Exception):
    """A value that no column can hold came as far as the database: a fault of ours."""
