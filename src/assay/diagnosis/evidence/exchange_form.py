"""One HTTP exchange in the form of a bundle, made from heads that were read line by line."""

from __future__ import annotations

import re
from typing import Any

MAX_EXCHANGES = 200
MAX_LINES = 200_000
MAX_HEADERS = 200
REQUEST_LINE = re.compile(r"^([A-Z]{3,20}) (\S{1,20000}) HTTP/\d(?:\.\d)?\s*$")
STATUS_LINE = re.compile(r"^HTTP/\d(?:\.\d)? ([1-9]\d\d)(?: .*)?$")
_HEADER = re.compile(r"^([!#$%&'*+.^_`|~0-9A-Za-z-]{1,200}):[ \t]?(.*)$", re.DOTALL)


def header_of(line: str) -> list[str] | None:
    """A header line as [name, value], the value as it stands; None when it is none."""
    match = _HEADER.match(line)
    return [match.group(1), match.group(2)] if match else None


def exchange_of(
    request: tuple[str, str, list[list[str]], str] | None,
    response: tuple[int, list[list[str]], str] | None,
    *,
    scheme: str = "https",
) -> dict[str, Any]:
    """The exchange; a request is (method, target or URL, headers, body), a response (status, headers, body)."""
    made: dict[str, Any] = {"seen_by": "client"}
    if request is not None:
        method, target, headers, body = request
        host = next((value.strip() for name, value in headers if name.lower() == "host"), "")
        url = f"{scheme}://{host}{target}" if target.startswith("/") and host else target
        made["request"] = {"method": method, "url": url, "headers": headers[:MAX_HEADERS], "body": body}
    if response is not None:
        status, headers, body = response
        made["response"] = {"status": status, "headers": headers[:MAX_HEADERS], "body": body}
    return made
