"""The exchanges in the output of `curl -v`: request lines after `>`, response lines after `<`, the body without a mark."""

from __future__ import annotations

import re
from typing import Any

from assay.diagnosis.evidence.exchange_form import (
    MAX_EXCHANGES,
    MAX_LINES,
    REQUEST_LINE,
    STATUS_LINE,
    exchange_of,
    header_of,
)

# With --trace-time and --trace-ids, time and numbers stand in front of the mark.
_MARKED = re.compile(r"^(?:\d\d:\d\d:\d\d\.\d+ )?(?:\[[\dx]+-[\dx]+\] )?([*<>{}])(?: (.*))?$")
_FAULT = re.compile(r"^curl: \(\d+\) ")


class _Exchange:
    """One exchange while its lines come in."""

    def __init__(self, method: str, target: str) -> None:
        self.method, self.target = method, target
        self.sent: list[list[str]] = []
        self.status = 0
        self.got: list[list[str]] = []
        self.body: list[str] = []

    def form(self, scheme: str) -> dict[str, Any]:
        """It as a bundle has it."""
        response = (self.status, self.got, "\n".join(self.body).strip("\n")) if self.status else None
        return exchange_of((self.method, self.target, self.sent, ""), response, scheme=scheme)


def read_curl_output(text: str) -> dict[str, Any]:
    """The members of a bundle: exchanges, curl's own remarks as log, its error as symptom; empty when it is no such output."""
    found: list[_Exchange] = []
    remarks: list[str] = []
    faults: list[str] = []
    for line in text.split("\n")[:MAX_LINES]:
        bare = line.rstrip("\r")
        match = _MARKED.match(bare)
        if _FAULT.match(bare):
            faults.append(bare)
        elif match is None:
            if found and found[-1].status:
                found[-1].body.append(bare)
        elif match.group(1) == "*":
            remarks.append(match.group(2) or "")
        elif match.group(1) == ">":
            _request_line(match.group(2) or "", found)
        elif match.group(1) == "<" and found:
            _response_line(match.group(2) or "", found[-1])
    if not found:
        return {}
    secure = any(re.search(r"SSL|TLS|ALPN|port 443", remark) for remark in remarks)
    members: dict[str, Any] = {
        "exchanges": [exchange.form("https" if secure else "http") for exchange in found[-MAX_EXCHANGES:]],
        "software": "curl",
    }
    if faults:
        members["symptom"] = "\n".join(faults)
    return members | ({"log": remarks[:1000]} if remarks else {})


def _request_line(line: str, found: list[_Exchange]) -> None:
    start = REQUEST_LINE.match(line)
    if start:
        found.append(_Exchange(start.group(1), start.group(2)))
        return
    header = header_of(line)
    if header and found:
        found[-1].sent.append(header)


def _response_line(line: str, exchange: _Exchange) -> None:
    start = STATUS_LINE.match(line)
    if start:
        # An interim answer (100, 103) is followed by the one that counts.
        exchange.status, exchange.got = int(start.group(1)), []
        return
    header = header_of(line)
    if header and exchange.status:
        exchange.got.append(header)
