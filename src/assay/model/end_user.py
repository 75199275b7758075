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

    `last_used_at`, `network` and `device` say when, from where and with what it was last used, coarsely and up to a
    minute late. `previous_hash` is that of the cookie before; `rotation_nonce` is what the present cookie was derived
    with; `confirmed_at` is when a browser first brought the present one.
    """

    session_hash: bytes
    session_id: str
    subject: str
    authenticated_at: int
    proofs: tuple[Proof, ...]
    expires_at: int
    ended_at: int | None = None
    complete: bool = True
    started_at: int = 0
    last_used_at: int = 0
    network: str = ""
    device: str = ""
    rotated_at: int = 0
    previous_hash: bytes | None = None
    rotation_nonce: bytes | None = None
    confirmed_at: int | None = None


@dataclass(frozen=True, slots=True)
class SessionUse:
    """A use of a session: when, from which network, with what kind of browser and device."""

    session_id: str
    at: int
    network: str
    device: str
