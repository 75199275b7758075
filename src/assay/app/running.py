"""From loaded settings to a server that has ended: doors, first start, serving, closing."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from assay.app.build import Wired, build
from assay.app.configuration.loading import Loaded
from assay.app.first_start import Doors, make_due_keys, secrets_of
from assay.app.key_encryption import open_sealer
from assay.app.listening import Listeners, address_of
from assay.app.parts import SharedParts, shared_parts
from assay.app.password_policy import breached_passwords
from assay.app.readiness import Readiness
from assay.app.serving import serve
from assay.app.settings import Settings, relaxations
from assay.app.store import open_store
from assay.outbound.steady_clock import SteadyClock
from assay.outbound.system import system_entropy
from assay.web.pages.drawing import load_templates
from assay.web.route import Route

_log = logging.getLogger("assay.server")

_TRIES = 10
"""How often a process looks whether it is ready before it takes requests all the same."""
_PAUSE = 0.5
"""Seconds between two looks."""


@dataclass(frozen=True, slots=True)
class Extras:
    """What a development server adds: routes that need the parts, and what to do when the listener answers."""

    routes: Callable[[SharedParts], Awaitable[tuple[Route, ...]]]
    ready: Callable[[SharedParts], Awaitable[None]]


async def run_server(
    loaded: Loaded[Settings], listeners: Listeners, extras: Extras | None = None, tallies: Path | None = None
) -> None:
    """Serve until told to stop. `tallies` is a folder that several processes share. Raises `StoreUnusable`, `ConfigurationRefused` or `SealBroken` before it serves."""
    settings = loaded.tree
    clock = SteadyClock(_told)
    async with _doors(loaded, clock) as doors:
        parts = shared_parts(settings, doors, await secrets_of(doors))
        await make_due_keys(settings, doors)
        wired = build(parts, () if extras is None else await extras.routes(parts), lambda: clock.behind)

        async def ready() -> None:
            for relaxed in relaxations(loaded):
                _log.warning(
                    "setting.relaxed", extra={"fields": {"setting": relaxed.name, "from": str(relaxed.origin)}}
                )
            listening = [address_of(one) for one in listeners.public]
            _log.info("server.started", extra={"fields": {"issuer": settings.issuer, "listening": listening}})
            if extras is not None:
                await extras.ready(parts)
            asyncio.get_running_loop().run_in_executor(None, load_templates)  # before the first visitor, not before us

        await _ready(wired.readiness)
        async with _told_together(wired, tallies) as told:
            await serve(told, listeners, settings.shutdown_seconds, ready)
    _log.info("server.stopped")


async def _ready(readiness: Readiness) -> None:
    """Open every connection before anybody calls. Who does not become ready says so, and serves what can be served."""
    for _ in range(_TRIES):
        if await readiness() is None:
            return
        await asyncio.sleep(_PAUSE)


async def prepare(loaded: Loaded[Settings]) -> None:
    """What the first of several processes does for all: try the doors, make what is missing. Raises as `run_server`."""
    async with _doors(loaded, SteadyClock(_told)) as doors:
        await secrets_of(doors)
        await make_due_keys(loaded.tree, doors)


@asynccontextmanager
async def _told_together(wired: Wired, folder: Path | None) -> AsyncIterator[Wired]:
    """What is scraped from one process tells of all that share a folder."""
    if folder is None:
        yield wired
        return
    from assay.app.worker_tallies import WorkerTallies

    tallies = WorkerTallies(folder, wired.tally, wired.dropped)
    keeping = asyncio.create_task(tallies.keep())
    try:
        yield replace(wired, counted=tallies.counted)
    finally:
        keeping.cancel()
        with suppress(asyncio.CancelledError):
            await keeping


@asynccontextmanager
async def _doors(loaded: Loaded[Settings], clock: SteadyClock) -> AsyncIterator[Doors]:
    sealer = open_sealer(loaded)
    store = open_store(loaded, clock)
    try:
        newest = await store.events.newest()
        if newest is not None and not loaded.tree.insecure_accept_earlier_clock:
            clock.not_before(newest.at)
        yield Doors(store, sealer, clock, system_entropy, breached_passwords(loaded))
    finally:
        await asyncio.shield(store.maintenance.close())


def _told(behind: float) -> None:
    if behind:
        _log.error("clock.behind", extra={"fields": {"seconds": round(behind, 1)}})
    else:
        _log.warning("clock.caught_up")
