"""What the token endpoint expects of a client assertion (RFC 7523 section 3)."""

from __future__ import annotations

from assay.checks.jwt.expectations import Context, Expectations

MAX_LIFETIME = 3600
"""Seconds that exp may lie ahead: so long a jti is remembered."""

ALGORITHMS = (
    "ES256",
    "ES384",
    "ES512",
    "EdDSA",
    "Ed25519",
    "Ed448",
    "PS256",
    "PS384",
    "PS512",
    "RS256",
    "RS384",
    "RS512",
)
TYPES = frozenset(("", "jwt", "client-authentication+jwt"))


class ClientAssertionExpectations(Expectations, kw_only=True):
    """`issuer` is the client_id; `audiences` are this authorization server's issuer and token endpoint."""

    max_lifetime: float = MAX_LIFETIME


ClientAssertionContext = Context[ClientAssertionExpectations]


def client_assertion_expectations(
    *, client_id: str, issuer: str, token_endpoint: str, leeway: float = 5
) -> ClientAssertionExpectations:
    """What an authorization server expects of the assertion of one client. `leeway` in seconds."""
    return ClientAssertionExpectations(
        algorithms=ALGORITHMS,
        issuer=client_id,
        audiences=frozenset((issuer, token_endpoint)),
        types=TYPES,
        leeway=leeway,
    )
