"""The same key sets and issuers, asked on an event loop: nothing waits but who asked, and the rules are the same."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import json
import socket
import ssl
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from assay.decision import Allowed, Refused
from assay.formats.jose.key_set import KeySet
from assay.outbound import async_document, document
from assay.outbound.discovered_key_set import discovered_key_set
from assay.outbound.document import Document, FetchFailed, Location
from assay.outbound.key_set_file import KeySetFile
from assay.outbound.remote_key_set import RemoteKeySet
from issuing import ISSUER, NOW, jwk, key_set, token, verifier
from unit.outbound.conftest import Clock

Answering = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@contextlib.asynccontextmanager
async def listening(answering: Answering, tls: ssl.SSLContext | None = None) -> AsyncIterator[int]:
    """A server that does with a connection whatever it likes; gives its port."""
    open_ones = []

    async def answer(reader, writer):
        open_ones.append(writer)
        await reader.readuntil(b"\r\n\r\n")
        await answering(reader, writer)

    server = await asyncio.start_server(answer, "127.0.0.1", 0, ssl=tls)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for writer in open_ones:
            writer.transport.abort()


def saying(answer: bytes) -> Answering:
    """Says this and leaves the connection open."""

    async def say(_reader, writer):
        writer.write(answer)
        await writer.drain()

    return say


async def never(_reader, _writer):
    await asyncio.Event().wait()


def defect_of(answer: object) -> str:
    assert isinstance(answer, Refused)
    assert answer.reason.code == "key.set_unavailable"
    return str(answer.evidence["defect"])


def asked(source: RemoteKeySet) -> KeySet | Refused:
    return asyncio.run(source.current_async())


def test_a_verifier_fetches_what_it_needs_and_then_no_more(published):
    checked = verifier(keys=RemoteKeySet(published.url))

    async def verified():
        before = set(threading.enumerate())
        for _ in range(5):
            assert isinstance(await checked.verify_async(token(), now=NOW), Allowed)
        # The server on the other side has a thread for each connection; ours has none.
        begun = {thread.name for thread in threading.enumerate() if thread not in before}
        assert begun & {"asyncio_0", "assay key set"} == set()

    asyncio.run(verified())
    assert [path for path, _ in published.requests] == ["/jwks?v=1"]
    assert published.requests[0][1]["Host"] == published.url.split("/")[2]
    assert published.requests[0][1]["Connection"] == "close"


def test_ten_thousand_tokens_on_an_empty_cache_make_one_fetch(published):
    published.slowly = 0.05
    checked = verifier(keys=RemoteKeySet(published.url))
    text = token()

    async def flood():
        return await asyncio.gather(*(checked.verify_async(text, now=NOW) for _ in range(10_000)))

    assert all(isinstance(answer, Allowed) for answer in asyncio.run(flood()))
    assert len(published.requests) == 1


def test_a_flood_of_unknown_kids_makes_one_more_fetch(published):
    checked = verifier(keys=RemoteKeySet(published.url))
    tokens = [token(head={"kid": f"unknown-{number}"}) for number in range(500)]

    async def flood():
        return await asyncio.gather(*(checked.verify_async(text, now=NOW) for text in tokens))

    assert {answer.reason.code for answer in asyncio.run(flood())} == {"key.kid_unknown"}
    assert len(published.requests) == 2


def test_a_new_key_is_found_at_its_first_token_even_beside_a_fetch_that_left_too_early():
    documents = [key_set("ES256"), key_set("ES256"), key_set("ES256", "RS256")]
    began, goes_on, clock = [], asyncio.Event(), Clock()

    async def fetch_async(_location):
        began.append(None)
        if len(began) == 2:
            await goes_on.wait()
        return Document(json.dumps(documents[len(began) - 1]).encode(), "max-age=300")

    source = RemoteKeySet(f"{ISSUER}/jwks", clock=clock, fetch_async=fetch_async)
    checked = verifier("ES256", "RS256", keys=source)

    async def drill():
        assert isinstance(await checked.verify_async(token(), now=NOW), Allowed)
        clock.now += 295  # within the last seconds of its age, so the refresh goes on beside
        assert isinstance(await checked.verify_async(token(), now=NOW), Allowed)  # the refresh leaves, and hangs
        new = asyncio.create_task(checked.verify_async(token("RS256"), now=NOW))
        await asyncio.sleep(0)
        goes_on.set()
        assert isinstance(await new, Allowed)

    asyncio.run(drill())
    assert len(began) == 3


def test_what_a_thread_has_fetched_serves_the_loop_and_the_other_way_round(published):
    source = RemoteKeySet(published.url)
    held = source.current()
    assert asked(source) is held
    assert asked(source) is held  # a second loop
    assert len(published.requests) == 1


def test_an_issuer_that_is_down_for_an_hour_refuses_no_valid_token(published):
    clock = Clock()
    source = RemoteKeySet(published.url, clock=clock)
    checked = verifier(keys=source)

    async def drill():
        assert isinstance(await checked.verify_async(token(), now=NOW), Allowed)
        published.status = 503
        for _ in range(60):
            clock.now += 60
            assert isinstance(await checked.verify_async(token(), now=NOW), Allowed)
            await source._flown().landed()

    asyncio.run(drill())
    assert 1 < len(published.requests) <= 61


def test_others_go_on_while_an_issuer_hangs(monkeypatch):
    monkeypatch.setattr(document, "TIMEOUT", 0.4)
    good, text = verifier(), token()

    async def drill():
        async with listening(never) as port:
            source = RemoteKeySet(f"http://127.0.0.1:{port}/jwks")
            hanging = asyncio.create_task(verifier(keys=source).verify_async(text, now=NOW))
            served, longest, last = 0, 0.0, time.perf_counter()
            while not hanging.done():
                assert isinstance(await good.verify_async(text, now=NOW), Allowed)
                await asyncio.sleep(0)
                now = time.perf_counter()
                served, longest, last = served + 1, max(longest, now - last), now
            return served, longest, await hanging

    served, longest, refused = asyncio.run(drill())
    assert "within 0.4 seconds" in defect_of(refused)
    assert served > 50
    assert longest < 0.3


def test_a_caller_who_leaves_takes_the_fetch_from_nobody(published):
    published.slowly = 0.1
    source = RemoteKeySet(published.url)

    async def drill():
        first = asyncio.create_task(source.current_async())
        second = asyncio.create_task(source.current_async())
        await asyncio.sleep(0.02)
        first.cancel()
        with pytest.raises(asyncio.CancelledError):
            await first
        return await second

    assert isinstance(asyncio.run(drill()), KeySet)
    assert len(published.requests) == 1


BODY = json.dumps(key_set()).encode()


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(BODY), BODY),
        b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s and what comes after it" % (len(BODY), BODY),
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n" % (len(BODY), BODY),
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n%x\r\n%s\r\n0\r\n\r\n"
        % (len(BODY) - 1, BODY[1:]),
    ],
)
def test_an_answer_ends_where_it_says_so_even_when_the_connection_stays_open(answer):
    async def drill():
        async with listening(saying(answer)) as port:
            return await async_document.fetch(Location.parse(f"http://127.0.0.1:{port}/jwks"))

    began = time.monotonic()
    assert asyncio.run(drill()).body == BODY
    assert time.monotonic() - began < 4


def test_an_answer_in_single_bytes_is_put_together():
    answer = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n8\r\n{\r\n0\r\n\r\n\r\n1\r\n}\r\n0\r\n\r\n"

    async def drip(_reader, writer):
        for number in range(len(answer)):
            writer.write(answer[number : number + 1])
            await writer.drain()
            await asyncio.sleep(0.001)

    async def drill():
        async with listening(drip) as port:
            return await async_document.fetch(Location.parse(f"http://127.0.0.1:{port}/jwks"))

    assert asyncio.run(drill()).body == b"{\r\n0\r\n\r\n}"


@pytest.mark.parametrize(
    ("answer", "defect"),
    [
        (b"HTTP/1.1 404 Not Found\r\nContent-Length: 9\r\n\r\n", "status 404"),
        (b"HTTP/1.1 302 Found\r\nLocation: https://elsewhere.example/\r\n\r\n", "redirects are not followed"),
        (b"HTTP/1.1 204 No Content\r\n\r\n", "status 204"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", "no member keys"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9000000\r\n\r\n" + b" " * 400_000, "more than 262144 bytes"),
        (b"HTTP/1.1 200 OK\r\n\r\n" + b" " * 5_000_000, "more than 262144 bytes"),
        (b"HTTP/1.1 200 OK\r\n" + b"X-Long: y\r\n" * 100_000, "more than 262144 bytes"),
        (b"\x15\x03\x01\x00\x02\x02\x50\r\n\r\n", "cannot be reached"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n0\r\n\r\n", "within"),
    ],
)
def test_an_answer_that_is_no_key_set_is_a_failure(monkeypatch, answer, defect):
    monkeypatch.setattr(document, "TIMEOUT", 1.0)

    async def drill():
        async with listening(saying(answer)) as port:
            return await RemoteKeySet(f"http://127.0.0.1:{port}/jwks").current_async()

    assert defect in defect_of(asyncio.run(drill()))


def test_half_an_answer_is_a_failure():
    async def half(_reader, writer):
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n{")
        writer.close()

    async def drill():
        async with listening(half) as port:
            return await RemoteKeySet(f"http://127.0.0.1:{port}/jwks").current_async()

    assert "ended before all of it had come" in defect_of(asyncio.run(drill()))


def test_nobody_there_is_a_failure():
    assert "cannot be reached" in defect_of(asked(RemoteKeySet("http://127.0.0.1:1/jwks")))


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate of localhost that nobody but itself vouches for, with its key."""
    private = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(1))
        .not_valid_after(now + dt.timedelta(1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(private, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "localhost.pem"
    plain = serialization.NoEncryption()
    path.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + private.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    )
    return path


@pytest.mark.parametrize(("host", "trusted"), [("localhost", True), ("localhost", False), ("127.0.0.1", True)])
def test_the_certificate_must_verify_and_be_for_this_host(monkeypatch, certificate, host, trusted):
    theirs = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    theirs.load_cert_chain(certificate)
    ours = ssl.create_default_context(cafile=str(certificate) if trusted else None)
    monkeypatch.setattr(async_document, "tls", lambda: ours)
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(BODY), BODY)

    async def drill():
        async with listening(saying(answer), theirs) as port:
            return await RemoteKeySet(f"https://{host}:{port}/jwks").current_async()

    keys = asyncio.run(drill())
    if host == "localhost" and trusted:
        assert isinstance(keys, KeySet)
    else:
        assert "its certificate does not verify" in defect_of(keys)


def test_a_name_that_leads_inside_is_not_dialled(monkeypatch):
    dialled = []

    async def drill(private_hosts):
        async def found(*_arguments, **_named):
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("10.0.0.7", 443))]

        async def refuse_connection(host, port, **_named):
            dialled.append((host, port))
            raise ConnectionRefusedError

        monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", found)
        monkeypatch.setattr(asyncio, "open_connection", refuse_connection)
        await async_document.fetch(Location.parse("https://issuer.example/jwks", private_hosts))

    with pytest.raises(FetchFailed, match="private address"):
        asyncio.run(drill(()))
    assert dialled == []
    with pytest.raises(FetchFailed, match="cannot be reached"):
        asyncio.run(drill({"issuer.example"}))
    assert dialled == [("10.0.0.7", 443)]


