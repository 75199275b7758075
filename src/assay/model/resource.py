"""A protected resource: what an access token can be for (RFC 8707, RFC 9068 section 3)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ScopeDescription:
    """What a scope allows at a resource, in words that go on after "asks for your permission to"; `language` is a tag as in `de`."""

    scope: str
    language: str
    words: str


@dataclass(frozen=True, slots=True)
class Resource:
    """A resource by its identifier, which becomes `aud`. `introspection_clients` may introspect its tokens.

    `descriptions` has one entry at most for a scope in a language. `revision` counts its changes.
    """

    identifier: str
    scopes: tuple[str, ...] = ()
    access_token_lifetime: int | None = None
    access_token_signing_alg: str = "ES256"
    introspection_clients: tuple[str, ...] = ()
    default: bool = False
    created_at: int = 0
    descriptions: tuple[ScopeDescription, ...] = ()
    revision: int = 0
