"""Attacks of the security bar that need many callers, a failing issuer, or a clock: A016, A017, A037, A038, A049, A052, A053."""

from __future__ import annotations

import gc
import json
import logging
import os
import random
import secrets
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from pathlib import Path
from statistics import median

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

import issuing
from assay.decision import Allowed, Refused
from assay.formats.jose.jwt import CompactSigner, claims_json, token_header
from assay.formats.raw_request import RawRequest
from assay.integrations.bearer import BearerGuard, BearerRefusal
from assay.outbound.document import Document, FetchFailed
from assay.outbound.remote_key_set import RemoteKeySet
from assay.primitives.hashing import hmac_sha256, hmac_verification
from assay.verifier import VerifierOptions
from attacks import test_encrypted_tokens as sealed
from issuing import NOW, jwk, key, key_set, signed, token, verifier
from live import DevServer

URL = f"{issuing.ISSUER}/jwks"


class Publisher:
    """An issuer that answers with `body`, or is away when that is None."""

    def __init__(self) -> None:
        self.body: bytes | None = json.dumps(key_set()).encode()
        self.fetches = 0

    def __call__(self, _location: object) -> Document:
        self.fetches += 1
        if self.body is None:
            raise FetchFailed("it cannot be reached")
        return Document(self.body, "max-age=60")


def test_a016_ten_thousand_random_kids_make_two_fetches() -> None:
    issuer, now = Publisher(), [1000.0]
    checked = verifier(keys=RemoteKeySet(URL, clock=lambda: now[0], fetch=issuer))
    head, _, rest = token().partition(".")
    for number in range(10_000):
        now[0] += 0.001
        forged = issuing.encode(issuing.as_bytes(issuing.header(kid=secrets.token_hex(8)))).decode()
        given = checked.verify(f"{forged}.{rest}", now=NOW)
        assert isinstance(given, Refused)
        assert given.reason.code == "key.kid_unknown", number
    assert issuer.fetches <= 2
    assert isinstance(checked.verify(f"{head}.{rest}", now=NOW), Allowed)


@pytest.mark.parametrize(
    "answer", [None, b"", b"<html>", b'{"keys":[]}', b'{"keys":[{"kty":"oct","k":"AAAA"}]}', b"[]"]
)
def test_a017_no_outage_and_no_garbage_takes_the_last_good_keys_away(answer: bytes | None) -> None:
    issuer, now = Publisher(), [1000.0]
    source = RemoteKeySet(URL, clock=lambda: now[0], fetch=issuer)
    checked = verifier(keys=source)
    assert isinstance(checked.verify(token(), now=NOW), Allowed)
    issuer.body = answer
    for _ in range(20):
        now[0] += 61
        source.refresh()
        assert isinstance(checked.verify(token(), now=NOW), Allowed)
    now[0] += 86_400  # and for ever they are not believed either
    given = checked.verify(token(), now=NOW)
    assert isinstance(given, Refused)
    assert given.reason.code == "key.set_unavailable"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> object:
    running = DevServer(tmp_path_factory.mktemp("issuer"))
    yield running
    running.stop()


def test_a037_fifty_threads_with_one_assertion_are_one_client(server: DevServer, tmp_path: Path) -> None:
    (tmp_path / "keys.json").write_text(json.dumps(key_set()))
    words = ["--name", "Machine", "--grant", "client_credentials", "--scope", "demo.read", "-o", "json"]
    method = ["--auth-method", "private_key_jwt", "--jwks", str(tmp_path / "keys.json")]
    done = server.assay("client", "create", *words, *method)
    assert done.returncode == 0, done.stderr
    client_id = json.loads(done.stdout)["client_id"]
    now = int(time.time())
    claims = {"iss": client_id, "sub": client_id, "aud": server.issuer, "jti": "once", "iat": now, "exp": now + 60}
    head = token_header(algorithm="ES256", kid=jwk()["kid"], type="JWT")
    signer = CompactSigner(head, key().sign)
    # ECDSA signatures differ each time, so half of them are twins: the same assertion under other bytes (A013).
    assertions = [signer.sign(claims_json(claims)) for _ in range(2)]
    assert assertions[0] != assertions[1]
    start = threading.Barrier(50)

    def send(number: int) -> tuple[int, str | None]:
        form = {
            "grant_type": "client_credentials",
            "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            "client_assertion": assertions[number % 2],
        }
        start.wait()
        answer = server.send("/token", form)
        return answer.status, answer.headers.get("refusal-id")

    with ThreadPoolExecutor(50) as threads:
        answers = list(threads.map(send, range(50)))
    assert sorted(status for status, _ in answers) == [200, *[401] * 49]
    time.sleep(0.3)
    refusal_id = next(refusal_id for status, refusal_id in answers if status == 401)
    assert refusal_id is not None
    assert server.explained(refusal_id)["reasons"][0]["code"] == "client.assertion_replayed"


