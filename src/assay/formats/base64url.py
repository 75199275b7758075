"""Base64url without padding, strict (RFC 7515 section 2, RFC 4648 sections 3.5 and 5): one text for every byte string."""

from __future__ import annotations

from binascii import Error as BadBase64
from binascii import a2b_base64, b2a_base64
from typing import Literal

Defect = Literal["padded", "alphabet", "length", "not_canonical"]

_ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_TO_STANDARD = bytes(
    {ord("-"): ord("+"), ord("_"): ord("/")}.get(byte, byte) if byte in _ALPHABET else ord("!") for byte in range(256)
)
_FROM_STANDARD = bytes.maketrans(b"+/", b"-_")
_PADDING = (b"", b"!", b"==", b"=")  # by length modulo 4; no byte string has length 1
_CANONICAL_END: tuple[bytes | None, ...] = (None, None, b"AQgw", b"AEIMQUYcgkosw048")  # the spare bits are zero


def encode(octets: bytes) -> bytes:
    """The base64url text of octets."""
    return b2a_base64(octets, newline=False).translate(_FROM_STANDARD).rstrip(b"=")


def encode_text(octets: bytes) -> str:
    """The base64url text of octets, as str."""
    return encode(octets).decode("ascii")


def decode(text: bytes) -> bytes | None:
    """The octets of a base64url text, or None when it is not exactly what `encode` writes; `defect_of` says why."""
    remainder = len(text) & 3
    try:
        octets = a2b_base64(text.translate(_TO_STANDARD) + _PADDING[remainder], strict_mode=True)
    except BadBase64:
        return None
    end = _CANONICAL_END[remainder]
    if end is not None and text[-1] not in end:
        return None
    return octets


def decode_text(text: str) -> bytes | None:
    """As `decode`, from str."""
    return decode(text.encode("ascii")) if text.isascii() else None


def defect_of(text: bytes) -> Defect:
    """Why `decode` answers None."""
    if text.endswith(b"="):
        return "padded"
    if text.translate(None, _ALPHABET):
        return "alphabet"
    return "length" if len(text) & 3 == 1 else "not_canonical"


def decode_leniently(text: bytes) -> bytes | None:
    """The octets that a careless reader would see (padding, either alphabet, spare bits), or None. For diagnosis only."""
    standard = text.replace(b"-", b"+").replace(b"_", b"/").rstrip(b"=")
    try:
        return a2b_base64(standard + _PADDING[len(standard) & 3], strict_mode=True)
    except BadBase64:
        return None
