"""Reads a body as far as the limits allow: never more bytes than the limit, never longer than the time-out.

Reasons: `request.body_too_large`, `request.body_not_read_in_time`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from assay.decision import Refused, refuse
from assay.reasons import request as reasons

Receive = Callable[[], Awaitable[Any]]


class CallerLeft(Exception):
    """The connection closed before the request was whole; there is nobody to answer."""


async def read_body(
    receive: Receive, headers: Iterable[tuple[bytes, bytes]], *, limit: int, seconds: float
) -> bytes | Refused:
    """The whole body, in bytes. Raises `CallerLeft`.

    A body whose announced length is over the limit is refused before any of it is read.
    """
    for name, value in headers:
        if name == b"content-length" and value.isdigit() and int(value) > limit:
            return refuse(reasons.BODY_TOO_LARGE, limit=limit)
    try:
        async with asyncio.timeout(seconds):
            message = await receive()
            if message["type"] == "http.request" and not message.get("more_body"):
                # Nearly every request: the body came with the headers.
                body: bytes = message.get("body", b"")
                return body if len(body) <= limit else refuse(reasons.BODY_TOO_LARGE, limit=limit)
            return await _rest(receive, message, limit)
    except TimeoutError:
        return refuse(reasons.BODY_NOT_READ_IN_TIME, limit=seconds)


async def _rest(receive: Receive, message: Any, limit: int) -> bytes | Refused:
    body = bytearray()
    while True:
        if message["type"] != "http.request":
            raise CallerLeft
        body += message.get("body", b"")
        if len(body) > limit:
            return refuse(reasons.BODY_TOO_LARGE, limit=limit)
        if not message.get("more_body"):
            return bytes(body)
        message = await receive()
