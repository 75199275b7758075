"""Secrets that were found in public code: whoever signs with one of them shares it with everybody.

The file beside holds the first eight bytes of the SHA-256 of each, sorted (made by tools/published_secrets.py).
"""

from __future__ import annotations

from bisect import bisect_left
from functools import cache
from hashlib import sha256

_LENGTH = 8


def is_published(secret: bytes) -> bool:
    """Whether a secret of 32 bytes or more stands on the public lists, a line end that was kept by mistake aside.

    Shorter ones are too short in any case.
    """
    digests = _digests()
    wanted = sha256(secret.rstrip(b"\r\n")).digest()[:_LENGTH]
    place = bisect_left(digests, wanted)
    return place < len(digests) and digests[place] == wanted


@cache
def _digests() -> tuple[bytes, ...]:
    from pathlib import Path  # it costs start-up time, and few keys are secrets

    packed = Path(__file__).with_suffix(".bin").read_bytes()
    return tuple(packed[start : start + _LENGTH] for start in range(0, len(packed), _LENGTH))
