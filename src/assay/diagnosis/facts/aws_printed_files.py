"""Credentials files that a log or a text prints: by `cat` and its like as text, by `xxd` and its like as bytes, by `file` in words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assay.diagnosis.bundle import Bundle

_FILE = r"[\"']?((?:[^\s\"'|;]{1,200}[/\\])?\.aws[/\\](?:credentials|config))[\"']?"
_SHOWN = re.compile(
    rf"^\W{{0,3}}(?:[\w@.:~-]{{1,60}}[$#>%] ?|PS [^>\n]{{0,80}}> ?)?(?:sudo )?(cat|head|less|more|type|Get-Content|xxd|hexdump|od|Format-Hex)\b[^|;\n]{{0,40}}?\s{_FILE}\s*(?:$|\|)"
)
_PROMPT = re.compile(r"^\s{0,3}(?:[$#>%] \S|[\w@.:~-]{1,60}[$#] \S|PS [A-Za-z]:)")
_DUMPED = re.compile(r"^\s*[0-9a-f]{4,8}:?\s+((?:[0-9a-f]{2,4}[ \t]+){2,16})", re.IGNORECASE)
_ASSIGNED = re.compile(r"\s*\[?[\w .:-]{1,80}\]?\s*(?:=.*)?$")
_IN_WORDS = re.compile(
    r"credentials\S{0,8}:?[^\n]{0,40}?\b(UTF-16|Little-endian UTF-16|Big-endian UTF-16|with BOM|\(with BOM\))"
)
_SEARCHED = re.compile(rf"^\s{{0,8}}{_FILE}:(?:\d{{1,4}}:)?\s{{0,4}}(\[[^\]\n]{{1,80}}\])\s*$")
_TWO_UNREADABLE = re.compile(r"(?i)(?:ini\w*|expression)[^\n]{0,60}\[65533 65533\]")
MAX_LINES = 60


def printed_files(bundle: Bundle) -> dict[str, bytes]:
    """(place, beginning) of every such file that the log or the text prints, and that is not among the files."""
    found: dict[str, bytes] = {}
    lines = _lines(bundle)
    for number, line in enumerate(lines):
        shown = _SHOWN.match(line.strip()) if ".aws" in line else None
        if shown is None or shown.group(2) in bundle.files or shown.group(2) in found:
            continue
        below = lines[number + 1 : number + 1 + MAX_LINES]
        raw = _bytes(below) if shown.group(1) in {"xxd", "hexdump", "od", "Format-Hex"} else _text(below)
        if raw:
            found[shown.group(2)] = raw
    return {place: raw for place, raw in _searched(lines).items() if place not in bundle.files} | found


def _lines(bundle: Bundle) -> list[str]:
    return [line for text in (*bundle.log, bundle.symptom) for line in text.split("\n")[:400]]


def _searched(lines: list[str]) -> dict[str, bytes]:
    """The sections that a search over such files prints of each, its name in front, as grep does; of values it shows only what it sought."""
    found: dict[str, list[str]] = {}
    for line in lines:
        match = _SEARCHED.match(line) if ".aws" in line else None
        if match is not None:
            found.setdefault(match.group(1), []).append(match.group(2))
    return {place: "\n".join(kept).encode("utf-8", "surrogatepass") + b"\n" for place, kept in found.items()}


def told_encoding(bundle: Bundle) -> str:
    """What `file` says of the encoding of a credentials file, where the log or the text has it; else empty."""
    for line in _lines(bundle):
        if _TWO_UNREADABLE.search(line):
            return "UTF-16"  # its mark, read as UTF-8, is two characters that say nothing
        told = _IN_WORDS.search(line) if "credentials" in line else None
        if told is not None:
            return told.group(1)
    return ""


def _bytes(lines: list[str]) -> bytes:
    digits = ""
    for line in lines:
        dumped = _DUMPED.match(line)
        if dumped is None and not digits and not _PROMPT.match(line):
            continue  # the head of the table
        if dumped is None:
            break
        digits += "".join(dumped.group(1).split())
    return bytes.fromhex(digits[: len(digits) // 2 * 2])


def _text(lines: list[str]) -> bytes:
    kept = []
    for line in lines:
        if _PROMPT.match(line) or (line.strip() and not _ASSIGNED.match(line)):
            break
        kept.append(line)
    return "\n".join(kept).encode("utf-8", "surrogatepass") + b"\n" if any("=" in line for line in kept) else b""
