"""A cache of verified tokens: bounded, found by a hash of the exact bytes, and asked again about time and keys on each hit.

It holds what was proved of a signature, never whether the token is still in good standing with its issuer.
"""

from __future__ import annotations

from hashlib import sha256

from assay.decision import Allowed, Refused
from assay.formats.jose.jwt import octets_of
from assay.formats.jose.key_set import KeySet
from assay.verifier.verified_token import VerifiedToken

_Entry = tuple[Allowed[VerifiedToken], KeySet, int, float, float]


class VerifiedTokens:
    """At most `capacity` tokens; the oldest half is dropped when it is full.

    `epoch` is the revocation epoch: what was proved in another one is proved anew.
    """

    __slots__ = ("_capacity", "_entries")

    def __init__(self, capacity: int) -> None:
        if capacity < 2:
            raise ValueError("a cache holds 2 tokens or more")
        self._capacity = capacity
        self._entries: dict[bytes, _Entry] = {}

    def find(
        self, token: str | bytes, keys: KeySet | Refused, now: float, epoch: int = 0
    ) -> Allowed[VerifiedToken] | None:
        """What was proved of these exact bytes, if it holds for the present keys, the present epoch and the present time."""
        try:
            octets = token if isinstance(token, bytes) else token.encode()
        except UnicodeEncodeError:  # nothing that was proved has such characters
            return None
        entry = self._entries.get(sha256(octets).digest())
        if entry is None:
            return None
        allowed, proved_with, proved_in, starts, ends = entry
        if proved_with is keys and proved_in == epoch and starts <= now < ends:
            return allowed
        return None

    def keep(
        self,
        token: str | bytes,
        allowed: Allowed[VerifiedToken],
        keys: KeySet | Refused,
        leeway: float,
        epoch: int = 0,
    ) -> None:
        """Keeps what was proved with these keys in this epoch, until the token ends."""
        if isinstance(keys, Refused):
            return
        if len(self._entries) >= self._capacity:
            for digest in list(self._entries)[: self._capacity // 2]:
                self._entries.pop(digest, None)
        claims = allowed.value
        starts = max(claims.get("nbf", 0), claims.get("iat", 0)) - leeway
        ends = (claims.expires_at or 0) + leeway
        self._entries[sha256(octets_of(token)).digest()] = (allowed, keys, epoch, starts, ends)

    def forget_all(self) -> None:
        """Forgets everything, for instance because tokens were revoked."""
        self._entries.clear()
