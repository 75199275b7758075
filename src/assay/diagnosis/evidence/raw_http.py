"""Requests and responses as they stand on the wire, one after the other, as proxies and editors show them."""

from __future__ import annotations

from typing import Any

from assay.diagnosis.evidence.exchange_form import (
    MAX_EXCHANGES,
    MAX_LINES,
    REQUEST_LINE,
    STATUS_LINE,
    exchange_of,
    header_of,
)

_Request = tuple[str, str, list[list[str]], str]
_Response = tuple[int, list[list[str]], str]


def read_raw_http(text: str) -> dict[str, Any]:
    """The members of a bundle; empty when no line of the text begins a message. What stands before it is the symptom."""
    lines = [line.rstrip("\r") for line in text.split("\n")[:MAX_LINES]]
    starts = [number for number, line in enumerate(lines) if REQUEST_LINE.match(line) or STATUS_LINE.match(line)]
    if not starts:
        return {}
    made: list[dict[str, Any]] = []
    pending: _Request | None = None
    for place, start in enumerate(starts):
        end = starts[place + 1] if place + 1 < len(starts) else len(lines)
        headers, body = _rest(lines[start + 1 : end])
        asked = REQUEST_LINE.match(lines[start])
        if asked:
            if pending is not None:
                made.append(exchange_of(pending, None))
            pending = (asked.group(1), asked.group(2), headers, body)
            continue
        answered = STATUS_LINE.match(lines[start])
        status = int(answered.group(1)) if answered else 0
        if 100 <= status < 200:
            continue
        made.append(exchange_of(pending, (status, headers, body)))
        pending = None
    if pending is not None:
        made.append(exchange_of(pending, None))
    before = "\n".join(lines[: starts[0]]).strip()
    return {"exchanges": made[-MAX_EXCHANGES:]} | ({"symptom": before} if before else {})


def _rest(lines: list[str]) -> tuple[list[list[str]], str]:
    headers: list[list[str]] = []
    for number, line in enumerate(lines):
        if not line.strip():
            return headers, "\n".join(lines[number + 1 :]).strip("\n")
        header = header_of(line)
        if header is not None:
            headers.append(header)
        elif headers and line[:1] in {" ", "\t"}:
            headers[-1][1] += "\n" + line  # a folded header: the break is evidence
    return headers, ""
