"""Drills with a real issuer on loopback: keys change, the issuer fails in every way, and no valid token is refused."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from assay.decision import Allowed, Refused
from assay.formats.base64url import encode_text
from assay.formats.jose.key_set import KeySet
from assay.outbound import document
from assay.outbound.remote_key_set import RemoteKeySet
from assay.verifier import AccessTokenVerifier
from issuing import NOW, claims, jwk, key, signed, verifier

CACHED = 300
ROTATION = 7
"""Seconds for which a verifier keeps the keys, and after which the issuer signs with the next one."""

Respond = Callable[[BaseHTTPRequestHandler], None]


class Clock:
    """Seconds that pass when the drill says so."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


class Issuer:
    """Publishes keys over HTTP, or answers as `fault` does."""

    def __init__(self) -> None:
        self.published: list[dict[str, Any]] = [jwk()]
        self.fault: Respond | None = None
        self.fetches = 0
        issuer = self

        class Answering(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                issuer.fetches += 1
                try:
                    (issuer.fault or issuer.answer)(self)
                except ConnectionError:  # the verifier hung up, as it should
                    pass

            def log_message(self, *_arguments: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
        self.url = f"http://127.0.0.1:{self.server.server_port}/jwks"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True)
        self.thread.start()

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        respond(200, json.dumps({"keys": self.published}).encode(), {"Cache-Control": f"max-age={CACHED}"})(request)

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


def respond(status: int, body: bytes = b"", headers: dict[str, str] | None = None) -> Respond:
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        for name, value in (headers or {}).items():
            request.send_header(name, value)
        request.end_headers()
        request.wfile.write(body)

    return answer


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    started = Issuer()
    yield started
    started.stop()


def token_by(which: int) -> str:
    return signed({"alg": "ES256", "typ": "at+jwt", "kid": jwk("ES256", which)["kid"]}, claims(), key("ES256", which))


def settled(source: RemoteKeySet) -> None:
    """Waits until a fetch beside the work has ended."""
    deadline = time.monotonic() + 10
    while source._fetching.locked():
        assert time.monotonic() < deadline
        time.sleep(0.001)


def test_a_rotation_every_few_seconds_refuses_no_valid_token(issuer: Issuer) -> None:
    # The issuer publishes each key for as long before its first signature as verifiers keep keys, and after its last
    # for as long as its tokens live. Several verifiers have fetched at different times.
    clock = Clock()
    ahead, lifetime = CACHED // ROTATION + 1, CACHED // ROTATION + 1
    checked: list[tuple[RemoteKeySet, AccessTokenVerifier]] = []
    verified = 0
    for second in range(900):
        signing = second // ROTATION
        issuer.published = [jwk("ES256", which) for which in range(max(signing - lifetime, 0), signing + ahead + 1)]
        if second % 97 == 0:
            source = RemoteKeySet(issuer.url, clock=clock)
            checked.append((source, verifier(keys=source)))
        for source, one in checked:
            for which in {signing, max(signing - lifetime, 0)}:
                assert isinstance(one.verify(token_by(which), now=NOW), Allowed), (second, which)
                verified += 1
            settled(source)
        clock.now += 1
    assert verified > 5_000
    assert issuer.fetches <= len(checked) * (900 // CACHED + 1)  # none of them needed to ask for an unknown kid


def test_a_rotation_without_notice_is_followed_at_the_first_token_of_each_minute(issuer: Issuer) -> None:
    clock = Clock()
    one = verifier(keys=RemoteKeySet(issuer.url, clock=clock))
    for which in range(12):
        issuer.published = [jwk("ES256", which)]
        assert isinstance(one.verify(token_by(which), now=NOW), Allowed), which
        clock.now += 61


FAULTS: dict[str, Respond] = {
    "emptied": respond(200, b'{"keys": []}'),
    "an object without keys": respond(200, b"{}"),
    "keys of unknown kinds": respond(200, b'{"keys": [{"kty": "XYZ"}, 7, null]}'),
    "garbage": respond(200, bytes(range(256)) * 40),
    "a page": respond(200, b"<html>Service unavailable</html>", {"Content-Type": "text/html"}),
    "half of it": respond(200, b'{"keys": [{"kty": "EC", "crv": '),
    "deep": respond(200, b'{"keys": ' + b"[" * 50_000),
    "secrets": respond(200, b'{"keys": [{"kty": "oct", "k": "AAAA"}]}'),
    "a redirect": respond(302, b"", {"Location": "http://127.0.0.1:1/jwks"}),
    "a redirect that stays": respond(308, b"", {"Location": "/jwks"}),
    "status 500": respond(500),
    "status 204": respond(204),
    "shorter than announced": respond(200, b'{"keys": []}', {"Content-Length": "5000"}),
    "huge": respond(200, b" " * 5_000_000),
    "no HTTP": lambda request: request.wfile.write(b"\x15\x03\x01\x00\x02\x02\x50") and None,
    "hung up": lambda request: request.connection.close(),
}


def drip(request: BaseHTTPRequestHandler) -> None:
    respond(200, b"{", {"Content-Length": "100000"})(request)
    for _ in range(200):
        request.wfile.write(b" ")
        time.sleep(0.02)


@pytest.mark.parametrize("fault", [*FAULTS, "slow"])
def test_an_issuer_that_fails_for_an_hour_refuses_no_valid_token(
    issuer: Issuer, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if fault == "slow":
        monkeypatch.setattr(document, "TIMEOUT", 0.1)
    clock = Clock()
    source = RemoteKeySet(issuer.url, clock=clock)
    one = verifier(keys=source)
    good = token_by(0)
    assert isinstance(one.verify(good, now=NOW), Allowed)
    held = source.current()
    issuer.fault = drip if fault == "slow" else FAULTS[fault]
    step = 300 if fault == "slow" else 30
    for _ in range(3600 // step):
        clock.now += step
        assert isinstance(one.verify(good, now=NOW), Allowed), clock.now
        settled(source)
    assert source.current() is held
    assert 1 < issuer.fetches <= 1 + 6 + 3600 // 60  # the pauses grow to a minute
    issuer.fault = None
    issuer.published = [jwk("ES256", 1)]
    clock.now += 61
    source.current()
    settled(source)
    assert isinstance(one.verify(token_by(1), now=NOW), Allowed)
    assert isinstance(one.verify(good, now=NOW), Refused)  # the key was withdrawn


def test_ten_thousand_tokens_at_once_on_an_empty_cache_make_one_fetch(issuer: Issuer) -> None:
    slow = threading.Event()

    def late(request: BaseHTTPRequestHandler) -> None:
        slow.wait(0.3)
        issuer.answer(request)

    issuer.fault = late
    one = verifier(keys=RemoteKeySet(issuer.url))
    good, start, wrong = token_by(0), threading.Barrier(20), []

    def show() -> None:
        start.wait()
        wrong.extend(answer for _ in range(500) if not isinstance(answer := one.verify(good, now=NOW), Allowed))

    threads = [threading.Thread(target=show) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert issuer.fetches == 1


def test_ten_thousand_unknown_kids_in_ten_minutes_make_the_allowed_fetches(issuer: Issuer) -> None:
    clock = Clock()
    source = RemoteKeySet(issuer.url, clock=clock)
    one = verifier(keys=source)
    good, strange = token_by(0), token_by(1)
    body = strange.partition(".")[2]
    for number in range(10_000):
        head = json.dumps({"alg": "ES256", "typ": "at+jwt", "kid": f"unknown-{number}"}).encode()
        refused = one.verify(f"{encode_text(head)}.{body}", now=NOW)
        assert isinstance(refused, Refused)
        assert refused.reason.code == "key.kid_unknown"
        clock.now += 0.06
    settled(source)
    assert isinstance(one.verify(good, now=NOW), Allowed)
    assert issuer.fetches <= 1 + 600 // 60 + 600 // CACHED


def test_a_flood_of_unknown_kids_from_many_threads_makes_one_more_fetch(issuer: Issuer) -> None:
    source = RemoteKeySet(issuer.url, clock=Clock())
    assert isinstance(source.current(), KeySet)
    start = threading.Barrier(10)

    def ask(thread: int) -> None:
        start.wait()
        for number in range(1000):
            source.after_unknown_kid(f"{thread}-{number}")

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert issuer.fetches == 2


def test_unknown_kids_while_the_issuer_is_down_do_not_hammer_it(issuer: Issuer) -> None:
    clock = Clock()
    source = RemoteKeySet(issuer.url, clock=clock)
    source.current()
    issuer.fault = FAULTS["status 500"]
    for number in range(1000):
        assert isinstance(source.after_unknown_kid(f"unknown-{number}"), KeySet)
        clock.now += 0.06
    settled(source)
    assert issuer.fetches <= 1 + 2


def test_a_key_replaced_under_the_same_kid_is_noticed_and_used(
    issuer: Issuer, caplog: pytest.LogCaptureFixture
) -> None:
    clock = Clock()
    source = RemoteKeySet(issuer.url, clock=clock)
    one = verifier(keys=source)
    kid = jwk()["kid"]
    old = token_by(0)
    new = signed({"alg": "ES256", "typ": "at+jwt", "kid": kid}, claims(), key("ES256", 1))
    assert isinstance(one.verify(old, now=NOW), Allowed)
    issuer.published = [{**jwk("ES256", 1), "kid": kid}]
    clock.now += CACHED + 1
    source.current()
    settled(source)
    assert f"another key under the kid {kid!r}" in caplog.text
    assert isinstance(one.verify(new, now=NOW), Allowed)
    assert isinstance(one.verify(old, now=NOW), Refused)
