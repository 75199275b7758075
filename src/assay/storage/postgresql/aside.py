"""Requests that somebody is in the way of: tried again until their time is over.

They have a connection of their own, opened when it is first needed, so that those of the batches are not held up by them.
"""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import suppress

from assay.ports.unit_of_work import StorageUnavailable
from assay.storage.postgresql.carrying_out import MOST_REQUESTS, NOTHING, Calls, Request


class Aside:
    """Those who waited in vain. A try may wait for `wait` seconds. Used from one loop.

    Who waited for a lock is tried together with the others that did, since they often want the same one; where they fail
    together, and who was not done in time, alone.
    """

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
        tried: list[Request] = []
        try:
            while self._requests:
                tried = self._next(loop.time())
                hindered = await self._tried(tried)
                self._requests.extend(hindered)
                if self._requests:
                    # Not in step with whoever was in the way.
                    await asyncio.sleep(0.002 + loop.time() % 0.01)
        except BaseException:
            for each in (*self._requests, *tried):
                each.fail(StorageUnavailable("the store is closing"))
            raise
        finally:
            self._running = None

    def _next(self, now: float) -> list[Request]:
        """Who is tried next; those whose time is over are told."""
        alone: Request | None = None
        together: list[Request] = []
        waiting, self._requests = self._requests, deque()
        for request in waiting:
            if request.hindered is not None and now + self._wait > request.deadline:
                request.fail(request.hindered)
            elif request.future.done():
                continue
            elif request.slow:
                if alone is None and not together:
                    alone = request
                else:
                    self._requests.append(request)
            elif alone is None and len(together) < MOST_REQUESTS:
                together.append(request)
            else:
                self._requests.append(request)
        return together if alone is None else [alone]

    async def _tried(self, requests: list[Request]) -> list[Request]:
        if len(requests) > 1:
            with suppress(Exception):  # each of them is told then, or tried again
                return await self._calls.together(requests, NOTHING)
        return await self._calls.one_by_one(requests)
