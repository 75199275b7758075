"""Slow callers, endless requests and an end under load: whoever behaves is served, and nobody's accepted request is lost.

R11, R12 and R13 of the security bar on a real server. `ASSAY_DRILL_SLOW` sets the slow connections (300 where it is not set).
"""

from __future__ import annotations

import base64
import gzip
import http.client
import os
import selectors
import signal
import socket
import statistics
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from live import DevServer

SLOW = int(os.environ.get("ASSAY_DRILL_SLOW", "300"))
HEAD = b"POST /token HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/x-www-form-urlencoded\r\n"
ROOM = 32 * 1024 * 1024
"""Bytes by which a server may grow over all of what is too large, some of it the parser's and the allocator's."""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[DevServer]:
    running = DevServer(tmp_path)
    try:
        yield running
    finally:
        running.process.kill()
        running.process.wait()


def resident(server: DevServer) -> int:
    pages = Path(f"/proc/{server.process.pid}/statm").read_text().split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def well_behaved(server: DevServer, seconds: float) -> list[float]:
    """The durations of token requests over one connection, each of them answered with 200."""
    credentials = base64.b64encode(":".join(server.demo).encode()).decode()
    headers = {"Authorization": f"Basic {credentials}", "Content-Type": "application/x-www-form-urlencoded"}
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    took, end = [], time.monotonic() + seconds
    while time.monotonic() < end:
        began = time.monotonic()
        connection.request("POST", "/token", "grant_type=client_credentials", headers)
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 200
        took.append(time.monotonic() - began)
        time.sleep(0.005)
    connection.close()
    return took


@pytest.mark.slow
def test_slow_callers_take_nothing_from_the_others_and_are_let_go(server: DevServer) -> None:
    """R11: one byte each half second, half of them in their headers and half in their bodies."""
    before = statistics.quantiles(well_behaved(server, 2), n=100)[98]
    watched, began = selectors.DefaultSelector(), time.monotonic()
    for number in range(SLOW):
        caller = socket.create_connection(("127.0.0.1", server.port), timeout=5)
        caller.sendall(HEAD if number % 2 else HEAD + b"content-length: 1000\r\n\r\n")
        caller.setblocking(False)
        watched.register(caller, selectors.EVENT_READ)
    over, took = threading.Event(), []
    served = threading.Thread(target=lambda: took.extend(well_behaved(server, 12)), daemon=True)
    served.start()
    ended: list[float] = []
    while watched.get_map() and time.monotonic() - began < 40:
        for key, _ in watched.select(0.5):
            caller = key.fileobj
            try:
                heard = caller.recv(65_536)
            except OSError:
                heard = b""
            assert b" 200 " not in heard[:20]
            if not heard:
                watched.unregister(caller)
                caller.close()
                ended.append(time.monotonic() - began)
        for key in list(watched.get_map().values()):
            try:
                key.fileobj.send(b"a")
            except OSError:
                pass  # closed meanwhile; the next look hears of it
    over.set()
    served.join(30)
    assert len(ended) == SLOW, f"{SLOW - len(ended)} slow callers are still there"
    assert max(ended) < 25
    assert len(took) > 100
    p99 = statistics.quantiles(took, n=100)[98]
    print(
        f"\nR11: {SLOW} slow callers let go after {min(ended):.0f} to {max(ended):.0f} s; p99 of the others {p99 * 1000:.0f} ms (alone {before * 1000:.0f} ms)"
    )
    assert p99 < max(0.5, 20 * before)


TOO_MUCH = {
    "a body of 100 MB": (HEAD + b"content-length: 100000000\r\n\r\n", b"a" * 65_536, 413),
    "a body in chunks without end": (HEAD + b"transfer-encoding: chunked\r\n\r\n", b"4000\r\n" + b"a" * 0x4000 + b"\r\n", 413),
    "10,000 headers": (HEAD, b"".join(b"x-%d: y\r\n" % n for n in range(10_000)) + b"\r\n", 431),
    "a URL of 1 MB": (b"GET /authorize?", b"a" * 65_536, 431),
    "10,000 form fields": (HEAD + b"content-length: 39999\r\n\r\n", b"&".join([b"a=b"] * 10_000), 400),
    "a body that was compressed": (
        HEAD + b"content-encoding: gzip\r\ncontent-length: 20000\r\n\r\n",
        gzip.compress(os.urandom(20_000))[:20_000],
        400,
    ),
}  # fmt: skip


@pytest.mark.slow
def test_what_is_too_large_is_refused_before_it_is_read(server: DevServer) -> None:
    """R12: the answer comes while most of it is unsent, and the server does not grow with it."""
    well_behaved(server, 0.5)
    before = resident(server)
    for what, (head, piece, status) in TOO_MUCH.items():
        for _ in range(5):
            heard, sent = talked(server, head, piece)
            assert sent < 4_000_000, f"{what}: {sent} bytes were taken"
            if heard:  # a reset may overtake the answer
                assert heard.startswith(b"HTTP/1.1 %d " % status), f"{what}: {heard[:200]!r}"
    grown = resident(server) - before
    print(f"\nR12: {5 * len(TOO_MUCH)} requests that are too large; the server grew by {grown / 1e6:.1f} MB")
    assert grown < ROOM
    assert server.send("/healthz").status == 200


def talked(server: DevServer, head: bytes, piece: bytes) -> tuple[bytes, int]:
    """Send until the server answers or hangs up: what was heard, and how many bytes it took."""
    sent = 0
    with socket.create_connection(("127.0.0.1", server.port), timeout=5) as caller:
        try:
            caller.sendall(head)
            caller.settimeout(0.05)
            for _ in range(1600):
                sent += len(piece)
                caller.sendall(piece)
                try:
                    heard = caller.recv(65_536)
                except TimeoutError:
                    if len(piece) < 65_536 and not head.endswith(b"chunked\r\n\r\n"):
                        caller.settimeout(5)
                        return caller.recv(65_536), sent  # all of it was sent: the answer is due
                    continue
                return heard, sent
        except OSError:
            return b"", sent
    return b"", sent


@pytest.mark.slow
def test_an_end_under_load_loses_no_accepted_request(server: DevServer) -> None:
    """R13: after SIGTERM what was accepted is answered, new callers find nobody, and the status is 0."""
    credentials = base64.b64encode(":".join(server.demo).encode()).decode()
    headers = {"Authorization": f"Basic {credentials}", "Content-Type": "application/x-www-form-urlencoded"}
    lost: list[str] = []
    answered: list[int] = []

    def use() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
        while True:
            try:
                connection.request("POST", "/token", "grant_type=client_credentials", headers)
            except OSError:
                return  # nobody there any more: nothing was accepted
            try:
                answer = connection.getresponse()
                body = answer.read()
            except http.client.RemoteDisconnected:
                return  # an idle connection was closed before the request was read
            except (OSError, http.client.HTTPException) as error:
                lost.append(f"{type(error).__name__}: {error}")
                return
            answered.append(answer.status)
            if answer.status != 200 or not body.endswith(b"}"):
                lost.append(f"{answer.status} {body[:100]!r}")
            if answer.will_close:
                connection.close()

    users = [threading.Thread(target=use, daemon=True) for _ in range(16)]
    for user in users:
        user.start()
    time.sleep(1)
    began = time.monotonic()
    server.process.send_signal(signal.SIGTERM)
    assert server.process.wait(25) == 0
    ended = time.monotonic() - began
    for user in users:
        user.join(10)
    print(f"\nR13: ended {ended:.2f} s after SIGTERM under load; {len(answered)} answered, {len(lost)} lost")
    assert lost == []
    assert len(answered) > 100
