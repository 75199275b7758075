"""A closed-loop HTTP/1.1 load client: N keep-alive connections, each sends its next request when its last was answered and checked."""

from __future__ import annotations

import asyncio
import base64
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlencode

import httptools

try:
    from uvloop import run as run_loop
except ImportError:
    run_loop = asyncio.run

MakeRequest = Callable[[], "bytes | None"]
CheckAnswer = Callable[[int, bytes], "str | None"]


def form_request(path: str, form: dict[str, str], basic: tuple[str, str]) -> bytes:
    """The bytes of a form POST with HTTP Basic client authentication."""
    body = urlencode(form).encode()
    credentials = base64.b64encode(":".join(basic).encode()).decode()
    head = (
        f"POST {path} HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Basic {credentials}\r\n"
        f"content-type: application/x-www-form-urlencoded\r\ncontent-length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


@dataclass
class Outcome:
    """What one run came to. Latencies are in milliseconds."""

    per_second: float
    p50: float
    p99: float
    answers: int
    wrong: int
    first_wrong: str | None


@dataclass
class _Run:
    make: MakeRequest
    check: CheckAnswer
    until: float
    latencies: list[float] = field(default_factory=list)
    wrong: int = 0
    first_wrong: str | None = None
    open_connections: int = 0
    finished: asyncio.Event = field(default_factory=asyncio.Event)

    def note_wrong(self, what: str) -> None:
        self.wrong += 1
        self.first_wrong = self.first_wrong or what


class _Connection(asyncio.Protocol):
    def __init__(self, run: _Run) -> None:
        self.run = run
        self.waiting = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        self.run.open_connections += 1
        self.send_next()

    def send_next(self) -> None:
        request = self.run.make() if time.perf_counter() < self.run.until else None
        if request is None:
            self.transport.close()
            return
        self.parser, self.body, self.waiting = httptools.HttpResponseParser(self), b"", True
        self.sent_at = time.perf_counter()
        self.transport.write(request)

    def data_received(self, data: bytes) -> None:
        self.parser.feed_data(data)

    def on_body(self, body: bytes) -> None:
        self.body += body

    def on_message_complete(self) -> None:
        self.waiting = False
        self.run.latencies.append(time.perf_counter() - self.sent_at)
        wrong = self.run.check(self.parser.get_status_code(), self.body)
        if wrong:
            self.run.note_wrong(wrong)
        self.send_next()

    def connection_lost(self, exc: Exception | None) -> None:
        if self.waiting:
            self.run.note_wrong("connection lost before the answer")
        self.run.open_connections -= 1
        if self.run.open_connections == 0:
            self.run.finished.set()


def run_load(port: int, connections: int, seconds: float, make: MakeRequest, check: CheckAnswer) -> Outcome:
    """Load `127.0.0.1:port` for some seconds, or until `make` has nothing left to send."""

    async def main() -> Outcome:
        began = time.perf_counter()
        run = _Run(make, check, began + seconds)
        loop = asyncio.get_running_loop()
        for _ in range(connections):
            await loop.create_connection(lambda: _Connection(run), "127.0.0.1", port)
        await asyncio.wait_for(run.finished.wait(), seconds + 60)
        took = time.perf_counter() - began
        ordered = sorted(run.latencies) or [0.0]
        return Outcome(
            per_second=len(run.latencies) / took,
            p50=ordered[len(ordered) // 2] * 1e3,
            p99=ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))] * 1e3,
            answers=len(run.latencies),
            wrong=run.wrong,
            first_wrong=run.first_wrong,
        )

    return run_loop(main())
