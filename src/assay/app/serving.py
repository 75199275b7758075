"""Runs the wired application on uvicorn: sockets in, graceful end out. One process, one event loop."""

from __future__ import annotations

import asyncio
import signal
import socket
import sys
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from types import FrameType
from typing import Any

from uvicorn import Config, Server

from assay.app.build import Wired
from assay.app.listening import Listeners
from assay.web.http_protocol import BoundedHttpProtocol

Ready = Callable[[], Awaitable[None]]

KEEP_ALIVE = 65
"""Seconds that an idle connection stays; longer than the 60 of common proxies, so that they close first."""


def run(main: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Run one coroutine to its end, on uvloop where it is installed."""
    _raise_descriptor_limit()
    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        runner.run(main())


async def serve(wired: Wired, listeners: Listeners, shutdown_seconds: float, ready: Ready) -> None:
    """Serve until SIGTERM or SIGINT. `ready` is awaited once the listener answers."""
    beside: list[tuple[Server, list[socket.socket]]] = []

    async def up() -> None:
        for application, sockets in ((partial(_metrics_of, wired), listeners.metrics), (wired.admin, listeners.admin)):
            if sockets:
                beside.append((await _started(application(), sockets), sockets))
        await ready()

    await _Server(_config(wired.application, shutdown_seconds), wired, up).serve(sockets=listeners.public)
    for server, sockets in beside:
        await server.shutdown(sockets=sockets)


class _Server(Server):
    """Ends on a signal without raising it again, and says "not ready" from that moment on."""

    def __init__(self, config: Config, wired: Wired, up: Ready) -> None:
        super().__init__(config)
        self._wired = wired
        self._up = up

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """See `uvicorn.Server`."""
        await super().startup(sockets)
        if self.started:
            await self._up()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """See `uvicorn.Server`."""
        self._wired.readiness.ending = True
        super().handle_exit(sig, frame)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """See `uvicorn.Server`, which raises the signal again at the end: then no exit status would be 0."""
        before = {one: signal.signal(one, self.handle_exit) for one in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for one, handler in before.items():
                signal.signal(one, handler)


def _metrics_of(wired: Wired) -> Any:
    from assay.web.metrics import metrics_application

    return metrics_application(wired.counted, wired.readiness, wired.clock_behind)


async def _started(application: Any, sockets: list[socket.socket]) -> Server:
    """A server beside the public one."""
    config = _config(application, 1)
    config.load()
    server = Server(config)
    server.lifespan = config.lifespan_class(config)
    await server.startup(sockets=sockets)
    return server


def _config(application: Any, shutdown_seconds: float) -> Config:
    return Config(
        application,
        http=BoundedHttpProtocol,
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=KEEP_ALIVE,
        timeout_graceful_shutdown=max(1, int(shutdown_seconds)),
    )


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    if sys.platform == "win32":
        return None
    try:
        import uvloop
    except ModuleNotFoundError:
        return None
    return uvloop.new_event_loop


def _raise_descriptor_limit() -> None:
    """As many connections as the system lets us have: slow callers must not use up the descriptors of others."""
    if sys.platform == "win32":
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, max(soft, 65_536)), hard))
