"""The text of refresh tokens: family, generation and a MAC, so that an invented one is told from an older one.

Successors are derived, never stored: whoever asks twice within the grace gets the same token.
"""

from __future__ import annotations

from dataclasses import dataclass

from assay.formats import opaque_token
from assay.primitives.hashing import equal, hmac_sha256

_VERSION = b"\x01"
_FAMILY = 16
_GENERATION = 4
_MAC = 32
_BODY = 1 + _FAMILY + _GENERATION + _MAC
MAX_GENERATION = 2 ** (8 * _GENERATION) - 1


@dataclass(frozen=True, slots=True)
class RefreshTokenIdentity:
    """Which token of which family. `authentic` is false when the MAC is not ours; then the rest is a claim."""

    family_id: bytes
    generation: int
    authentic: bool = True


class RefreshTokenMint:
    """Writes and reads refresh tokens of one issuer. `key` is the server secret `refresh_token`."""

    __slots__ = ("_domain", "_key")

    def __init__(self, key: bytes, issuer_id: str) -> None:
        self._key = key
        self._domain = b"assay refresh token\x00" + issuer_id.encode() + b"\x00"

    def text(self, family_id: bytes, generation: int) -> str:
        """The token; for the same arguments always the same one."""
        claim = _VERSION + family_id + generation.to_bytes(_GENERATION, "big")
        return opaque_token.encode(opaque_token.REFRESH_TOKEN, claim + hmac_sha256(self._key, self._domain + claim))

    def read(self, body: bytes) -> RefreshTokenIdentity | None:
        """What the body of an opaque token claims, or None when it is not laid out as ours."""
        if len(body) != _BODY or body[:1] != _VERSION:
            return None
        claim, mac = body[:-_MAC], body[-_MAC:]
        authentic = equal(hmac_sha256(self._key, self._domain + claim), mac)
        family_id, generation = claim[1 : 1 + _FAMILY], int.from_bytes(claim[1 + _FAMILY :], "big")
        return RefreshTokenIdentity(family_id, generation, authentic)
