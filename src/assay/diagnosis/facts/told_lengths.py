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
