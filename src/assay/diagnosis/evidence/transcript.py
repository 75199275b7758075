"""The HTTP exchanges that a text shows among other words: what curl and debug logs print, and messages as on the wire.

What is no part of a message stays prose: a person's words around it, other lines of the log.
"""

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
from assay.diagnosis.evidence.wire_marks import Unmarked, dialect_of
from assay.diagnosis.facts.instants import log_stamp
from assay.diagnosis.json_view import parse_json
from assay.record import Record

MOST_DIGITS = 12
MOST_TRIES = 50
"""Times that an unfinished body is read as JSON."""
MOST_BEFORE_THE_ROOT = 2_000
"""Bytes within which the element that a body is has to begin."""
_HINT = re.compile(r"HTTP/\d|--> [A-Z]{3,20} http|<-- \d{3} ")
_RULE = re.compile(r"^-{5,}")
_CURL = re.compile(r"(?m)^[^\w\n]{0,3}(?:[\w@.:~/-]{1,60}[$#>%] ?)?(curl(?:\.exe)?\s)[^\n]{0,4000}")
_SHOWS_HEADS = re.compile(r"\s(?:-[a-zA-Z]{0,6}[vi][a-zA-Z]{0,6}|--verbose|--include)(?=\s|$)")
_SENT = re.compile(r"(?m)^[ \t]{0,8}> ?[A-Z]{3,7} \S+ HTTP/")
MAX_COMMAND = 20_000
_OVER = re.compile(r"(?:Connection #\d+ to host|Closing connection)\b")
_ROOT = re.compile(r"^(?:<\?xml[^>]*\?>\s*)?(?:<!doctype[^>]*>\s*)?<([\w:.-]+)", re.IGNORECASE)
_SECURE = re.compile(r"SSL|TLS|ALPN|port 443")


class Transcript(Record):
    """What a text showed: exchanges in the form of a bundle, the lines that are none of them, a program's remarks."""

    exchanges: tuple[dict[str, Any], ...]
    prose: tuple[str, ...]
    remarks: tuple[str, ...]

    @property
    def date(self) -> str:
        """The Date of the last answer, as it stands: the clock by which what is shown happened. Empty where none has one."""
        last = self.exchanges[-1].get("response", {}).get("headers", [])
        return next((value for name, value in last if name.lower() == "date"), "")


def read_transcript(text: str) -> Transcript | None:
    """The exchanges in a text and the rest of it; None where it shows none. Reads a bounded part."""
    if not _HINT.search(text):
        return None
    marks_of, unmarked = dialect_of(text)
    reading = _Reading(unmarked)
    for printed in text.split("\n")[:MAX_LINES]:
        line = printed.rstrip("\r")
        for side, wire in marks_of(line):
            reading.take(side, wire, line)
    exchanges = reading.exchanges()
    if not exchanges:
        return None
    _told_by_commands(exchanges, text)
    return Transcript(tuple(exchanges[-MAX_EXCHANGES:]), tuple(reading.prose), tuple(reading.remarks))


def _told_by_commands(exchanges: list[dict[str, Any]], text: str) -> None:
    """Adds what curl does not print of its requests, body and host, from the commands where each exchange has one above it."""
    starts = [
        found.start(1)
        for found in (_CURL.finditer(text) if "curl" in text else ())
        if _SHOWS_HEADS.search(found.group(0))
    ]
    sent = [found.start() for found in _SENT.finditer(text)] if starts else []
    if not starts or not len(starts) == len(exchanges) == len(sent):
        return
    if any(
        not start < asked < after for start, asked, after in zip(starts, sent, [*starts[1:], len(text)], strict=True)
    ):
        return  # another program's request, or a command that belongs to none
    from assay.diagnosis.evidence.curl_command import read_curl_command

    for start, exchange in zip(starts, exchanges, strict=True):
        asked = read_curl_command(text[start : start + MAX_COMMAND]).get("exchanges")
        if not asked:
            continue
        told, request = asked[0]["request"], exchange["request"]
        request["body"] = request.get("body") or told["body"]
        printed = {name.lower() for name, _ in request.get("headers", [])}
        request["headers"] = [
            *request.get("headers", []),
            *(one for one in told["headers"] if one[0].lower() not in printed),
        ]
        if request.get("url", "").startswith("/") and told["url"].startswith("http"):
            request["url"] = told["url"]


