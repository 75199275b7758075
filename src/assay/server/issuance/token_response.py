"""The answer to an allowed token request (RFC 6749 section 5.1), ready to be rendered."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TokenResponse:
    """`expires_in` is in seconds; `scope` is what was granted, names separated by one space."""

    access_token: str
    expires_in: int
    scope: str
    refresh_token: str | None = None
    id_token: str | None = None
    token_type: str = "Bearer"
