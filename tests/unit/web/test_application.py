from __future__ import annotations

import asyncio
import json
import os
from dataclasses import dataclass
from typing import Any

import pytest

from assay.formats.raw_request import RawRequest
from assay.ports.password_hasher import HasherBusy
from assay.ports.unit_of_work import StorageUnavailable
from assay.server.refusals.recorder import RefusalRecorder
from assay.server.refusals.refusal_ids import RefusalIds
from assay.storage.memory import open_memory
from assay.web.answer import HttpAnswer
from assay.web.application import Application
from assay.web.route import Route
from assay.web.settings import WebSettings
from assay.web.tally import Tally

NOW = 1_800_000_000.0
HTML = ((b"content-type", b"text/html"), (b"content-security-policy", b"default-src 'self'"))
STORED = ((b"cache-control", b"public, max-age=300"),)


class Life:
    def __init__(self) -> None:
        self.seen: list[str] = []

    async def start(self) -> None:
        self.seen.append("start")

    async def stop(self) -> None:
        self.seen.append("stop")


@dataclass
class Answered:
    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str | None:
        values = [value for key, value in self.headers if key == name]
        assert len(values) < 2, f"{name} stands twice"
        return values[0] if values else None


class Server:
    def __init__(self, issuer: str = "https://issuer.example", **settings: Any) -> None:
        self.asked: list[RawRequest] = []
        self.raises: BaseException | None = None
        self.store = open_memory(issuer_id="default", clock=lambda: NOW)
        ids = RefusalIds(b"k" * 32, os.urandom)
        self.recorder = RefusalRecorder(self.store.refusal_records, self.store.events, ids)
        self.tally, self.life = Tally(), Life()
        routes = (
            Route("both", "/both", ("GET", "POST"), self.answer, cross_origin=True),
            Route("page", "/page", ("GET",), self.page, render_refusal=self.error_page),
            Route("kept", "/kept", ("GET",), self.kept),
        )
        self.application = Application(
            routes, issuer, WebSettings(**settings), self.recorder, (lambda: NOW, os.urandom), self.tally, self.life
        )

    async def answer(self, request: RawRequest, now: float) -> HttpAnswer:
        assert now == NOW
        self.asked.append(request)
        if self.raises is not None:
            raise self.raises
        return HttpAnswer(200, ((b"content-type", b"application/json"),), b'{"a": 1}')

    async def page(self, _request: RawRequest, _now: float) -> HttpAnswer:
        if self.raises is not None:
            raise self.raises
        return HttpAnswer(200, HTML, b"<p>")

    async def kept(self, _request: RawRequest, _now: float) -> HttpAnswer:
        return HttpAnswer(200, STORED, b"x")

    def error_page(self, refused, _issuer) -> HttpAnswer:
        return HttpAnswer(refused.public.public.status, HTML, b"<h1>", refused)

    def send(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        headers=(),
        client: str | None = "192.0.2.1",
        leaves: bool = False,
    ) -> Answered | None:
        scope = {
            "type": "http",
            "method": method,
            "path": path,
            "raw_path": path.encode(),
            "query_string": b"q=1",
            "headers": list(headers),
            "client": (client, 4711) if client else None,
        }
        received = [{"type": "http.disconnect"} if leaves else {"type": "http.request", "body": body}]
        sent: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            return received.pop(0)

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        asyncio.run(self.application(scope, receive, send))
        if not sent:
            return None
        headers = [(name.decode(), value.decode()) for name, value in sent[0]["headers"]]
        return Answered(sent[0]["status"], headers, sent[1]["body"])

    def reason(self, answered: Answered) -> str:
        record = asyncio.run(self.store.refusal_records.find(answered.header("refusal-id") or ""))
        assert record is not None
        return record.reason


@pytest.fixture
def server() -> Server:
    return Server()


def test_a_request_crosses_as_it_came(server: Server) -> None:
    sent = [(b"host", b"evil.example"), (b"x-forwarded-for", b"6.6.6.6"), (b"x-request-id", b"mine")]
    answered = server.send("POST", "/both", b"body", sent)
    assert server.asked == [
        RawRequest("POST", "/both", b"q=1", tuple(sent), b"body", peer="192.0.2.1", request_id="mine")
    ]
    assert answered is not None
    assert (answered.status, answered.body) == (200, b'{"a": 1}')
    assert answered.header("x-request-id") == "mine"
    assert answered.header("content-length") == "8"
    assert server.tally.requests[("both", 200)].seconds > 0
    assert server.tally.in_flight == 0


def test_head_is_get_without_a_body(server: Server) -> None:
    answered = server.send("HEAD", "/both")
    assert answered is not None
    assert (answered.status, answered.body, answered.header("content-length")) == (200, b"", "8")


def test_every_answer_has_the_security_headers_and_keeps_its_own(server: Server) -> None:
    for path, status in (("/both", 200), ("/page", 200), ("/kept", 200), ("/nowhere", 404)):
        answered = server.send("GET", path)
        assert answered is not None
        assert answered.status == status
        assert answered.header("x-content-type-options") == "nosniff"
        assert answered.header("x-frame-options") == "DENY"
        assert answered.header("referrer-policy") == "no-referrer"
        assert answered.header("strict-transport-security") == "max-age=31536000"
        assert answered.header("x-request-id")
        assert answered.header("server") is None
        policy = "default-src 'self'" if path == "/page" else "default-src 'none'; frame-ancestors 'none'; sandbox"
        assert answered.header("content-security-policy") == policy
        assert answered.header("cache-control") == ("public, max-age=300" if path == "/kept" else "no-store")


