"""The one writer: group commit.

Requests that come while the loop turns are written by one transaction, each in a savepoint of its own, and answered only
after COMMIT. The transaction begins and ends inside one callback of the loop and is never held across an await, so no
reader of this process sees an uncommitted row. A failed COMMIT fails the whole batch with `StorageUnavailable`.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from assay.ports.unit_of_work import StorageUnavailable
from assay.storage.sqlite.connection import PATIENCE
from assay.storage.sqlite.faults import is_busy, seen, unavailable
from assay.storage.sqlite.write_behind import WriteBehind
from assay.storage.write_behind import AT_ONCE

T = TypeVar("T")

_BEHIND = 0.2
"""Seconds after which rows that nobody waits for are written."""
_MOST_TURNS = 8
"""Turns of the loop for which a batch is kept open; measured: 16 connections fill a batch with 14 instead of 6."""
_FIRST_PAUSE = 0.001
_LONGEST_PAUSE = 0.05


class TakenBack(Exception):
    """Raised by a job: take back what it wrote and answer with this."""

    def __init__(self, answer: Any) -> None:
        super().__init__()
        self.answer = answer


@dataclass(slots=True)
class _Request:
    job: Callable[[sqlite3.Connection], Any]
    future: asyncio.Future[Any]
    deadline: float


class Writer:
    """Runs jobs on the store's connection, many in one transaction. One per connection, used from one thread."""

    __slots__ = (
        "_behind", "_connection", "_gathered", "_handle", "_later", "_loop", "_pause", "_requests", "_turns",
        "closed_because",
    )  # fmt: skip

    def __init__(self, connection: sqlite3.Connection, behind: Sequence[WriteBehind[Any, Any]]) -> None:
        self._connection = connection
        self._behind = behind
        self._requests: list[_Request] = []
        self._loop: asyncio.AbstractEventLoop | None = None
        self._handle: asyncio.Handle | None = None
        self._later: asyncio.TimerHandle | None = None
        self._gathered = self._turns = 0
        self._pause = _FIRST_PAUSE
        self.closed_because: str | None = None
        for buffer in behind:
            buffer.wakes(self._wake)

    async def run(self, job: Callable[[sqlite3.Connection], T]) -> T:
        """What the job returned, once it is durable. Raises `StorageUnavailable`, or what the job raised.

        A job writes and never awaits. It may be waited for by nobody any more when its turn comes; then it is left out.
        """
        if self.closed_because is not None:
            raise StorageUnavailable(self.closed_because)
        loop = self._running()
        future: asyncio.Future[T] = loop.create_future()
        self._requests.append(_Request(job, future, loop.time() + PATIENCE))
        if self._handle is None:
            self._gathered = self._turns = 0
            self._handle = loop.call_soon(self._gather)
        return await future

    async def drain(self) -> None:
        """Write everything that is behind. Raises `StorageUnavailable`."""
        while self._requests or any(self._behind):
            await self.run(lambda _: None)

    def _running(self) -> asyncio.AbstractEventLoop:
        loop = asyncio.get_running_loop()
        if loop is not self._loop:  # a command opens a loop of its own; handles of a closed one never fire
            self._loop, self._handle, self._later = loop, None, None
        return loop

    def _wake(self, enough: bool) -> None:
        try:
            loop = self._running()
        except RuntimeError:
            return  # outside of a loop: the rows ride on the next batch
        if self._handle is not None:
            return
        if enough:
            self._handle = loop.call_soon(self._flush)
        elif self._later is None:
            self._later = loop.call_later(_BEHIND, self._flush)

    def _gather(self) -> None:
        """Let the batch grow while every turn of the loop brings more: a COMMIT costs as much as several requests."""
        assert self._loop is not None
        if len(self._requests) > self._gathered and self._turns < _MOST_TURNS:
            self._gathered = len(self._requests)
            self._turns += 1
            self._handle = self._loop.call_soon(self._gather)
        else:
            self._flush()

    def _flush(self) -> None:
        assert self._loop is not None
        if self._later is not None:
            self._later.cancel()
        self._handle = self._later = None
        if self.closed_because is not None:
            return  # nobody is left to answer: closing drained the queue
        try:
            self._connection.execute("BEGIN IMMEDIATE")
        except sqlite3.Error as error:
            if is_busy(error):
                self._wait(error)
            else:
                requests, self._requests = self._requests, []
                _refuse(requests, error)
                self._retry_what_is_behind()
            return
        self._pause = _FIRST_PAUSE
        requests, self._requests = self._requests, []
        try:
            answers = [self._answer(request) for request in requests]
            for buffer in self._behind:
                buffer.write(self._connection)
            self._connection.execute("COMMIT")
        except Exception as error:  # noqa: BLE001 - whatever it was: nothing is durable, and everybody is told
            self._roll_back()
            _refuse(requests, error)
            self._retry_what_is_behind()
            return
        for buffer in self._behind:
            buffer.written()
        for request, (answer, raised) in zip(requests, answers, strict=True):
            if request.future.done():
                continue
            if raised is None:
                request.future.set_result(answer)
            else:
                request.future.set_exception(raised)
        if any(self._behind):
            self._wake(any(len(buffer) >= AT_ONCE for buffer in self._behind))

    def _answer(self, request: _Request) -> tuple[Any, Exception | None]:
        if request.future.done():
            return None, None
        execute = self._connection.execute
        execute("SAVEPOINT request")
        answer: Any = None
        raised: Exception | None = None
        try:
            answer = request.job(self._connection)
        except TakenBack as taken_back:
            execute("ROLLBACK TO request")
            answer = taken_back.answer
        except Exception as error:  # noqa: BLE001 - handed on to the one who asked; the batch goes on
            if isinstance(error, sqlite3.Error) and seen(error) is not None:
                raise
            execute("ROLLBACK TO request")
            raised = error
        execute("RELEASE request")
        return answer, raised

    def _wait(self, error: sqlite3.Error) -> None:
        """Another process writes. Try again soon; whoever has waited too long is told so."""
        assert self._loop is not None
        now = self._loop.time()
        overdue = [request for request in self._requests if request.deadline <= now]
        self._requests = [request for request in self._requests if request.deadline > now]
        _refuse(overdue, error)
        self._handle = self._loop.call_later(self._pause, self._flush)
        self._pause = min(self._pause * 2, _LONGEST_PAUSE)

    def _retry_what_is_behind(self) -> None:
        assert self._loop is not None
        if any(self._behind):
            self._later = self._loop.call_later(_BEHIND, self._flush)

    def _roll_back(self) -> None:
        try:
            if self._connection.in_transaction:  # SQLite ends it by itself on some errors
                self._connection.execute("ROLLBACK")
        except sqlite3.Error as error:
            # Nobody may read what was not committed: from here on the store answers nothing and says it is not ready.
            self.closed_because = f"a batch could not be taken back ({error}): restart the server"
            self._connection.close()


def _refuse(requests: Sequence[_Request], error: Exception) -> None:
    for request in requests:
        if not request.future.done():
            request.future.set_exception((unavailable(error) if isinstance(error, sqlite3.Error) else None) or error)
