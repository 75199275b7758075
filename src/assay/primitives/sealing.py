"""Sealing: AES-256-GCM under a key-encryption key, bound to the place where the value lives.

The associated data names that place, so a sealed value that is moved to another row or column does not open.
Form: version (1 byte), key id (8 bytes), nonce (12 bytes), ciphertext and tag.
"""

from __future__ import annotations

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from assay.primitives.hashing import sha256

_VERSION = b"\x01"
_KEY_ID = 8
_NONCE = 12


class SealBroken(Exception):
    """A sealed value does not open: another key, another place, or damaged bytes. Never says which bytes."""


class Sealer:
    """Seals and opens with one key-encryption key of 32 bytes; `older` keys only open (for rotation of the key)."""

    def __init__(self, key: bytes, older: tuple[bytes, ...] = ()) -> None:
        for candidate in (key, *older):
            if len(candidate) != 32:
                raise ValueError(f"a key-encryption key has 32 bytes, not {len(candidate)}")
        self._key_id = key_id(key)
        self._by_id = {key_id(candidate): AESGCM(candidate) for candidate in (*older, key)}

    def seal(self, plaintext: bytes, *, nonce: bytes, place: tuple[str, ...]) -> bytes:
        """The sealed form. `nonce` is 12 fresh random bytes; `place` is (issuer id, table, column, row id)."""
        if len(nonce) != _NONCE:
            raise ValueError(f"a nonce has {_NONCE} bytes, not {len(nonce)}")
        ciphertext = self._by_id[self._key_id].encrypt(nonce, plaintext, _associated(place))
        return _VERSION + self._key_id + nonce + ciphertext

    def is_current(self, sealed: bytes) -> bool:
        """Whether a value was sealed under the present key, not an older one."""
        return sealed[1 : 1 + _KEY_ID] == self._key_id

    def open(self, sealed: bytes, *, place: tuple[str, ...]) -> bytes:
        """The plaintext. Raises `SealBroken`."""
        aead = self._by_id.get(sealed[1 : 1 + _KEY_ID])
        if sealed[:1] != _VERSION or len(sealed) < 1 + _KEY_ID + _NONCE + 16:
            raise SealBroken(f"{'/'.join(place)} is not a sealed value")
        if aead is None:
            raise SealBroken(f"{'/'.join(place)} was sealed under another key-encryption key")
        nonce = sealed[1 + _KEY_ID : 1 + _KEY_ID + _NONCE]
        try:
            return aead.decrypt(nonce, sealed[1 + _KEY_ID + _NONCE :], _associated(place))
        except InvalidTag:
            raise SealBroken(f"{'/'.join(place)} does not open: damaged, or moved from another place") from None


def key_id(key: bytes) -> bytes:
    """Eight bytes that name a key-encryption key without telling it."""
    return sha256(b"assay key-encryption key id\x00" + key)[:_KEY_ID]


def _associated(place: tuple[str, ...]) -> bytes:
    # Lengths before the parts: ("a", "bc") and ("ab", "c") are different places.
    return b"".join(len(part.encode()).to_bytes(2, "big") + part.encode() for part in place)
