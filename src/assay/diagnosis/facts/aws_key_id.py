"""What the id of an AWS access key tells by itself: the account it belongs to."""

from __future__ import annotations

import re
from base64 import b32decode

_ID = re.compile(r"A[A-Z0-9]{3}[A-Z2-7]{16}")
_ENCODED = 1 << 47
"""The bit that newer ids have; those without it are older and do not hold their account."""
_DOCUMENTED_SAMPLE = "EXAMPLE"


def account_of_key_id(key_id: str) -> str:
    """The account's twelve digits; empty for an id that does not hold them.

    AWS documents `GetAccessKeyInfo` for this and not the form: after four letters, the first 48 bits in base32 are a mark,
    the account number in 40 bits, and 7 bits of something else.
    """
    if not _ID.fullmatch(key_id) or key_id.endswith(_DOCUMENTED_SAMPLE):
        return ""
    bits = int.from_bytes(b32decode(key_id[4:])[:6], "big")
    account = (bits & (_ENCODED - 1)) >> 7
    return f"{account:012d}" if bits & _ENCODED and account < 10**12 else ""
