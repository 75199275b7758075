"""What a genuine access token of this issuer says, kept ready for every endpoint that is shown it again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from assay.model.standing import StandingQuery


@dataclass(frozen=True, slots=True)
class IssuedAccessToken:
    """The claims that the endpoints need (RFC 9068 section 2.2). `end_user` is None where the client acts for itself.

    `introspection` is the answer to an introspection but for what is read anew each time; `standing` is the question to
    ask of the store.
    """

    kid: str
    client_id: str
    end_user: str | None
    audience: tuple[str, ...]
    scopes: frozenset[str]
    issued_at: int
    expires_at: int
    jti: str
    standing: StandingQuery
    introspection: Mapping[str, Any] = field(repr=False)


_TOLD = ("scope", "client_id", "exp", "iat", "sub", "aud", "iss", "jti", "auth_time", "acr", "amr")


def issued_access_token(kid: str, claims: Mapping[str, Any]) -> IssuedAccessToken:
    """The token of claims that have passed every check. The claims of RFC 9068 are there and of their types."""
    client_id, subject, audience, grant_id = claims["client_id"], claims["sub"], claims["aud"], claims.get("grant_id")
    end_user = None if subject == client_id else subject  # RFC 9068 section 2.2: without an end-user, sub is the client
    return IssuedAccessToken(
        kid=kid,
        client_id=client_id,
        end_user=end_user,
        audience=(audience,) if isinstance(audience, str) else tuple(audience),
        scopes=frozenset(claims.get("scope", "").split()),
        issued_at=claims["iat"],
        expires_at=claims["exp"],
        jti=claims["jti"],
        standing=StandingQuery(
            client_id=client_id,
            jti=claims["jti"],
            grant_id=grant_id or None,
            subject=end_user,
            session_id=claims.get("sid"),
        ),
        introspection={
            "active": True,
            "token_type": "Bearer",
            **{name: claims[name] for name in _TOLD if name in claims},
        },
    )
