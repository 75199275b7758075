"""Opaque tokens that can be recognised offline: a prefix, base64url, and a checksum of six characters.

`assay_ac_` authorization code, `assay_rt_` refresh token, `assay_cs_` client secret, `assay_dc_` device code. A secret
scanner finds them by the prefix and drops chance hits by the checksum (CRC-32 of prefix and body, base64url).
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import crc32

from assay.record import Record

AUTHORIZATION_CODE = "assay_ac_"
REFRESH_TOKEN = "assay_rt_"
CLIENT_SECRET = "assay_cs_"
DEVICE_CODE = "assay_dc_"
PREFIXES = (AUTHORIZATION_CODE, REFRESH_TOKEN, CLIENT_SECRET, DEVICE_CODE)

_CHECKSUM = 6
_ALPHABET = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


class OpaqueToken(Record):
    """What an opaque token says of itself. `intact` is false when the checksum does not fit (a damaged copy)."""

    prefix: str
    body: bytes
    intact: bool


def encode(prefix: str, body: bytes) -> str:
    """The text of an opaque token."""
    text = prefix + urlsafe_b64encode(body).rstrip(b"=").decode("ascii")
    return text + _checksum(text)


def parse(text: str) -> OpaqueToken | None:
    """The token in a text, or None when it has none of our prefixes or is not base64url behind it."""
    for prefix in PREFIXES:
        if text.startswith(prefix):
            break
    else:
        return None
    encoded, checksum = text[len(prefix) : -_CHECKSUM], text[-_CHECKSUM:]
    if len(text) <= len(prefix) + _CHECKSUM or not _ALPHABET.issuperset(encoded) or len(encoded) % 4 == 1:
        return None
    body = urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4))
    canonical = urlsafe_b64encode(body).rstrip(b"=").decode("ascii") == encoded
    return OpaqueToken(prefix, body, canonical and _checksum(text[:-_CHECKSUM]) == checksum)


def _checksum(text: str) -> str:
    return urlsafe_b64encode(crc32(text.encode("ascii")).to_bytes(4, "big")).rstrip(b"=").decode("ascii")