def test_the_metadata_are_read_on_the_loop_as_well():
    async def answer(reader, writer):
        port = writer.get_extra_info("sockname")[1]
        issuer = f"http://127.0.0.1:{port}"
        body = BODY if asked_for else json.dumps({"issuer": issuer, "jwks_uri": f"{issuer}/jwks"}).encode()
        asked_for.append(None)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))
        await writer.drain()

    asked_for: list[None] = []

    async def drill():
        async with listening(answer) as port:
            return await discovered_key_set(f"http://127.0.0.1:{port}").current_async()

    assert isinstance(asyncio.run(drill()), KeySet)
    assert len(asked_for) == 2


def test_a_fetcher_of_ones_own_is_called_in_a_thread():
    threads = []

    def fetch(_location):
        threads.append(threading.current_thread())
        return Document(BODY, "max-age=60")

    assert isinstance(asked(RemoteKeySet(f"{ISSUER}/jwks", fetch=fetch)), KeySet)
    metadata = {"issuer": ISSUER, "jwks_uri": f"{ISSUER}/jwks"}

    def both(location):
        threads.append(threading.current_thread())
        return Document(json.dumps(metadata).encode() if "well-known" in location.url else BODY)

    assert isinstance(asked(discovered_key_set(ISSUER, fetch_document=both)), KeySet)
    assert len(threads) == 3
    assert threading.main_thread() not in threads


