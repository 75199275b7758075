"""JSON as security tokens need it: one reading for every text, or none (RFC 8259, RFC 7493, RFC 8725 section 3.7).

Refused: members that stand twice (also by escape), depth, NaN and numbers that change when read, lone surrogates, bytes
that are not UTF-8, a byte order mark, anything behind the value. Values that are given are given unchanged.
"""

from __future__ import annotations

import json
import re
from typing import Any, Literal

from assay.record import Record

JsonDefectKind = Literal[
    "not_utf8", "byte_order_mark", "malformed", "member_repeated", "too_deep", "number", "surrogate", "not_object"
]

MAX_DEPTH = 32
_MAX_SIGNIFICANT_DIGITS = 17  # what an IEEE 754 double can tell apart (RFC 7493 section 2.2)
_BLANKS = " \t\n\r"
_STRUCTURE = re.compile(r'["\\\[\]{}]')


class JsonDefect(Record):
    """Why a text is no JSON that a token may hold. `detail` is the repeated member's name, the limit or the place."""

    kind: JsonDefectKind
    detail: str = ""


class _Found(ValueError):
    """Carries a defect out of the parser's hooks."""

    def __init__(self, kind: JsonDefectKind, detail: str) -> None:
        super().__init__(detail)
        self.defect = JsonDefect(kind, detail)


def parse_object(octets: bytes, *, max_depth: int = MAX_DEPTH) -> dict[str, Any] | JsonDefect:
    """The JSON object in these bytes, or its first defect."""
    try:
        text = octets.decode()
        if "[" not in text and "\\" not in text and text.find("{", 1) < 0:  # flat and without escapes, as nearly always
            found, end = _SCAN(text, 0)
            # Between n members stand n - 1 commas at least. Of a repeated member the dictionary has kept one, so then
            # there are as many commas as members, or more; a comma inside a string only sends us the thorough way.
            if found.__class__ is dict and end == len(text) and text.count(",") < len(found):
                return found
    except (ValueError, StopIteration):
        pass  # the thorough way finds what is wrong, and names it
    value: Any = parse_json(octets, max_depth=max_depth)
    if isinstance(value, dict | JsonDefect):
        return value
    return JsonDefect("not_object", _kind_of(value))


def parse_json(octets: bytes, *, max_depth: int = MAX_DEPTH) -> Any:
    """The JSON value in these bytes, or a `JsonDefect`. Integers come as int, other numbers as float."""
    try:
        text = octets.decode("utf-8")
    except UnicodeDecodeError as fault:
        return JsonDefect("not_utf8", f"byte {fault.start}")
    brackets = octets.count(b"[") + octets.count(b"{")
    if brackets > max_depth and _depth(text) > max_depth:
        return JsonDefect("too_deep", str(max_depth))
    try:
        value, end = _DECODER.raw_decode(text)
    except ValueError:
        return _with_blanks_or_defect(text)
    if end != len(text) and text[end:].strip(_BLANKS):
        return JsonDefect("malformed", f"something follows the value at character {end}")
    if "\\u" in text and _has_lone_surrogate(value):
        return JsonDefect("surrogate")
    return value


def _with_blanks_or_defect(text: str) -> Any:
    # Blanks in front are legal and rare; everything else that ends here is a defect.
    if text[:1] == "\ufeff":
        return JsonDefect("byte_order_mark")
    stripped = text.lstrip(_BLANKS)
    try:
        value, end = _DECODER.raw_decode(stripped)
    except _Found as found:
        return found.defect
    except json.JSONDecodeError as fault:
        return JsonDefect("malformed", f"{fault.msg} at character {fault.pos + len(text) - len(stripped)}")
    except ValueError:  # Python reads no integer of more than 4300 digits
        return JsonDefect("number", "an integer of thousands of digits")
    if stripped[end:].strip(_BLANKS):
        return JsonDefect("malformed", f"something follows the value at character {end + len(text) - len(stripped)}")
    if "\\u" in text and _has_lone_surrogate(value):
        return JsonDefect("surrogate")
    return value


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        seen: set[str] = set()
        for name, _ in pairs:
            if name in seen:
                raise _Found("member_repeated", name.encode("utf-8", "backslashreplace").decode())
            seen.add(name)
    return members


def _float(text: str) -> float:
    value = float(text)
    mantissa = text.lower().partition("e")[0].lstrip("-").replace(".", "").strip("0")
    if value in {float("inf"), float("-inf")} or (value == 0 and mantissa):
        raise _Found("number", "a number outside the range of a double")
    if len(mantissa) > _MAX_SIGNIFICANT_DIGITS:
        raise _Found("number", "a number with more digits than a double holds")
    return value


def _constant(name: str) -> Any:
    raise _Found("number", f"{name}, which JSON does not have")


_DECODER = json.JSONDecoder(object_pairs_hook=_members, parse_float=_float, parse_constant=_constant)
# Undocumented; what raw_decode calls, without its share. It has no hook that looks for repeated members.
_SCAN = json.JSONDecoder(parse_float=_float, parse_constant=_constant).scan_once  # type: ignore[attr-defined]


def _depth(text: str) -> int:
    # Linear: one step per bracket, quotation mark or backslash.
    depth = deepest = position = 0
    inside = False
    for found in _STRUCTURE.finditer(text):
        if found.start() < position:
            continue
        character = found[0]
        if character == '"':
            inside = not inside
        elif inside:
            position = found.start() + 2 if character == "\\" else 0
        elif character in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif character in "]}":
            depth -= 1
    return deepest


def _has_lone_surrogate(value: Any) -> bool:
    try:
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        return True
    return False


def _kind_of(value: Any) -> str:
    if value is None:
        return "null"
    names = {str: "a string", list: "an array", bool: "a boolean", int: "a number", float: "a number"}
    return names[type(value)]