def test_transport_security_is_not_promised_without_https() -> None:
    answered = Server("http://localhost:8400").send("GET", "/both")
    assert answered is not None
    assert answered.header("strict-transport-security") is None


@pytest.mark.parametrize("origin", [b"https://spa.example", b"null", b"http://evil.example"])
def test_any_origin_may_read_where_the_route_says_so_and_never_with_credentials(server: Server, origin: bytes) -> None:
    for method, path, open_ in (("GET", "/both", True), ("POST", "/both", True), ("GET", "/page", False)):
        answered = server.send(method, path, headers=[(b"origin", origin)])
        assert answered is not None
        assert answered.header("access-control-allow-origin") == ("*" if open_ else None)
        assert answered.header("access-control-allow-credentials") is None


def test_a_preflight_is_answered_where_the_route_says_so(server: Server) -> None:
    asked = [(b"origin", b"https://spa.example"), (b"access-control-request-method", b"POST")]
    answered = server.send("OPTIONS", "/both", headers=asked)
    assert answered is not None
    assert answered.status == 204
    assert answered.header("access-control-allow-methods") == "GET, POST"
    assert "Authorization" in (answered.header("access-control-allow-headers") or "")
    assert answered.header("content-length") is None
    closed = server.send("OPTIONS", "/page", headers=asked)
    assert closed is not None
    assert closed.status == 405
    assert closed.header("access-control-allow-origin") is None


@pytest.mark.parametrize("method", ["PUT", "DELETE", "TRACE", "get", "PROPFIND"])
def test_a_method_that_is_not_taken_is_refused_with_those_that_are(server: Server, method: str) -> None:
    answered = server.send(method, "/both", headers=[(b"x-http-method-override", b"GET")])
    assert answered is not None
    assert (answered.status, answered.header("allow")) == (405, "GET, POST, HEAD, OPTIONS")
    assert server.reason(answered) == "request.method_not_allowed"
    assert json.loads(answered.body)["error"] == "invalid_request"
    assert server.tally.refusals == {("both", "request.method_not_allowed"): 1}


def test_an_unknown_path_is_counted_under_one_name(server: Server) -> None:
    answered = server.send("GET", "/no/where")
    assert answered is not None
    assert server.reason(answered) == "request.path_unknown"
    assert list(server.tally.requests) == [("unknown", 404)]


def test_a_body_over_the_limit_ends_the_connection() -> None:
    server = Server(body_limit=4096)
    answered = server.send("POST", "/both", b"1" * 4097)
    assert answered is not None
    assert (answered.status, answered.header("connection")) == (413, "close")
    assert server.reason(answered) == "request.body_too_large"
    assert server.asked == []


def test_a_get_with_a_body_is_answered_without_reading_it(server: Server) -> None:
    answered = server.send("GET", "/both", b"x" * 10, [(b"content-length", b"10")])
    assert answered is not None
    assert answered.status == 200
    assert server.asked[0].body == b""


def test_who_leaves_gets_no_answer(server: Server) -> None:
    assert server.send("POST", "/both", leaves=True) is None
    assert server.tally.in_flight == 0


def test_a_store_that_does_not_answer_is_503_with_the_time_to_wait(server: Server) -> None:
    server.raises = StorageUnavailable("the disk is full at a secret place", retry_after=3)
    answered = server.send("POST", "/both")
    assert answered is not None
    assert (answered.status, answered.header("retry-after")) == (503, "3")
    assert server.reason(answered) == "operation.storage_unavailable"
    assert b"secret place" not in answered.body


def test_a_busy_hasher_is_503_too_and_a_page_stays_a_page(server: Server) -> None:
    server.raises = HasherBusy()
    answered = server.send("GET", "/page")
    assert answered is not None
    assert (answered.status, answered.body) == (503, b"<h1>")
    assert server.reason(answered) == "operation.password_hasher_busy"


def test_a_fault_is_500_with_an_id_and_nothing_of_what_happened(server: Server) -> None:
    server.raises = RuntimeError("a secret")
    answered = server.send("POST", "/both")
    assert answered is not None
    assert answered.status == 500
    body = json.loads(answered.body)
    assert body["error"] == "server_error"
    assert body["refusal_id"] == answered.header("refusal-id")
    assert b"a secret" not in answered.body
    assert server.reason(answered) == "operation.internal_fault"
    assert server.tally.faults == 1


def test_a_fault_of_the_recorder_is_still_answered(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("no record")

    monkeypatch.setattr(RefusalRecorder, "record", broken)
    answered = server.send("POST", "/nowhere")
    assert answered is not None
    assert answered.status == 500
    assert json.loads(answered.body)["error"] == "server_error"


def test_a_caller_without_an_address_is_served(server: Server) -> None:
    server.send("GET", "/both", client=None)
    assert server.asked[0].peer == ""


def test_websockets_are_closed(server: Server) -> None:
    sent: list[dict[str, Any]] = []

    async def go() -> None:
        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        await server.application({"type": "websocket"}, None, send)

    asyncio.run(go())
    assert sent == [{"type": "websocket.close"}]


def test_the_lifespan_starts_and_stops_what_runs_beside(server: Server) -> None:
    sent: list[str] = []

    async def go() -> None:
        async def receive() -> dict[str, Any]:
            return {}

        async def send(message: dict[str, Any]) -> None:
            sent.append(message["type"])

        await server.application({"type": "lifespan"}, receive, send)

    asyncio.run(go())
    assert sent == ["lifespan.startup.complete", "lifespan.shutdown.complete"]
    assert server.life.seen == ["start", "stop"]
