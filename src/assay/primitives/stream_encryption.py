"""Encrypts a stream in pieces that cannot be left out, exchanged or cut off: AES-256-GCM with counted nonces.

Each stream has a key of its own, derived (HKDF, RFC 5869) from the key that its reader has and a salt that stands in its
header. The nonce of a piece is its number and whether it is the last; the header is the associated data of each.
"""

from __future__ import annotations

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

SALT_BYTES = 32
TAG_BYTES = 16


class PieceBroken(Exception):
    """A piece does not open: another key, damaged bytes, or not the piece that belongs here."""


class StreamCipher:
    """Seals or opens the pieces of one stream, in their order. `key` has 32 bytes, `salt` 32 fresh random ones."""

    __slots__ = ("_aead", "_header", "_number")

    def __init__(self, key: bytes, salt: bytes, header: bytes) -> None:
        if len(key) != 32 or len(salt) != SALT_BYTES:
            raise ValueError("key and salt have 32 bytes each")
        derived = HKDF(SHA256(), 32, salt, b"assay stream encryption 1").derive(key)
        self._aead = AESGCM(derived)
        self._header = header
        self._number = 0

    def seal(self, piece: bytes, *, last: bool) -> bytes:
        """The next piece, sealed."""
        return self._aead.encrypt(self._nonce(last=last), piece, self._header)

    def open(self, sealed: bytes, *, last: bool) -> bytes:
        """The next piece. Raises `PieceBroken`, also where the last one is not marked as such."""
        try:
            return self._aead.decrypt(self._nonce(last=last), sealed, self._header)
        except InvalidTag:
            raise PieceBroken(f"piece {self._number} does not open") from None

    def _nonce(self, *, last: bool) -> bytes:
        self._number += 1
        return self._number.to_bytes(11, "big") + (b"\x01" if last else b"\x00")
