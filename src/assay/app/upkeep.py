"""What runs beside the requests: purging in small batches, new signing keys when they are due, outgoing messages."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from assay.ports.clock import Clock
from assay.ports.maintenance import Maintenance
from assay.ports.unit_of_work import StorageUnavailable

_log = logging.getLogger("assay.upkeep")

PURGE_EVERY = 60.0
PURGE_ROWS = 500
KEYS_EVERY = 600.0
LAST_STEP = 2.0
"""Seconds that a running step may still take when the server ends."""
_BREATH = 0.05
"""Seconds between two batches of one purge, so that requests come between them."""

MakeDueKeys = Callable[[], Awaitable[tuple[str, ...]]]
DeliverDue = Callable[[], Awaitable[int]]


class Upkeep:
    """Starts with the application (`web.application.Lifespan`) and ends with it, at a point where nothing is half done."""

    def __init__(
        self,
        maintenance: Maintenance,
        make_due_keys: MakeDueKeys,
        deliver_due: DeliverDue,
        deliver_every: float,
        clock: Clock,
    ) -> None:
        self._maintenance = maintenance
        self._make_due_keys = make_due_keys
        self._deliver_due = deliver_due
        self._deliver_every = deliver_every
        self._clock = clock
        self._ending = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Begin; what goes wrong later is logged and tried again."""
        self._tasks = [
            asyncio.create_task(self._every(PURGE_EVERY, self._purge)),
            asyncio.create_task(self._every(KEYS_EVERY, self._keys)),
            asyncio.create_task(self._every(self._deliver_every, self._deliver)),
        ]

    async def stop(self) -> None:
        """Let the running step finish, then end. A delivery that nobody answers is left to its lease: another process tries it."""
        self._ending.set()
        _, late = await asyncio.wait(self._tasks, timeout=LAST_STEP) if self._tasks else (set(), set())
        for task in late:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks = []

    async def _every(self, seconds: float, step: Callable[[], Awaitable[None]]) -> None:
        while not await self._ended_within(seconds):
            try:
                await step()
            except StorageUnavailable:
                _log.warning("upkeep.postponed", extra={"fields": {"step": step.__name__.lstrip("_")}})
            except Exception as fault:  # noqa: BLE001 -- the next turn may go well; the server serves on
                fields = {"step": step.__name__.lstrip("_"), "exception": type(fault).__qualname__}
                _log.error("upkeep.faulted", extra={"fields": fields})  # noqa: TRY400 -- a traceback may quote a value

    async def _purge(self) -> None:
        while await self._maintenance.purge(int(self._clock()), PURGE_ROWS) >= PURGE_ROWS:
            if await self._ended_within(_BREATH):
                return

    async def _keys(self) -> None:
        for kid in await self._make_due_keys():
            _log.info("signing_key.created", extra={"fields": {"kid": kid}})

    async def _deliver(self) -> None:
        while await self._deliver_due():
            if self._ending.is_set():
                return

    async def _ended_within(self, seconds: float) -> bool:
        try:
            async with asyncio.timeout(seconds):
                await self._ending.wait()
        except TimeoutError:
            return False
        return True