def test_a_source_without_an_asynchronous_side_is_not_asked_on_a_loop():
    class Own:
        def current(self):
            raise AssertionError("asked on the loop")

        after_unknown_kid = current

    checked = verifier(keys=Own())
    assert not checked.for_event_loops
    with pytest.raises(TypeError, match="Own has no current_async"):
        asyncio.run(checked.verify_async(token(), now=NOW))


def test_a_file_is_read_on_the_loop(tmp_path):
    (tmp_path / "keys.json").write_bytes(BODY)
    checked = verifier(keys=KeySetFile(tmp_path / "keys.json"))
    assert isinstance(asyncio.run(checked.verify_async(token(), now=NOW)), Allowed)
    refused = asyncio.run(checked.verify_async(token(head={"kid": "other"}), now=NOW))
    assert refused.reason.code == "key.kid_unknown"


def test_both_ways_refuse_alike(published):
    source = RemoteKeySet(published.url)
    for text in (token(exp=NOW - 1), token(aud="https://other.example"), "a.b.c", "", b"\xff", token() + "x"):
        for options in ({}, {"keys": source}):
            one = verifier(**options)
            ours, theirs = one.verify(text, now=NOW), asyncio.run(one.verify_async(text, now=NOW))
            assert isinstance(ours, Refused)
            assert ours == theirs
    assert jwk()["kid"] in source.current().kids()
