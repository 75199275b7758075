"""The seeds of authenticator apps: sealed at rest in their row, and sealed on the way while one is being enrolled.

Security bar A197. An enrolment is kept in the page alone, sealed under its end-user and purpose: nothing is stored before
the app has proved that it has the seed.
"""

from __future__ import annotations

from assay.formats import base64url
from assay.model.second_factor import TotpCredential
from assay.ports.entropy import Entropy
from assay.primitives.sealing import SealBroken, Sealer
from assay.primitives.totp import SEED_BYTES

ENROLMENT_LIFETIME = 900
"""Seconds from the page with the QR code to the code that confirms it."""


class TotpSeeds:
    """Makes, seals and opens seeds. `issuer_id` is where credentials are stored."""

    __slots__ = ("_entropy", "_issuer_id", "_sealer")

    def __init__(self, sealer: Sealer, entropy: Entropy, issuer_id: str) -> None:
        self._sealer = sealer
        self._entropy = entropy
        self._issuer_id = issuer_id

    def new(self) -> bytes:
        """160 random bits (RFC 4226 section 4, R6)."""
        return self._entropy(SEED_BYTES)

    def credential(self, subject: str, seed: bytes, used_step: int, now: float) -> TotpCredential:
        """The record of a seed whose code of `used_step` has confirmed it."""
        sealed = self._sealer.seal(seed, nonce=self._entropy(12), place=self._stored(subject))
        return TotpCredential(subject, sealed, used_step, int(now))

    def seed_of(self, credential: TotpCredential) -> bytes:
        """The seed of a stored credential. Raises `SealBroken`."""
        return self._sealer.open(credential.sealed_seed, place=self._stored(credential.subject))

    def on_the_way(self, subject: str, seed: bytes, now: float) -> str:
        """A seed that is being enrolled, as a text that only this server opens, for this person and for a while."""
        plaintext = int(now + ENROLMENT_LIFETIME).to_bytes(8, "big") + seed
        sealed = self._sealer.seal(plaintext, nonce=self._entropy(12), place=self._travelling(subject))
        return base64url.encode_text(sealed)

    def arrived(self, text: str, subject: str, now: float) -> bytes | None:
        """The seed again, or None when the text is not one of ours, is another person's, or took too long."""
        sealed = base64url.decode_text(text)
        if sealed is None:
            return None
        try:
            opened = self._sealer.open(sealed, place=self._travelling(subject))
        except SealBroken:
            return None
        return opened[8:] if now < int.from_bytes(opened[:8], "big") else None

    def _stored(self, subject: str) -> tuple[str, ...]:
        return (self._issuer_id, "totp_credentials", "sealed_seed", subject)

    def _travelling(self, subject: str) -> tuple[str, ...]:
        return (self._issuer_id, "enrolment page", "totp", subject)
