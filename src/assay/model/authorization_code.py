"""An authorization code as it is stored: by hash, redeemed once, remembered for as long as what it bought lives."""

from __future__ import annotations

from dataclasses import dataclass

MAX_FAILED_VERIFIERS = 3
"""Wrong `code_verifier`s after which a code is burnt: it can no longer be redeemed (RFC 7636 section 4.1)."""


@dataclass(frozen=True, slots=True)
class AuthorizationCode:
    """What an authorization code stands for (RFC 6749 section 4.1.2). `remember_until` is when the row may be purged."""

    code_hash: bytes
    client_id: str
    redirect_uri: str
    redirect_uri_given: bool
    subject: str
    grant_id: str
    scopes: tuple[str, ...]
    resources: tuple[str, ...]
    issued_at: int
    expires_at: int
    remember_until: int
    auth_time: int
    session_id: str
    amr: tuple[str, ...] = ()
    acr: str | None = None
    nonce: str | None = None
    code_challenge: str | None = None
    redeemed_at: int | None = None
    failed_verifiers: int = 0
    individual_claims: str | None = None
