"""What the PKCE checks look at."""

from __future__ import annotations

from dataclasses import dataclass, field

MAX_FAILED_VERIFIERS = 3
"""Wrong verifiers after which an authorization code is dead (security bar A084)."""


@dataclass(frozen=True, slots=True)
class PkceProof:
    """The S256 challenge of the authorization request and the verifier of the token request, where there are any."""

    challenge: str | None
    verifier: str | None = field(repr=False)
    failed_before: int = 0
