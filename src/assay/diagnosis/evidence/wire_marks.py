"""How programs mark what they send and get when they print HTTP: curl, HttpClient, OkHttp, Python, Ruby, or not at all.

Each reader takes one printed line and gives (side, line on the wire): `>` sent, `<` got, `*` a remark, empty for what bears no mark.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from typing import Literal

Marked = Iterator[tuple[str, str]]
Unmarked = Literal["none", "bodies", "all"]

# With --trace-time and --trace-ids, time and numbers stand in front of the mark; braces count bytes of bodies.
_CURL = re.compile(r"^(?:\d\d:\d\d:\d\d\.\d+ )?(?:\[[\dx]+-[\dx]+\] )?([*<>{}])(?: (.*))?$")
_CURL_METER = re.compile(r"^\s*(?:% Total\b|Dload\b|[\d.]+[kMG]? +[\d.]+[kMG]? +\d+ .*[\d-]{2}:[\d-]{2})")
# It prints no line break behind a body that has none.
_CURL_AFTER_BODY = re.compile(r"\* (?:Connection #\d+ to host|Closing connection)\b.*$")
_HTTPCLIENT = re.compile(r"(?m)http-(?:outgoing|incoming)-\d+ (>>|<<) (.*)$")
_HTTPCLIENT_WIRE = re.compile(r'^"(.*?)(?:\[\\r\])?(?:\[\\n\])?"$')
_OKHTTP_REQUEST = re.compile(r"(?:^|\s)--> (?!END)([A-Z]{3,20}) (https?://\S+)(?: (?:http/\S+|h2))?(?: \(.*\))?$")
_OKHTTP_RESPONSE = re.compile(r"(?:^|\s)<-- ([1-9]\d\d)\b.*?(?:\(\d+ ?ms.*\))?$")
_OKHTTP_END = re.compile(r"(?:^|\s)(-->|<--) END\b")
_OKHTTP_TAG = re.compile(r"^.*?okhttp[\w.]*:? ?", re.IGNORECASE)
_PYTHON = re.compile(r"^(send|reply|header): (.*)$")
_RUBY = re.compile(r'^(<-|->) (".*")$')


def dialect_of(text: str) -> tuple[Callable[[str], Marked], Unmarked]:
    """The reader for the marks that a text bears, and which lines of a message bear none."""
    if re.search(r"(?m)^(?:[\d:.]+ )?(?:\[[\dx-]+\] )?> [A-Z]{3,20} \S+ HTTP/", text):
        return _curl, "bodies"
    if _HTTPCLIENT.search(text):
        return _httpclient, "none"
    if re.search(r"(?m)(?:^|\s)--> [A-Z]{3,20} https?://", text):
        return _okhttp, "all"
    if re.search(r"(?m)^send: b['\"]", text):
        return _python, "none"
    if re.search(r'(?m)^<- "[A-Z]{3,20} ', text):
        return _ruby, "none"
    return _bare, "all"


def _bare(line: str) -> Marked:
    yield "", line


def _curl(line: str) -> Marked:
    match = _CURL.match(line)
    if match is None:
        if not _CURL_METER.match(line):
            after = _CURL_AFTER_BODY.search(line)
            yield "", line[: after.start()] if after else line
            if after:
                yield "*", after.group(0)[2:]
    elif match.group(1) in {"<", ">"} or (match.group(1) == "*" and match.group(2)):
        yield match.group(1), match.group(2) or ""


def _httpclient(line: str) -> Marked:
    # Two loggers print the same head, one of them in quotation marks; only that one prints bodies.
    match = _HTTPCLIENT.search(line)
    if match is None:
        yield "", line
        return
    wire = _HTTPCLIENT_WIRE.match(match.group(2))
    yield match.group(1)[0], wire.group(1) if wire else match.group(2)


def _okhttp(line: str) -> Marked:
    plain = _OKHTTP_TAG.sub("", line)
    asked, answered, ended = _OKHTTP_REQUEST.search(plain), _OKHTTP_RESPONSE.search(plain), _OKHTTP_END.search(plain)
    if asked:
        yield ">", f"{asked.group(1)} {asked.group(2)} HTTP/1.1"
    elif answered:
        yield "<", f"HTTP/1.1 {answered.group(1)}"
    elif ended:
        yield "*", ""
    else:
        yield "", plain


def _python(line: str) -> Marked:
    match = _PYTHON.match(line)
    if match is None:
        yield "", line
    elif match.group(1) == "header":
        yield "<", match.group(2)
    else:
        side = ">" if match.group(1) == "send" else "<"
        for part in _unescaped(match.group(2)).removesuffix("\r\n" if side == "<" else "").split("\n"):
            yield side, part.rstrip("\r")


def _ruby(line: str) -> Marked:
    match = _RUBY.match(line)
    if match is None:
        yield "", line
        return
    text = _unescaped(match.group(2))
    for part in text.removesuffix("\n").split("\n"):
        yield ">" if match.group(1) == "<-" else "<", part.rstrip("\r")


def _unescaped(literal: str) -> str:
    """The text of a string literal as Python and Ruby print it; the literal itself where it is cut or odd."""
    try:
        value = ast.literal_eval(literal.strip())
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return literal.strip().strip("b'\"")
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
