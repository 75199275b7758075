"""What is stored of an end-user's second factors, and of the browsers in which they were shown."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TotpCredential:
    """An authenticator app (RFC 6238); a person has at most one. `last_step` is the newest time step that was used."""

    subject: str
    sealed_seed: bytes
    last_step: int
    created_at: int


@dataclass(frozen=True, slots=True)
class RecoveryCode:
    """One of a set of one-time codes: the SHA-256 of 80 machine-made bits."""

    subject: str
    code_hash: bytes
    created_at: int
    used_at: int | None = None


@dataclass(frozen=True, slots=True)
class KnownDevice:
    """A browser in which this person signed in before. It has a budget of attempts of its own (security bar A181).

    `token_hash` is the SHA-256 of the cookie's value, which changes with every sign-in. Until `trusted_until` the policy
    may be content with it in place of a second factor.
    """

    device_id: str
    subject: str
    token_hash: bytes
    created_at: int
    expires_at: int
    trusted_until: int = 0
