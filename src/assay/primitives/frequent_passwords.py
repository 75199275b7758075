"""Passwords that are tried first because so many people have them: some 40,000, from two public lists.

The file beside holds the first five bytes of the SHA-256 of each, sorted (made by tools/frequent_passwords.py), so that no
list of passwords is shipped and a chance hit is one in thirty million.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from functools import cache
from hashlib import sha256
from pathlib import Path

LENGTH = 5


def is_common(password: str) -> bool:
    """Whether a password stands on the list, however it is cased."""
    digests = _digests()
    wanted = digest_of(folded(password))
    place = bisect_left(digests, wanted)
    return place < len(digests) and digests[place] == wanted


def folded(password: str) -> str:
    """A password as it is compared: composed and without case."""
    return unicodedata.normalize("NFKC", password).casefold()


def digest_of(password: str) -> bytes:
    """What is kept of a folded password."""
    return sha256(password.encode("utf-8", "surrogatepass")).digest()[:LENGTH]


@cache
def _digests() -> tuple[bytes, ...]:
    packed = Path(__file__).with_suffix(".bin").read_bytes()
    return tuple(packed[start : start + LENGTH] for start in range(0, len(packed), LENGTH))