def test_a038_a_cached_token_ends_with_its_key_and_with_a_revocation() -> None:
    issuer, now = Publisher(), [1000.0]
    source = RemoteKeySet(URL, clock=lambda: now[0], fetch=issuer)
    checked = verifier("ES256", "RS256", keys=source, options=VerifierOptions(cached_tokens=10))
    text = token()
    for _ in range(2):
        assert isinstance(checked.verify(text, now=NOW), Allowed)
    issuer.body = json.dumps(key_set("RS256")).encode()  # the key leaked, and was taken away
    source.refresh()
    given = checked.verify(text, now=NOW)
    assert isinstance(given, Refused)
    assert given.reason.code == "key.kid_unknown"
    other = token("RS256")
    held = checked.verify(other, now=NOW)
    assert checked.verify(other, now=NOW) is held
    checked.forget_verified_tokens()
    assert checked.verify(other, now=NOW) is not held


def interleaved(first: Callable[[], object], second: Callable[[], object], samples: int) -> tuple[list[int], list[int]]:
    """Nanoseconds of two calls that take turns in a random order, so that a busy machine slows both alike."""
    taken: tuple[list[int], list[int]] = ([], [])
    choices = os.urandom(samples)
    gc.disable()
    try:
        for choice in choices:
            call, list_ = (first, taken[0]) if choice & 1 else (second, taken[1])
            began = time.perf_counter_ns()
            call()
            list_.append(time.perf_counter_ns() - began)
    finally:
        gc.enable()
    return taken


def test_a049_a_key_that_does_not_unwrap_takes_as_long_as_a_tag_that_does_not_fit() -> None:
    oaep = padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), None)
    public = sealed.RSA_KEY.public_key()
    head = {"alg": "RSA-OAEP-256"}
    size = public.key_size // 8
    scrambled = pow(int.from_bytes(os.urandom(size - 1), "big"), 65537, public.public_numbers().n).to_bytes(size, "big")
    keys = sealed.parse_decryption_keys(sealed.rsa_jwk())
    padding_fails = sealed.encrypted(head, b"x" * 500, wrapped=scrambled)
    tag_fails = sealed.encrypted(head, b"x" * 500, wrapped=public.encrypt(sealed.CEK, oaep), tag=bytes(16))
    for shown in (padding_fails, tag_fails):
        assert sealed.refused(shown, keys) == "token.decryption_failed"
    one, other = interleaved(
        lambda: sealed.answer(padding_fails, keys), lambda: sealed.answer(tag_fails, keys), samples=1500
    )
    assert abs(median(one) - median(other)) < 1_000_000  # what anybody could see from outside


def told_apart(
    call: Callable[[bytes], object], first: bytes, second: bytes, samples: int
) -> tuple[list[int], list[int]]:
    """As `interleaved`, for one call on two values, with nothing else that tells them apart.

    Where a value lies and the list that its time goes to have times of their own, of parts of a nanosecond. So each value
    is copied anew to where the one before the last was, and has 128 lists, which of 256 is left to chance.
    """
    kinds = [first] * 128 + [second] * 128
    random.SystemRandom().shuffle(kinds)
    values = [bytes(bytearray(kind)) for kind in kinds]
    taken: list[list[int]] = [[] for _ in kinds]
    choices = os.urandom(samples)
    gc.disable()
    try:
        for choice in choices:
            value = bytes(bytearray(values[choice]))
            began = time.perf_counter_ns()
            call(value)
            taken[choice].append(time.perf_counter_ns() - began)
    finally:
        gc.enable()
    one, other = ([took for kind, took in zip(kinds, taken, strict=True) if kind is which] for which in (first, second))
    return [*chain.from_iterable(one)], [*chain.from_iterable(other)]


