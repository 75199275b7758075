"""uvicorn's HTTP/1.1 protocol with what it lacks: bounds for headers, one Host, no loss by Upgrade, no reset at the end.

Without bounds a caller that sends headers slowly, or for ever, holds a connection (security bar A256, R11, R12).
An offer to upgrade (RFC 9110 section 7.8) is left out; the parser alone would drop the body and what follows it.
"""

from __future__ import annotations

import asyncio
from typing import Any

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

HEADER_SECONDS = 10.0
HEADER_BYTES = 65_536
LINGER = 0.25
"""Seconds for which an idle connection is kept when the server ends: a request that is on its way is still answered."""


class BoundedHttpProtocol(HttpToolsProtocol):
    """Closes a connection whose headers come too slowly, and answers 431 where they are too large."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._waiting: asyncio.TimerHandle | None = None
        self._unfinished = 0
        self._header_bytes = 0
        self._in_headers = False
        self._ending = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """See `asyncio.Protocol`."""
        super().connection_made(transport)
        self._waiting = self.loop.call_later(HEADER_SECONDS, self._too_slow)

    def connection_lost(self, exc: Exception | None) -> None:
        """See `asyncio.Protocol`."""
        self._stop_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """See `asyncio.Protocol`."""
        self._unset_keepalive_if_required()
        try:
            self._feed(data)
        except httptools.HttpParserError:
            if self._header_bytes > HEADER_BYTES:
                self._too_large()
            else:
                self.send_400_response("Invalid HTTP request received.")
            return
        if self._in_headers:
            self._unfinished += len(data)
            if self._unfinished > HEADER_BYTES:
                self._too_large()

    def on_message_begin(self) -> None:
        """See `httptools`."""
        self._in_headers = True
        self._unfinished = self._header_bytes = 0
        if self._waiting is None:
            self._waiting = self.loop.call_later(HEADER_SECONDS, self._too_slow)
        super().on_message_begin()

    def on_header(self, name: bytes, value: bytes) -> None:
        """See `httptools`. Counted here too, for they may all come in one piece."""
        self._header_bytes += len(name) + len(value) + 4
        if self._header_bytes > HEADER_BYTES:
            raise httptools.HttpParserError("the header section is too large (RFC 6585 section 5)")
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """See `httptools`."""
        self._in_headers = False
        self._stop_waiting()
        if self.parser.get_http_version() == "1.1" and [name for name, _ in self.headers].count(b"host") != 1:
            raise httptools.HttpParserError("there is not one Host header (RFC 9112 section 3.2)")
        if not self._offers_upgrade():
            super().on_headers_complete()
            if self._ending:
                self.cycle.keep_alive = False

    def on_message_complete(self) -> None:
        """See `httptools`."""
        if not self._offers_upgrade():
            super().on_message_complete()

    def shutdown(self) -> None:
        """See uvicorn, which closes idle connections at once, and so resets those on which a request is arriving."""
        self._ending = True
        if self._is_idle():
            self.loop.call_later(LINGER, self._close_if_idle)
        else:
            self.cycle.keep_alive = False

    def _close_if_idle(self) -> None:
        if self._is_idle() and not self.transport.is_closing():
            self.transport.close()

    def _is_idle(self) -> bool:
        cycle: RequestResponseCycle | None = self.cycle  # None before the first request, which uvicorn does not declare
        return cycle is None or cycle.response_complete

    def _offers_upgrade(self) -> bool:
        # CONNECT counts as one for the parser.
        return self.parser.should_upgrade() and self.parser.get_method() != b"CONNECT"

    def _feed(self, data: bytes) -> None:
        """Parse; a request that offers an upgrade a second time, without the offer."""
        while data:
            try:
                self.parser.feed_data(data)
            except httptools.HttpParserUpgrade as upgrade:
                if self.parser.get_method() == b"CONNECT":
                    raise httptools.HttpParserError("this is no proxy") from None
                data = self._without_offer() + data[upgrade.args[0] :]
            else:
                return

    def _without_offer(self) -> bytes:
        headers = b"".join(b"%b: %b\r\n" % (name, value) for name, value in self.headers if name != b"upgrade")
        version = self.parser.get_http_version().encode("ascii")
        return b"%b %b HTTP/%b\r\n%b\r\n" % (self.parser.get_method(), self.url, version, headers)

    def _stop_waiting(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    def _too_slow(self) -> None:
        self._waiting = None
        if not self.transport.is_closing():
            self.transport.close()

    def _too_large(self) -> None:
        if not self.transport.is_closing():
            self.transport.write(
                b"HTTP/1.1 431 Request Header Fields Too Large\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
            )
            self.transport.close()
