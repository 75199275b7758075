"""A refresh token family: one row, whose generation counts up in place (design: reuse is still detected)."""

from __future__ import annotations

from dataclasses import dataclass

SESSION_ENDED = "session.ended"
"""`revoked_because` of the families that ended with their end-user session."""


@dataclass(frozen=True, slots=True)
class RefreshTokenFamily:
    """All refresh tokens that descend from one grant. The tokens themselves are derived and never stored.

    `generation` is that of the newest token, `rotated_at` when it was made. `session_id` is set when the tokens end with
    the end-user session (no `offline_access`).
    """

    family_id: bytes
    client_id: str
    subject: str
    grant_id: str
    scopes: tuple[str, ...]
    resources: tuple[str, ...]
    issued_at: int
    generation: int
    rotated_at: int
    idle_expires_at: int
    expires_at: int
    auth_time: int
    session_id: str | None = None
    amr: tuple[str, ...] = ()
    acr: str | None = None
    nonce: str | None = None
    revoked_at: int | None = None
    revoked_because: str | None = None
    individual_claims: str | None = None
