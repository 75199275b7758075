"""Reads a body as far as the limits allow: never more bytes than the limit, never longer than the time-out.

Reasons: `request.body_too_large`, `request.body_not_read_in_time`, and where a route takes larger bodies, its own for too many
at once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Any

from assay.decision import Refused, refuse
from assay.reasons import Reason
from assay.reasons import request as reasons

Receive = Callable[[], Awaitable[Any]]


class CallerLeft(Exception):
    """The connection closed before the request was whole; there is nobody to answer."""


@dataclass(frozen=True, slots=True)
class LargeBodies:
    """A route's own `limit` in bytes, how many bodies above the ordinary one may be read at once, and the reason past that.

    So a limit that is many times the ordinary one does not let callers fill many times the memory.
    """

    limit: int
    at_once: int
    busy: Reason


class BodyReader:
    """Reads the bodies of one application.

    One timer watches all readers: nearly every body is there at once, and a timer for each would cost more than reading
    it. So a body may take a little longer than the limit, never a shorter time.
    """

    __slots__ = ("_deadlines", "_every", "_large", "_late", "_limit", "_seconds", "_watching")

    def __init__(self, limit: int, seconds: float) -> None:
        self._limit = limit
        self._seconds = seconds
        self._every = min(1.0, seconds / 4)
        self._deadlines: dict[asyncio.Task[Any], float] = {}
        self._late: set[asyncio.Task[Any]] = set()
        self._large: set[asyncio.Task[Any]] = set()
        self._watching = False

    async def read(
        self, receive: Receive, headers: Iterable[tuple[bytes, bytes]], large: LargeBodies | None = None
    ) -> bytes | Refused:
        """The whole body, in bytes. Raises `CallerLeft`.

        A body whose announced length is over the limit is refused before any of it is read.
        """
        limit = self._limit if large is None else max(self._limit, large.limit)
        for name, value in headers:
            if name == b"content-length" and value.isdigit() and int(value) > limit:
                return refuse(reasons.BODY_TOO_LARGE, limit=limit)
        task = asyncio.current_task()
        assert task is not None
        loop = asyncio.get_running_loop()
        self._deadlines[task] = loop.time() + self._seconds
        if not self._watching:
            self._watch(loop)
        try:
            return await self._read(receive, task, large)
        except asyncio.CancelledError:
            if task not in self._late:
                raise
            self._late.discard(task)
            task.uncancel()
            return refuse(reasons.BODY_NOT_READ_IN_TIME, limit=self._seconds)
        finally:
            del self._deadlines[task]
            self._large.discard(task)

    async def _read(self, receive: Receive, task: asyncio.Task[Any], large: LargeBodies | None) -> bytes | Refused:
        body: bytes = b""
        while True:
            message = await receive()
            if message["type"] != "http.request":
                raise CallerLeft
            body += message.get("body", b"")
            if len(body) > self._limit:
                refused = self._too_large(len(body), task, large)
                if refused is not None:
                    return refused
            if not message.get("more_body"):
                return body

    def _too_large(self, length: int, task: asyncio.Task[Any], large: LargeBodies | None) -> Refused | None:
        if large is None or length > large.limit:
            return refuse(reasons.BODY_TOO_LARGE, limit=self._limit if large is None else large.limit)
        if task not in self._large and len(self._large) >= large.at_once:
            return refuse(large.busy)
        self._large.add(task)
        return None

    def _watch(self, loop: asyncio.AbstractEventLoop) -> None:
        self._watching = True
        loop.call_later(self._every, self._sweep, loop)

    def _sweep(self, loop: asyncio.AbstractEventLoop) -> None:
        now = loop.time()
        for task, deadline in self._deadlines.items():
            if deadline <= now and task not in self._late:
                self._late.add(task)
                task.cancel()
        self._watching = False
        if self._deadlines:
            self._watch(loop)
