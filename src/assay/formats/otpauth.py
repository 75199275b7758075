"""The `otpauth://` address that an authenticator app reads from a QR code, and the seed as people type it."""

from __future__ import annotations

from base64 import b32encode
from urllib.parse import quote


def otpauth_uri(seed: bytes, issuer: str, account: str) -> str:
    """The address. The algorithm, digits and period are the defaults and are left out, so that every app reads it."""
    secret = b32encode(seed).decode("ascii").rstrip("=")
    name = f"{quote(issuer, safe='')}:{quote(account, safe='')}"
    return f"otpauth://totp/{name}?secret={secret}&issuer={quote(issuer, safe='')}"


def seed_in_groups(seed: bytes) -> str:
    """Base32 in groups of four, for those who cannot scan."""
    text = b32encode(seed).decode("ascii").rstrip("=")
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))
