"""Fetches one small document over HTTPS, or posts a form for one: no redirects, no private addresses, bounded in size and time.

The address that was checked is the address that is dialled. http is for loopback only.
"""

from __future__ import annotations

import http.client
import os
import re
import socket
import ssl
import time
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from ipaddress import IPv4Address, IPv6Address, ip_address
from threading import Timer
from urllib.parse import urlsplit

MAX_BYTES = 262_144
TIMEOUT = 5.0
"""Seconds for everything: name, connection, handshake, answer."""

_AGE = re.compile(r"[0-9]{1,9}")

Address = IPv4Address | IPv6Address


class FetchFailed(Exception):
    """A document could not be fetched; the text says why, and never quotes what was received."""


@dataclass(frozen=True, slots=True)
class Location:
    """A URL that may be fetched. `private` permits an address inside a private network."""

    url: str
    host: str
    port: int
    target: str
    secure: bool
    private: bool

    @classmethod
    def parse(cls, url: str, private_hosts: Collection[str] = ()) -> Location:
        """The location of a URL from a configuration. Raises `ValueError` for one that is not allowed."""
        parts = urlsplit(url)
        host = parts.hostname or ""
        if parts.scheme not in {"https", "http"} or not host or parts.username is not None or parts.fragment:
            raise ValueError(f"{url!r} is no https URL without user name and fragment")
        if not (url.isascii() and url.isprintable()) or " " in url:
            raise ValueError("the URL has characters that a URL does not have")
        loopback = _is_loopback(host)
        if parts.scheme == "http" and not loopback:
            raise ValueError(f"{url!r} is http; only loopback addresses may be")
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        secure = parts.scheme == "https"
        port = parts.port or (443 if secure else 80)
        return cls(url, host, port, target, secure, private=loopback or host in private_hosts)

    @property
    def loopback(self) -> bool:
        """Whether the host is this machine by its name."""
        return _is_loopback(self.host)

    @property
    def authority(self) -> str:
        """The Host header: the port only where it is not the usual one."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == (443 if self.secure else 80) else f"{host}:{self.port}"


@dataclass(frozen=True, slots=True)
class Document:
    """What was fetched. `cache_control` is the header of that name; `age` for how many seconds a cache has kept it already."""

    body: bytes = field(repr=False)
    cache_control: str | None = None
    age: int = 0


@dataclass(frozen=True, slots=True)
class Form:
    """A form-encoded body to post, and the headers (Authorization above all) to post it with."""

    encoded: str = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer of any status. `whole` is false when it has more than `MAX_BYTES`, of which the first are here.

    `cut_short` is true when it ended before all had come that it announced.
    """

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes = field(repr=False)
    whole: bool = True
    cut_short: bool = False

    def header(self, name: str) -> str | None:
        """The first value of a header; the name in lower case."""
        return next((value for key, value in self.headers if key.lower() == name), None)


def fetch(location: Location, form: Form | None = None) -> Document:
    """The document at a location, or the answer to a form. Raises `FetchFailed`."""
    return document_of(ask(location, form))


def document_of(reply: Reply) -> Document:
    """The document that an answer is. Raises `FetchFailed` for any other answer."""
    if reply.status != 200:
        moved = " (redirects are not followed)" if 300 <= reply.status < 400 else ""
        raise FetchFailed(f"it answers with status {reply.status}{moved}")
    if not reply.whole:
        raise FetchFailed(f"its answer has more than {MAX_BYTES} bytes")
    if reply.cut_short:
        raise FetchFailed("its answer ended before all of it had come")
    age = reply.header("age") or ""
    return Document(reply.body, reply.header("cache-control"), int(age) if _AGE.fullmatch(age) else 0)


