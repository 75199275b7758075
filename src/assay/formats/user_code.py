"""User codes (RFC 8628 section 6.1): eight of twenty consonants, 34.5 bits, without vowels, digits, or lookalikes of them.

Shown in two groups; read back whatever the case, the spaces and the punctuation in between.
"""

from __future__ import annotations

import re

ALPHABET = "BCDFGHJKLMNPQRSTVWXZ"
LENGTH = 8
RANDOM_BYTES = 16
"""So many that the remainder favours no letter by more than one part in 2^93."""

_BETWEEN = re.compile(r"[\s\-_.]+")
_LONGEST = 64


def new_user_code(octets: bytes) -> str:
    """The code of 16 random bytes."""
    number, letters = int.from_bytes(octets, "big"), ""
    for _ in range(LENGTH):
        number, place = divmod(number, len(ALPHABET))
        letters += ALPHABET[place]
    return letters


def parse_user_code(typed: str) -> str | None:
    """The code that a person typed, or None when it cannot be one."""
    code = _BETWEEN.sub("", typed[:_LONGEST]).upper()
    return code if len(code) == LENGTH and set(code) <= set(ALPHABET) else None


def shown_user_code(code: str) -> str:
    """As a device shows it: `BCDF-GHJK`."""
    return f"{code[: LENGTH // 2]}-{code[LENGTH // 2 :]}"
