"""What goes back over HTTP."""

from __future__ import annotations

from dataclasses import dataclass

from assay.server.refusals.refused_request import RefusedRequest

Headers = tuple[tuple[bytes, bytes], ...]


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """An HTTP response, ready to be sent. Header names are lower case; the kernel adds length, ids and security headers.

    `refused` is the refusal that the answer tells of, in whatever form (JSON, page, redirect): the kernel logs and counts
    it, and adds the `Refusal-Id` header.
    """

    status: int
    headers: Headers = ()
    body: bytes = b""
    refused: RefusedRequest | None = None
