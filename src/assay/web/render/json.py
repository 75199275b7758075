"""A JSON answer."""

from __future__ import annotations

from typing import Any

import msgspec

from assay.web.answer import Headers, HttpAnswer

encode = msgspec.json.Encoder().encode

NOT_STORED: Headers = (
    (b"content-type", b"application/json"),
    (b"cache-control", b"no-store"),
)
"""For whatever holds a token, a person's facts or a refusal (RFC 6749 section 5.1)."""


def json_answer(members: Any, status: int = 200, headers: Headers = NOT_STORED) -> HttpAnswer:
    """An answer whose body is this structure. `headers` must hold the content type."""
    return HttpAnswer(status, headers, encode(members))
