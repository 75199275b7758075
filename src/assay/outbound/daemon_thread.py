"""Runs what blocks in a thread that nobody waits for at the end: an executor's threads would hold up the whole process."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from threading import Thread
from typing import TypeVar

T = TypeVar("T")


async def in_daemon_thread(work: Callable[[], T], name: str) -> T:
    """What `work` returns, or the exception that it raises. Whoever is cancelled leaves the thread to its own end."""
    loop = asyncio.get_running_loop()
    future: asyncio.Future[T] = loop.create_future()

    def settled(outcome: T | BaseException) -> None:
        if future.done():
            return  # nobody waits any more
        if isinstance(outcome, BaseException):
            future.set_exception(outcome)
        else:
            future.set_result(outcome)

    def run() -> None:
        outcome: T | BaseException
        try:
            outcome = work()
        except BaseException as raised:  # noqa: BLE001 -- it is raised again where somebody waits for it
            outcome = raised
        with suppress(RuntimeError):  # the loop has ended meanwhile
            loop.call_soon_threadsafe(settled, outcome)

    Thread(target=run, name=name, daemon=True).start()
    return await future
