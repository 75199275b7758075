"""The bounds of uvicorn's protocol, on real sockets."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from uvicorn import Config
from uvicorn.server import ServerState

from assay.web import http_protocol
from assay.web.http_protocol import BoundedHttpProtocol

RESET = b"(reset)"
Reader, Writer = asyncio.StreamReader, asyncio.StreamWriter


async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    message = await receive()
    body = message["body"]
    while message.get("more_body"):
        message = await receive()
        body += message["body"]
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": body or b"ok"})
    assert message["type"] == "http.request"


def converse(talk: Callable[[Reader, Writer], Awaitable[bytes]]) -> bytes:
    async def go() -> bytes:
        config = Config(application, ws="none", log_config=None, access_log=False, lifespan="off")
        config.load()
        state = ServerState()
        loop = asyncio.get_running_loop()
        server = await loop.create_server(
            lambda: BoundedHttpProtocol(config=config, server_state=state, app_state={}), "127.0.0.1", 0
        )
        async with server:
            reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname()[:2])
            answer = await asyncio.wait_for(talk(reader, writer), 10)
            writer.close()
            for connection in list(state.connections):
                connection.shutdown()
            return answer

    return asyncio.run(go())


async def all_of(reader: Reader) -> bytes:
    """What was said until the end; a reset may overtake the answer to who goes on talking."""
    try:
        return await reader.read()
    except ConnectionError:
        return RESET


async def answer_of(reader: Reader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    return head + await reader.readexactly(2)


def test_requests_on_one_connection_are_answered_one_after_the_other() -> None:
    async def talk(reader: Reader, writer: Writer) -> bytes:
        writer.write(b"GET /a HTTP/1.1\r\nhost: x\r\n\r\nGET /b HTTP/1.1\r\nhost: x\r\n\r\n")
        return await answer_of(reader) + await answer_of(reader)

    assert converse(talk).count(b"HTTP/1.1 200 OK") == 2


def test_headers_in_small_pieces_are_fine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_protocol, "HEADER_SECONDS", 2.0)

    async def talk(reader: Reader, writer: Writer) -> bytes:
        for byte in b"GET / HTTP/1.1\r\nhost: x\r\n\r\n":
            writer.write(bytes([byte]))
            await writer.drain()
        return await answer_of(reader)

    assert converse(talk).startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize(
    "said", [b"", b"GET / HT", b"GET / HTTP/1.1\r\nhost: x\r\n", b"GET / HTTP/1.1\r\nhost: x\r\n\r\nGET / "]
)
def test_headers_that_do_not_end_in_time_end_the_connection(monkeypatch: pytest.MonkeyPatch, said: bytes) -> None:
    monkeypatch.setattr(http_protocol, "HEADER_SECONDS", 0.1)

    async def talk(reader: Reader, writer: Writer) -> bytes:
        writer.write(said)
        return await reader.read()

    assert converse(talk).count(b"HTTP/1.1 200") == (1 if b"\r\n\r\n" in said else 0)


def test_a_connection_that_idles_between_requests_is_not_cut_for_slow_headers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_protocol, "HEADER_SECONDS", 0.1)

    async def talk(reader: Reader, writer: Writer) -> bytes:
        writer.write(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n")
        first = await answer_of(reader)
        await asyncio.sleep(0.3)
        writer.write(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n")
        return first + await answer_of(reader)

    assert converse(talk).count(b"HTTP/1.1 200") == 2


@pytest.mark.parametrize("piece", [b"x-filler: " + b"a" * 1000 + b"\r\n", b"b: c\r\n" * 200], ids=["large", "many"])
def test_headers_without_end_are_answered_with_431(piece: bytes) -> None:
    async def talk(reader: Reader, writer: Writer) -> bytes:
        writer.write(b"GET / HTTP/1.1\r\nhost: x\r\n")
        sent = 0
        try:
            while sent < 5_000_000 and not reader.at_eof():
                writer.write(piece)
                sent += len(piece)
                await writer.drain()
                await asyncio.sleep(0)
        except ConnectionError:
            pass
        assert sent < 2_000_000, "it went on reading"
        return await all_of(reader)

    assert converse(talk).startswith((b"HTTP/1.1 431", RESET))


def test_a_url_without_end_is_answered_with_431() -> None:
    async def talk(reader: Reader, writer: Writer) -> bytes:
        writer.write(b"GET /" + b"a" * 1_000_000)
        return await all_of(reader)

    assert converse(talk).startswith((b"HTTP/1.1 431", RESET))


OFFER = b"connection: Upgrade, HTTP2-Settings\r\nupgrade: h2c\r\nhttp2-settings: AAMAAABkAARAAAAAAAIAAAAA\r\n"
"""What Java's HttpClient sends with each first request to an http URL."""


@pytest.mark.parametrize("pause", [0, 0.05], ids=["one-piece", "two-pieces"])
def test_an_offered_upgrade_is_left_out_and_costs_no_body(pause: float) -> None:
    async def talk(reader: Reader, writer: Writer) -> bytes:
        writer.write(b"POST / HTTP/1.1\r\nhost: x\r\n" + OFFER + b"content-length: 2\r\n\r\n")
        await asyncio.sleep(pause)
        writer.write(b"abGET / HTTP/1.1\r\nhost: x\r\n\r\n")
        return await answer_of(reader) + await answer_of(reader)

    answered = converse(talk)
    assert answered.count(b"HTTP/1.1 200") == 2
    assert answered.index(b"\r\n\r\nab") < answered.index(b"\r\n\r\nok")


def test_an_offered_upgrade_without_a_body_loses_no_pipelined_request() -> None:
    async def talk(reader: Reader, writer: Writer) -> bytes:
        writer.write(b"GET / HTTP/1.1\r\nhost: x\r\n" + OFFER + b"\r\nGET / HTTP/1.1\r\nhost: x\r\n\r\n")
        return await answer_of(reader) + await answer_of(reader)

    assert converse(talk).count(b"HTTP/1.1 200") == 2


@pytest.mark.parametrize("hosts", [b"", b"host: x\r\nhost: y\r\n"], ids=["none", "two"])
def test_a_request_without_one_host_is_answered_with_400(hosts: bytes) -> None:
    async def talk(reader: Reader, writer: Writer) -> bytes:
        writer.write(b"GET / HTTP/1.1\r\n" + hosts + b"\r\n")
        return await all_of(reader)

    assert converse(talk).startswith(b"HTTP/1.1 400")


def test_connect_is_no_upgrade_and_no_request_that_is_served() -> None:
    async def talk(reader: Reader, writer: Writer) -> bytes:
        writer.write(b"CONNECT x:443 HTTP/1.1\r\nhost: x:443\r\n\r\n")
        return await all_of(reader)

    assert converse(talk).startswith(b"HTTP/1.1 4")
