"""Challenges for passkeys: good for one purpose in one browser, for a few minutes, once (WebAuthn Level 3 section 13.4.3).

Gives `passkey.challenge_unknown` and `.challenge_expired`. Nothing is stored when one is shown, only when one is used.
"""

from __future__ import annotations

from dataclasses import dataclass

from assay.decision import Refused, refuse
from assay.model.effects import RememberOnce
from assay.ports.entropy import Entropy
from assay.primitives.hashing import equal, hmac_sha256, sha256
from assay.reasons import passkey as reasons

_RANDOM, _TIME = 16, 8
_LENGTH = _RANDOM + _TIME + 32
_KIND = "passkey_challenge"


@dataclass(frozen=True, slots=True)
class Purpose:
    """What a challenge is for: an act, and the one place where it counts (a stored request, a session)."""

    act: str
    place: str


def signing_in(handle: str) -> Purpose:
    """A passkey that signs in counts for the stored request on whose pages it was used."""
    return Purpose("sign in", handle)


def enrolling(handle: str) -> Purpose:
    """A passkey that is added within a sign-in counts for the stored request on whose page it was made."""
    return Purpose("enrol", handle)


class Challenges:
    """Makes and recognises them under a secret of the server."""

    __slots__ = ("_entropy", "_lifetime", "_secret")

    def __init__(self, secret: bytes, entropy: Entropy, lifetime: int) -> None:
        self._secret = secret
        self._entropy = entropy
        self._lifetime = lifetime

    def new(self, purpose: Purpose, now: float) -> bytes:
        """A challenge of 56 bytes, 128 bits of them random."""
        head = self._entropy(_RANDOM) + (int(now) + self._lifetime).to_bytes(_TIME, "big")
        return head + self._mac(purpose, head)

    def refusal(self, challenge: bytes, purpose: Purpose, now: float) -> Refused | None:
        """Why this challenge does not count here and now."""
        head, mac = challenge[: _RANDOM + _TIME], challenge[_RANDOM + _TIME :]
        if len(challenge) != _LENGTH or not equal(mac, self._mac(purpose, head)):
            return refuse(reasons.CHALLENGE_UNKNOWN)
        expires_at = _expiry(challenge)
        return None if now < expires_at else refuse(reasons.CHALLENGE_EXPIRED, expired_at=expires_at)

    def _mac(self, purpose: Purpose, head: bytes) -> bytes:
        return hmac_sha256(self._secret, b"\x00".join((purpose.act.encode(), purpose.place.encode(), head)))


def redeem(challenge: bytes) -> RememberOnce:
    """Use a challenge up; conflicts when somebody has."""
    return RememberOnce(_KIND, sha256(challenge), _expiry(challenge))


def _expiry(challenge: bytes) -> int:
    return int.from_bytes(challenge[_RANDOM : _RANDOM + _TIME], "big")
