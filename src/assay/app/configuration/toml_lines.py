"""On which line each key of a TOML text stands. `tomllib` parses but keeps no positions.

Only texts that `tomllib` accepts are read here, so the scan may be simple.
"""

from __future__ import annotations

import re

from assay.app.configuration.setting import Path

_KEY_PART = r"""(?:[A-Za-z0-9_-]+|"(?:[^"\\]|\\.)*"|'[^']*')"""
_KEY = rf"{_KEY_PART}(?:\s*\.\s*{_KEY_PART})*"
_TABLE = re.compile(rf"\s*\[\[?\s*({_KEY})\s*\]\]?")
_PAIR = re.compile(rf"\s*({_KEY})\s*=")
_INLINE_KEY = re.compile(rf"({_KEY})\s*=")
_TOKEN = re.compile(r'"""|\'\'\'|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'|#[^\n]*|[\[\]{}\n]|[^\s"\'\[\]{}#]+|\s')


def lines_of(text: str) -> dict[Path, int]:
    """Key paths with the line (from 1) where each is set; tables by the line of their header."""
    lines: dict[Path, int] = {}
    table: Path = ()
    position, number = 0, 1
    while position < len(text):
        line_end = text.find("\n", position)
        line = text[position : line_end if line_end >= 0 else len(text)]
        end = position + len(line)
        header, pair = _TABLE.match(line), _PAIR.match(line)
        if header:
            table = _parts(header.group(1))
            lines.setdefault(table, number)
        elif pair:
            path = table + _parts(pair.group(1))
            lines[path] = number
            end = _end_of_value(text, position + pair.end())
            for inner in _INLINE_KEY.finditer(text, position + pair.end(), end):
                lines.setdefault(path + _parts(inner.group(1)), number)
        number += text.count("\n", position, end) + 1
        position = end + 1
    return lines


def _end_of_value(text: str, position: int) -> int:
    """Where the value that begins here ends: the newline outside strings and brackets."""
    depth = 0
    while position < len(text):
        token = _TOKEN.match(text, position)
        if token is None:  # a lone quotation mark: `tomllib` has refused the text already
            position += 1
            continue
        word = token.group()
        if word in {'"""', "'''"}:
            closing = text.find(word, token.end())
            position = closing + 3 if closing >= 0 else len(text)
            continue
        if word == "\n" and depth == 0:
            return position
        depth += (word in {"[", "{"}) - (word in {"]", "}"})
        position = token.end()
    return len(text)


def _parts(key: str) -> Path:
    return tuple(part.strip("\"'") for part in re.findall(_KEY_PART, key))
