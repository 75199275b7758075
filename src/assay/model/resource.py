"""A protected resource: what an access token can be for (RFC 8707, RFC 9068 section 3)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Resource:
    """A resource by its identifier, which becomes `aud`. `introspection_clients` may introspect its tokens.

    `revision` counts its changes.
    """

    identifier: str
    scopes: tuple[str, ...] = ()
    access_token_lifetime: int | None = None
    access_token_signing_alg: str = "ES256"
    introspection_clients: tuple[str, ...] = ()
    default: bool = False
    created_at: int = 0
    revision: int = 0
