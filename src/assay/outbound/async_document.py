"""`document.fetch` on an event loop: the same rules, and no thread but the resolver's for a name that must be looked up."""

from __future__ import annotations

import asyncio
import http.client
import io
import socket
import ssl
from collections.abc import Awaitable, Callable
from ipaddress import ip_address

from assay.outbound import document
from assay.outbound.document import (
    Document,
    FetchFailed,
    Form,
    Location,
    document_of,
    in_words,
    reply_of,
    request_bytes,
    tls,
)

Fetch = Callable[[Location], Awaitable[Document]]
_Whole = Callable[[bytearray], bool]

_MOST_RECEIVED = 2 * document.MAX_BYTES + 65_536
"""Bytes of a whole answer: head, body, and what chunks add to it."""


async def fetch(location: Location, form: Form | None = None) -> Document:
    """The document at a location, or the answer to a form. Raises `FetchFailed`."""
    try:
        async with asyncio.timeout(document.TIMEOUT):
            return await _fetched(location, form)
    except TimeoutError as fault:
        raise FetchFailed(f"it did not answer within {document.TIMEOUT:g} seconds") from fault
    except ssl.SSLCertVerificationError as fault:
        raise FetchFailed(f"its certificate does not verify: {fault.verify_message}") from fault
    except (OSError, http.client.HTTPException) as fault:
        raise FetchFailed(f"it cannot be reached: {in_words(fault)}") from fault


async def _fetched(location: Location, form: Form | None) -> Document:
    reader, writer = await _connected(location)
    try:
        writer.write(request_bytes(location, form))
        await writer.drain()
        return await _answer(reader, "GET" if form is None else "POST")
    finally:
        writer.transport.abort()  # no farewell: nobody waits for the other side


async def _connected(location: Location) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    last: OSError | None = None
    for address in await _addresses(location):
        try:
            if location.secure:
                return await asyncio.open_connection(
                    str(address), location.port, ssl=tls(), server_hostname=location.host
                )
            return await asyncio.open_connection(str(address), location.port)
        except ssl.SSLError:
            raise
        except OSError as fault:
            last = fault
    raise last or ConnectionError("the name has no address")


async def _addresses(location: Location) -> list[document.Address]:
    try:
        literal = ip_address(location.host)
    except ValueError:
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(location.host, location.port, type=socket.SOCK_STREAM)
        return document.allowed_addresses(location, [ip_address(entry[4][0]) for entry in found])
    return document.allowed_addresses(location, [literal])  # nothing to look up, so no thread


async def _answer(reader: asyncio.StreamReader, method: str) -> Document:
    received = bytearray()
    whole: _Whole | None = None
    while whole is None or not whole(received):
        piece = await reader.read(65_536)
        if not piece:
            break
        received += piece
        if len(received) > _MOST_RECEIVED:
            raise FetchFailed(f"its answer has more than {document.MAX_BYTES} bytes")
        if whole is None and b"\r\n\r\n" in received[-len(piece) - 3 :]:
            whole = _end_of(received, method)
    return document_of(reply_of(_begun(io.BytesIO(received), method)))


def _end_of(received: bytearray, method: str) -> _Whole:
    """How to see that the answer is all there: servers leave connections open although they are asked to close them.

    Decided once, when the head has come, so that an answer in many pieces costs no more than one in few.
    """
    stream = io.BytesIO(received)
    response = _begun(stream, method)
    if response.status != 200:
        return lambda _received: True
    if response.chunked:
        return lambda received: received.endswith(b"0\r\n\r\n") and _complete(received, method)
    if response.length is None:
        return lambda _received: False
    end = stream.tell() + min(response.length, document.MAX_BYTES + 1)
    return lambda received: len(received) >= end


def _begun(stream: io.BytesIO, method: str) -> http.client.HTTPResponse:
    response = http.client.HTTPResponse(_Received(stream), method=method)  # type: ignore[arg-type]  # all it needs
    response.begin()
    return response


def _complete(received: bytearray, method: str) -> bool:
    try:
        _begun(io.BytesIO(received), method).read()
    except http.client.IncompleteRead:
        return False
    return True


class _Received:
    """As much of a socket as reading an answer needs."""

    def __init__(self, stream: io.BytesIO) -> None:
        self._stream = stream

    def makefile(self, _mode: str) -> io.BytesIO:
        return self._stream
