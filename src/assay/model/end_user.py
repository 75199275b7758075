"""An end-user and an end-user session."""

from __future__ import annotations

from dataclasses import dataclass

from assay.model.factor import Proof


@dataclass(frozen=True, slots=True)
class EndUser:
    """A person. `subject` never changes; `username` is folded (NFKC, casefold) and unique. `claims` is JSON text."""

    subject: str
    username: str
    password_hash: str | None
    claims: str = "{}"
    created_at: int = 0
    password_changed_at: int | None = None
    disabled_at: int | None = None


@dataclass(frozen=True, slots=True)
class EndUserSession:
    """A signed-in browser. `session_hash` is the SHA-256 of the cookie's value, `session_id` the public `sid`.

    `authenticated_at` is when the end-user last proved who they are from the beginning (`auth_time`); `proofs` are what
    they proved since, the newest of each method. A session that is not `complete` waits for a second factor: nobody is
    signed in with it yet.
    """

    session_hash: bytes
    session_id: str
    subject: str
    authenticated_at: int
    proofs: tuple[Proof, ...]
    expires_at: int
    ended_at: int | None = None
    complete: bool = True