def ask(location: Location, form: Form | None = None) -> Reply:
    """What a location answers, whatever its status. Raises `FetchFailed` when there is no answer."""
    deadline = time.monotonic() + TIMEOUT
    connection: socket.socket | None = None
    try:
        connection = _connected(location, deadline)
        watch = Timer(max(deadline - time.monotonic(), 0), _cut, (connection,))  # even when single bytes keep coming
        watch.daemon = True
        watch.start()
        try:
            return _answer(location, connection, form)
        finally:
            watch.cancel()
    except ssl.SSLCertVerificationError as fault:
        raise FetchFailed(f"its certificate does not verify: {fault.verify_message}") from fault
    except (OSError, http.client.HTTPException) as fault:
        if time.monotonic() >= deadline:
            raise FetchFailed(f"it did not answer within {TIMEOUT:g} seconds") from fault
        raise FetchFailed(f"it cannot be reached: {in_words(fault)}") from fault
    finally:
        if connection is not None:
            connection.close()


def in_words(fault: Exception) -> str:
    """Why there was no connection or no answer, for a person; never what was received."""
    if isinstance(fault, socket.gaierror):
        return "its name does not resolve"
    if isinstance(fault, ConnectionRefusedError):
        return "connection refused, nothing listens there"
    if isinstance(fault, ssl.SSLError):
        return f"no TLS connection ({(fault.reason or 'unknown').replace('_', ' ').lower()})"
    if isinstance(fault, http.client.HTTPException):
        return "what answers there does not speak HTTP"
    return os.strerror(fault.errno) if isinstance(fault, OSError) and fault.errno else type(fault).__name__


def _connected(location: Location, deadline: float) -> socket.socket:
    last: OSError | None = None
    for address in _addresses(location):
        remaining = deadline - time.monotonic()
        if remaining <= 0:
            break
        try:
            plain = socket.create_connection((str(address), location.port), timeout=remaining)
        except OSError as fault:
            last = fault
            continue
        if not location.secure:
            return plain
        try:
            return tls().wrap_socket(plain, server_hostname=location.host)
        except OSError:
            plain.close()
            raise
    raise last or TimeoutError("no time was left to connect")


def _addresses(location: Location) -> list[Address]:
    found = socket.getaddrinfo(location.host, location.port, type=socket.SOCK_STREAM)
    return allowed_addresses(location, [ip_address(entry[4][0]) for entry in found])


def allowed_addresses(location: Location, addresses: Iterable[Address]) -> list[Address]:
    """Those addresses of a name that may be dialled. Raises `FetchFailed` when none may."""
    allowed = [address for address in addresses if location.private or address.is_global]
    if not allowed:
        raise FetchFailed("its name leads to a private address, and private addresses are not allowed for this host")
    return allowed


def _answer(location: Location, connection: socket.socket, form: Form | None) -> Reply:
    connection.sendall(request_bytes(location, form))
    response = http.client.HTTPResponse(connection, method="GET" if form is None else "POST")
    response.begin()
    return reply_of(response)


def request_bytes(location: Location, form: Form | None) -> bytes:
    """The request as it goes over the wire."""
    client = http.client.HTTPConnection(location.host, location.port)
    client.default_port = 443 if location.secure else 80  # so that Host names the port only where it must
    recorder = _Recorder()
    client.sock = recorder
    headers = {"Accept": "application/json", "Connection": "close"}
    if form is None:
        client.request("GET", location.target, headers=headers)
    else:
        headers |= {"Content-Type": "application/x-www-form-urlencoded", **form.headers}
        client.request("POST", location.target, body=form.encoded.encode("ascii"), headers=headers)
    return bytes(recorder.sent)


def reply_of(response: http.client.HTTPResponse) -> Reply:
    """The answer whose head has been read. Raises `http.client.HTTPException` and `OSError`."""
    body = response.read(MAX_BYTES + 1)
    whole = len(body) <= MAX_BYTES
    cut_short = whole and bool(response.length)
    return Reply(response.status, tuple(response.getheaders()), body[:MAX_BYTES], whole, cut_short)


class _Recorder:
    def __init__(self) -> None:
        self.sent = bytearray()

    def sendall(self, data: bytes) -> None:
        self.sent += data


def _cut(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:  # it was closed in the meantime
        return


@cache
def tls() -> ssl.SSLContext:
    """The context of every TLS connection: the system's certificates, names checked."""
    return ssl.create_default_context()


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
