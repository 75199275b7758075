"""One-time codes as people read and type them: six digits of an app, and recovery codes of 80 bits in base32."""

from __future__ import annotations

import re
from base64 import b32decode, b32encode

RECOVERY_BYTES = 10

_SEPARATORS = re.compile(r"[\s-]+")
_DIGITS = re.compile(r"[0-9]{6}")
_RECOVERY = re.compile(r"[A-Z2-7]{16}")
_MISREAD = str.maketrans("018", "OIB")


def app_code(typed: str) -> str | None:
    """Six digits, typed with or without blanks, or None."""
    digits = _SEPARATORS.sub("", typed[:64])
    return digits if digits.isascii() and _DIGITS.fullmatch(digits) else None


def recovery_code_text(code: bytes) -> str:
    """Ten bytes as four groups of four."""
    text = b32encode(code).decode("ascii").lower()
    return "-".join(text[at : at + 4] for at in range(0, len(text), 4))


def recovery_code(typed: str) -> bytes | None:
    """The ten bytes again, whatever the case and the blanks; digits that base32 lacks are read as what they look like."""
    text = _SEPARATORS.sub("", typed[:64]).upper().translate(_MISREAD)
    return b32decode(text) if text.isascii() and _RECOVERY.fullmatch(text) else None
