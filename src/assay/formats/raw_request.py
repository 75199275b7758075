"""The only thing that crosses from the web to the endpoints."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RawRequest:
    """An HTTP request as it came, body read and bounded, nothing decoded.

    `headers` are lower-case names with their values, in order; `query` is without the question mark; `peer` is the
    address of the caller as far as it is trusted.
    """

    method: str
    path: str
    query: bytes = b""
    headers: tuple[tuple[bytes, bytes], ...] = ()
    body: bytes = b""
    peer: str = ""
    request_id: str = ""

    def header(self, name: bytes) -> bytes | None:
        """The first value of a header (name in lower case), or None."""
        for key, value in self.headers:
            if key == name:
                return value
        return None

    def header_values(self, name: bytes) -> tuple[bytes, ...]:
        """All values of a header, in order."""
        return tuple([value for key, value in self.headers if key == name])  # a list is built faster than it is yielded
