"""What a genuine access token of this issuer says, kept ready for every endpoint that is shown it again.

Thousands of these are remembered, so texts that many tokens share are kept once and answers are made when asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from sys import intern
from typing import Any

from assay.model.standing import StandingQuery

_NOTHING: Mapping[str, Any] = {}
_SIGN_IN = ("auth_time", "acr", "amr")


@dataclass(frozen=True, slots=True)
class IssuedAccessToken:
    """The claims that the endpoints need (RFC 9068 section 2.2). `end_user` is None where the client acts for itself.

    `standing` is the question to ask of the store; it also has the client, the token id, grant and session.
    """

    kid: str
    standing: StandingQuery
    audience: tuple[str, ...]
    scope: str
    issued_at: int
    expires_at: int
    sign_in: Mapping[str, Any]
    userinfo_claims: Mapping[str, list[Any] | None] = field(default_factory=dict)

    @property
    def client_id(self) -> str:
        """The client that the token was issued to."""
        return self.standing.client_id

    @property
    def end_user(self) -> str | None:
        """The subject of the end-user whom the token stands for."""
        return self.standing.subject

    @property
    def jti(self) -> str:
        """The token's own id."""
        return self.standing.jti or ""

    @property
    def scopes(self) -> list[str]:
        """The scopes, in the order of the token."""
        return self.scope.split()

    def introspection(self, issuer: str) -> dict[str, Any]:
        """The members of RFC 7662 section 2.2 for a token in good standing, but for the username."""
        audience = self.audience
        members: dict[str, Any] = {
            "active": True,
            "token_type": "Bearer",
            "client_id": self.standing.client_id,
            "exp": self.expires_at,
            "iat": self.issued_at,
            "sub": self.standing.subject or self.standing.client_id,
            "aud": audience[0] if len(audience) == 1 else audience,
            "iss": issuer,
            "jti": self.standing.jti,
        }
        if self.scope:
            members["scope"] = self.scope
        return {**members, **self.sign_in} if self.sign_in else members


def issued_access_token(kid: str, claims: Mapping[str, Any]) -> IssuedAccessToken:
    """The token of claims that have passed every check, so that those of RFC 9068 are there and of their types."""
    client_id, subject, audience = intern(claims["client_id"]), claims["sub"], claims["aud"]
    sign_in = {name: claims[name] for name in _SIGN_IN if claims.get(name)}
    return IssuedAccessToken(
        kid=intern(kid),
        standing=StandingQuery(
            client_id=client_id,
            jti=claims["jti"],
            grant_id=claims.get("grant_id") or None,
            subject=None if subject == client_id else subject,  # RFC 9068 section 2.2: no end-user, so the client
            session_id=claims.get("sid"),
        ),
        audience=tuple(intern(name) for name in ([audience] if isinstance(audience, str) else audience)),
        scope=intern(claims.get("scope", "")),
        issued_at=claims["iat"],
        expires_at=claims["exp"],
        sign_in=sign_in or _NOTHING,
        userinfo_claims=claims.get("userinfo_claims") or _NOTHING,
    )