class _Message:
    """One message while its lines come in; the start is (method, target) or a status."""

    def __init__(self, *, sent: bool, line: str, start: tuple[str, str], moment: str) -> None:
        self.sent, self.line, self.start, self.moment = sent, line, start, moment
        self.headers: list[list[str]] = []
        self.body: list[str] = []
        self.in_head = True
        self.repeated = False  # whether a second logger prints its head again
        self.size = 0  # of the body, in bytes, with a line break behind each line
        self.begins = ""  # the first line of the body that is not blank
        self.root = ""  # the name of the element that the body is, where it is one
        self.tries = 0

    @property
    def text(self) -> str:
        return "\n".join(self.body).strip("\n")

    @property
    def length(self) -> int:
        """The length that the head tells; -1 where it tells none."""
        told = next((value for name, value in self.headers if name.lower() == "content-length"), "")
        return int(told) if told.isdecimal() and len(told) <= MOST_DIGITS else -1

    def add(self, line: str) -> None:
        """One more line of the body."""
        self.body.append(line)
        self.size += len(line.encode("utf-8", "replace")) + 1
        if line.strip() and not self.begins:
            self.begins = line.lstrip()
        if self.size < MOST_BEFORE_THE_ROOT and not self.root:
            found = _ROOT.match(self.text)
            self.root = found.group(1) if found else ""

    @property
    def complete(self) -> bool:
        """Whether the body is known to have ended: by its length or its form. Asked at every line, so it looks at few."""
        last = self.body[-1] if self.body else ""
        if 0 <= self.length < self.size or self.length == 0:
            return True
        if not self.begins:
            return False
        if self.begins[0] in "{[":
            # Pretty JSON ends with a bracket at the margin: no need to try at every line, nor for ever.
            if last[:1] not in {"}", "]", self.begins[0]} or self.tries >= MOST_TRIES:
                return False
            self.tries += 1
            return parse_json(self.text).raw is not None
        if self.root:
            return last.rstrip().endswith(f"</{self.root}>") or (len(self.body) == 1 and last.rstrip().endswith("/>"))
        return not last.strip() or (self.sent and len(self.body) == 1 and "=" in last and " " not in last)


class _Reading:
    """A transcript while its lines come in; `unmarked` says which lines of a message bear no mark."""

    def __init__(self, unmarked: Unmarked) -> None:
        self.unmarked = unmarked
        self.messages: list[_Message] = []
        self.prose: list[str] = []
        self.remarks: list[str] = []
        self.open: _Message | None = None

    def take(self, side: str, wire: str, printed: str) -> None:
        """One line, with the mark that it bore."""
        if side == "*":
            if wire:
                self.remarks.append(wire)
            # Where both streams of curl go to one place, the body may stand behind its last remark.
            awaited = self.open is not None and not self.open.text and self.open.length > 0
            if not wire or (_OVER.match(wire) and not awaited):
                self.open = None
            return
        if self._starts(side, wire, printed):
            return
        message = self.open
        if message is not None and side and side != (">" if message.sent else "<"):
            message = next((m for m in reversed(self.messages) if m.sent == (side == ">")), None)
        if message is None or (not side and self._is_prose(message, wire)):
            self.prose.append(printed)
        elif not message.in_head:
            message.add(wire)
        else:
            self._head_line(message, side, wire, printed)

    def _is_prose(self, message: _Message, wire: str) -> bool:
        """Whether a line without a mark is none of the open message, which may have ended before it."""
        if self.unmarked == "bodies" and message.in_head and not message.sent and wire.startswith("{"):
            message.in_head = False  # whoever pasted it left out the empty line behind the head
        if self.unmarked == "none" or (self.unmarked == "bodies" and message.in_head):
            return True
        ended = _RULE.match(wire) is not None or (not message.in_head and message.complete)
        if ended:
            self.open = None
        return ended

    def _starts(self, side: str, wire: str, printed: str) -> bool:
        asked = REQUEST_LINE.match(wire) if side in {"", ">"} else None
        answered = STATUS_LINE.match(wire) if side in {"", "<"} else None
        if not (asked or answered):
            return False
        last = self.messages[-1] if self.messages else None
        start = (asked.group(1), asked.group(2)) if asked else (answered.group(1) if answered else "", "")
        if last is not None and last is self.open and last.in_head and last.start == start:
            last.repeated = True
            return True  # the same line from a second logger
        if last is not None and not last.sent and not asked and last.start[0].startswith("1"):
            self.messages.pop()  # an interim answer (100, 103) is followed by the one that counts
        self.open = _Message(sent=bool(asked), line=printed, start=start, moment=log_stamp(printed))
        self.messages.append(self.open)
        return True

    def _head_line(self, message: _Message, side: str, wire: str, printed: str) -> None:
        header = header_of(wire)
        if not wire.strip():
            message.in_head = False
        elif header is not None:
            if not (message.repeated and header in message.headers):
                message.headers.append(header)
        elif message.headers and wire[:1] in {" ", "\t"}:
            message.headers[-1][1] += "\n" + wire  # a folded header: the break is evidence
        elif not side:
            self.open = None
            self.prose.append(printed)

    def exchanges(self) -> list[dict[str, Any]]:
        """The messages in pairs; a status without a head or a request is a word like others and goes back to the prose."""
        secure = not self.remarks or any(_SECURE.search(remark) for remark in self.remarks)
        scheme = "https" if secure else "http"
        made: list[dict[str, Any]] = []
        pending: _Message | None = None
        for message in self.messages:
            if message.sent:
                if pending is not None:
                    made.append(_exchange(pending, None, scheme))
                pending = message
            elif pending is None and not message.headers:
                self.prose += [message.line, *message.body]
            else:
                made.append(_exchange(pending, message, scheme))
                pending = None
        if pending is not None:
            made.append(_exchange(pending, None, scheme))
        return made


def _exchange(asked: _Message | None, answered: _Message | None, scheme: str) -> dict[str, Any]:
    request = (*asked.start, asked.headers, asked.text) if asked else None
    response = (int(answered.start[0]), answered.headers, answered.text) if answered else None
    moment = next((message.moment for message in (asked, answered) if message), "")
    return exchange_of(request, response, scheme=scheme) | ({"at": moment} if moment else {})
