"""A signing key: published before it signs, kept until its last token has expired."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A key pair. `public_jwk` is JSON text (with `use`, `alg` and `kid`); the private part is sealed (AES-256-GCM).

    It is published from `published_at`, signs from `signs_from` until a younger key of its algorithm does, and leaves the
    JWK set at `retires_at` (None while it is the youngest).
    """

    kid: str
    algorithm: str
    public_jwk: str
    sealed_private_key: bytes
    published_at: int
    signs_from: int
    retires_at: int | None = None
    revoked_at: int | None = None


@dataclass(frozen=True, slots=True)
class ServerSecret:
    """A symmetric secret of the server (refresh token MAC, refusal ids, …), sealed; found by its purpose."""

    purpose: str
    sealed: bytes
    created_at: int
