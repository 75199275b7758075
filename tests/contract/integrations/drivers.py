"""Sends one request to an application the way a server does: headers as they came, the path as the server routes it."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import unquote_to_bytes

T = TypeVar("T")
Headers = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Answer:
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def all(self, name: str) -> list[str]:
        return [value for key, value in self.headers if key.lower() == name.lower()]

    def header(self, name: str) -> str | None:
        values = self.all(name)
        assert len(values) <= 1, values
        return values[0] if values else None

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Sent:
    """A request; `target` is path and query as on the wire."""

    target: str
    headers: Headers = ()
    method: str = "GET"
    body: bytes = b""

    @property
    def raw_path(self) -> bytes:
        return self.target.partition("?")[0].encode()

    @property
    def query(self) -> bytes:
        return self.target.partition("?")[2].encode()


@dataclass(frozen=True)
class OverAsgi:
    """Each request in an event loop of its own, with the application's lifespan around it."""

    app: Any

    def __call__(self, sent: Sent) -> Answer:
        return asyncio.run(self.living(lambda send: send(sent)))

    async def living(self, use: Callable[[Callable[[Sent], Awaitable[Answer]]], Awaitable[T]]) -> T:
        """What `use` makes of the running application, which it sends requests to as it likes."""
        return await _with_lifespan(self.app, use)


def over_asgi(app: Any) -> OverAsgi:
    return OverAsgi(app)


async def _with_lifespan(app: Any, use: Callable[[Callable[[Sent], Awaitable[Answer]]], Awaitable[T]]) -> T:
    to_app: asyncio.Queue[Any] = asyncio.Queue()
    from_app: asyncio.Queue[Any] = asyncio.Queue()
    state: dict[str, Any] = {}
    scope = {"type": "lifespan", "asgi": {"version": "3.0"}, "state": state}
    living = asyncio.create_task(app(scope, to_app.get, from_app.put))
    await to_app.put({"type": "lifespan.startup"})
    started = asyncio.create_task(from_app.get())
    await asyncio.wait({living, started}, return_when=asyncio.FIRST_COMPLETED)
    supported = started.done()
    if supported:
        assert started.result()["type"] == "lifespan.startup.complete", started.result()
    else:  # Django, for one, has no lifespan and says so by raising
        started.cancel()
        assert living.exception() is not None
    try:
        return await use(lambda sent: _request(app, sent, state))
    finally:
        if supported:
            await to_app.put({"type": "lifespan.shutdown"})
            await living


async def _request(app: Any, sent: Sent, state: dict[str, Any]) -> Answer:
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": sent.method,
        "scheme": "http",
        "path": unquote_to_bytes(sent.raw_path).decode("utf-8", "replace"),
        "raw_path": sent.raw_path,
        "query_string": sent.query,
        "root_path": "",
        "headers": [(name.lower().encode(), value.encode("latin-1")) for name, value in _with_host(sent.headers)],
        "client": ("127.0.0.1", 50000),
        "server": ("127.0.0.1", 80),
        "state": dict(state),
    }
    came = [{"type": "http.request", "body": sent.body, "more_body": False}]
    out: list[Any] = []
    finished = asyncio.Event()

    async def receive() -> Any:
        if came:
            return came.pop()
        await finished.wait()
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        out.append(message)
        if message["type"] == "http.response.body" and not message.get("more_body"):
            finished.set()

    await asyncio.wait_for(app(scope, receive, send), 20)
    start = out[0]
    return Answer(
        start["status"],
        tuple((name.decode(), value.decode("latin-1")) for name, value in start["headers"]),
        b"".join(message.get("body", b"") for message in out[1:]),
    )


def over_wsgi(app: Any) -> Callable[[Sent], Answer]:
    """Repeated headers are joined with a comma, as the servers of WSGI do."""

    def send(sent: Sent) -> Answer:
        environ: dict[str, Any] = {
            "REQUEST_METHOD": sent.method,
            "SCRIPT_NAME": "",
            "PATH_INFO": unquote_to_bytes(sent.raw_path).decode("latin-1"),
            "QUERY_STRING": sent.query.decode("latin-1"),
            "SERVER_NAME": "api.example",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "CONTENT_LENGTH": str(len(sent.body)),
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(sent.body),
            "wsgi.errors": io.StringIO(),
            "wsgi.multithread": False,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }
        for name, value in _with_host(sent.headers):
            key = "HTTP_" + name.upper().replace("-", "_")
            environ[key] = f"{environ[key]},{value}" if key in environ else value
        started: list[Any] = []

        def start_response(status: str, headers: Any, _exc_info: Any = None) -> Callable[[bytes], None]:
            started[:] = [int(status.partition(" ")[0]), tuple(headers)]
            return lambda _chunk: None

        chunks = app(environ, start_response)
        try:
            body = b"".join(chunks)
        finally:
            getattr(chunks, "close", lambda: None)()
        return Answer(started[0], started[1], body)

    return send


def _with_host(headers: Headers) -> list[tuple[str, str]]:
    named = any(name.lower() == "host" for name, _ in headers)
    return list(headers) if named else [("Host", "api.example"), *headers]
