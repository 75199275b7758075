"""What a log tells of the length of a secret that it does not show."""

from __future__ import annotations

import re

_LENGTH = re.compile(
    r"secret[^\n]{0,60}?(?:\blen\w*\b|\bchars?\b|characters?|wc -c|\bsize\b)[^\n\d]{0,12}(\d{1,4})\b|secret[^\n]{0,60}?\b(\d{1,4}) (?:chars?|characters|bytes|long)\b",
    re.IGNORECASE,
)
_BLANK = re.compile(
    r"0x0[ad]\b|\\[nr]\b|new-?line|line ?feed|\bCR\b|\bLF\b|white ?space|trailing|\bblank|\bspace\b", re.IGNORECASE
)


_ROW = re.compile(
    r"\|[^|\n]*(?:secret|private_?key)[^|\n]*\|\s?([A-Za-z0-9/+=]{16,200})\s*\|\s*(\d{1,3})\s*\|", re.IGNORECASE
)


def blank_in_a_table(length: int, log: tuple[str, ...]) -> int:
    """The length that a table gives a secret of `length` visible characters: what is too much cannot be seen. 0 without one."""
    for line in log:
        row = _ROW.search(line[:2_000]) if "|" in line else None
        if row is not None and len(row.group(1)) == length < int(row.group(2)):
            return int(row.group(2))
    return 0


def longer_than(length: int, log: tuple[str, ...]) -> str:
    """The line that tells a greater length of a secret; empty without one."""
    for line in log:
        found = _LENGTH.search(line[:2_000]) if "ecret" in line or "SECRET" in line else None
        if found is not None and int(found.group(1) or found.group(2)) > length:
            return line
    return ""


def tells_blank(line: str) -> bool:
    """Whether a line says that what is too much is white space."""
    return _BLANK.search(line) is not None
