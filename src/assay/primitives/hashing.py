"""Hashes, MACs and comparison in constant time."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable


def sha256(data: bytes) -> bytes:
    """SHA-256, 32 bytes (FIPS 180-4)."""
    return hashlib.sha256(data).digest()


def sha1_of_password(password: str) -> bytes:
    """The SHA-1 under which public lists of breached passwords name one. It protects nothing here."""
    return hashlib.sha1(password.encode("utf-8", "surrogatepass"), usedforsecurity=False).digest()


def hmac_sha256(key: bytes, message: bytes) -> bytes:
    """HMAC-SHA-256, 32 bytes (RFC 2104)."""
    return hmac.digest(key, message, "sha256")


def equal(one: bytes, other: bytes) -> bool:
    """Whether two byte strings are equal, in a time that tells only their lengths."""
    return hmac.compare_digest(one, other)


def hmac_verification(key: bytes, digest: str) -> Callable[[bytes, bytes], bool]:
    """A function (mac, message) -> whether the MAC is right, for one key and hash name (`sha256`, …)."""

    def verify(mac: bytes, message: bytes) -> bool:
        return hmac.compare_digest(hmac.digest(key, message, digest), mac)

    return verify


def left_half(digest: str, data: bytes) -> bytes:
    """The left half of a hash (`sha256`, `sha384`, `sha512`, or `shake256` with 114 bytes), as at_hash wants it."""
    octets = hashlib.shake_256(data).digest(114) if digest == "shake256" else hashlib.new(digest, data).digest()
    return octets[: len(octets) // 2]