def welch(one: list[int], other: list[int]) -> float:
    """Welch's t over the faster nine tenths of each: what interrupts a machine is no property of the code."""
    cut = sorted(one + other)[(len(one) + len(other)) * 9 // 10]
    samples = [[value for value in taken if value <= cut] for taken in (one, other)]
    means = [sum(taken) / len(taken) for taken in samples]
    spread = [
        sum((value - mean) ** 2 for value in taken) / (len(taken) - 1) / len(taken)
        for taken, mean in zip(samples, means, strict=True)
    ]
    return abs(means[0] - means[1]) / sum(spread) ** 0.5


def test_a052_the_time_of_a_mac_tells_not_where_it_is_wrong() -> None:
    secret, message = os.urandom(32), b"message"
    verify = hmac_verification(secret, "sha256")
    good = hmac_sha256(secret, message)
    wrong_at_first = bytes([good[0] ^ 1]) + good[1:]
    wrong_at_last = good[:-1] + bytes([good[-1] ^ 1])
    assert not verify(wrong_at_first, message)
    assert not verify(wrong_at_last, message)

    def told(first: bytes, second: bytes) -> float:
        return welch(*told_apart(lambda mac: verify(mac, message), first, second, 100_000))

    runs = []
    for _ in range(6):  # a leak is there each time, a busy moment is not
        # What this machine makes of one value beside its own copy is noise, whatever its t.
        noise = told(wrong_at_first, bytes(bytearray(wrong_at_first)))
        runs.append((told(wrong_at_first, wrong_at_last), noise))
        if runs[-1][0] < max(4.5, 2 * noise):
            return
    pytest.fail(f"t beside the t of equal values is {runs}")


def test_a052_the_measurement_sees_a_comparison_that_stops_early() -> None:
    good = os.urandom(32)

    def careless(mac: bytes) -> bool:
        return all(one == other for one, other in zip(good, mac, strict=True))

    first, last = bytes([good[0] ^ 1]) + good[1:], good[:-1] + bytes([good[-1] ^ 1])
    assert welch(*told_apart(careless, first, last, 20_000)) > 4.5


HOSTILE = (
    "a\r\nforged: line",
    "\x1b[2J\x1b[31mred",
    "<script>alert(1)</script>",
    "a\u2028b\u202egnp",
    "\x00",
    "%0d%0a",
    '"\\',
)


@pytest.mark.parametrize("text", HOSTILE)
def test_a053_what_a_token_says_breaks_no_line_and_no_answer(text: str, caplog: pytest.LogCaptureFixture) -> None:
    guard = BearerGuard(verifier(), clock=lambda: NOW)
    shown = [
        signed(issuing.header(kid=text), issuing.claims()),
        signed(issuing.header(typ=text), issuing.claims()),
        signed(issuing.header(alg=text), issuing.claims()),
        token(iss=text),
        token(aud=text),
        token(sub=[text]),
        signed({**issuing.header(), "crit": [text], text or "x": 1}, issuing.claims()),
        signed(issuing.header(), json.dumps({**issuing.claims(), "exp": text}).encode()),
    ]
    with caplog.at_level(logging.INFO, "assay.refusals"):
        for one in shown:
            request = RawRequest("GET", f"/{text}", headers=((b"authorization", f"Bearer {one}".encode()),))
            refusal = guard.admit(request)
            assert isinstance(refusal, BearerRefusal)
            wire = "\n".join(f"{name}: {value}" for name, value in refusal.headers) + refusal.body.decode("ascii")
            assert text not in wire
            assert all(value.isprintable() and value.isascii() for _, value in refusal.headers)
    assert len(caplog.messages) == len(shown)
    assert all(line.isprintable() for line in caplog.messages)
