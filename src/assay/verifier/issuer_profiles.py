"""How the world's issuers write access tokens where they do not follow RFC 9068, as their documentation tells it. Data only.

Use: `AccessTokenVerifier(issuer=p.issuer_of(tenant=…), audience=…, algorithms=p.algorithms,
keys=RemoteKeySet(p.key_set_of(tenant=…)), type=p.tokens)` with p = `ISSUER_PROFILES["entra_v2"]`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from assay.checks.jwt.access_token_profile import AccessTokenProfile

_NAME = re.compile(r"[A-Za-z0-9._~-]+")
_JWT = frozenset(("", "jwt"))


@dataclass(frozen=True, slots=True)
class IssuerProfile:
    """One kind of issuer. `issuer` and `key_set` are templates over the names of tenant, domain, realm and the like."""

    issuer: str
    key_set: str
    tokens: AccessTokenProfile
    algorithms: tuple[str, ...] = ("RS256",)

    def issuer_of(self, **names: str) -> str:
        """The issuer of one tenant, exactly as it stands in its tokens. Raises `KeyError` for a missing name."""
        return _filled(self.issuer, names)

    def key_set_of(self, **names: str) -> str:
        """The URL of one tenant's key set."""
        return _filled(self.key_set, names)


def _filled(template: str, names: dict[str, str]) -> str:
    # A name is one label of a URL: with a slash in it, somebody else could be made the issuer. `url` is a whole URL.
    for name, value in names.items():
        if name != "url" and _NAME.fullmatch(value) is None:
            raise ValueError(f"{value!r} is no {name}")
    return template.format(**{name: value.rstrip("/") if name == "url" else value for name, value in names.items()})


ISSUER_PROFILES: dict[str, IssuerProfile] = {
    "entra_v1": IssuerProfile(
        "https://sts.windows.net/{tenant}/",
        "https://login.microsoftonline.com/{tenant}/discovery/keys",
        AccessTokenProfile("Microsoft Entra, version 1", _JWT, ("sub", "appid"), ("iat",), (("ver", "1.0"),)),
    ),
    "entra_v2": IssuerProfile(
        "https://login.microsoftonline.com/{tenant}/v2.0",
        "https://login.microsoftonline.com/{tenant}/discovery/v2.0/keys",
        AccessTokenProfile("Microsoft Entra, version 2", _JWT, ("sub", "azp"), ("iat",), (("ver", "2.0"),)),
    ),
    "auth0": IssuerProfile(
        "https://{domain}/",
        "https://{domain}/.well-known/jwks.json",
        AccessTokenProfile("Auth0", frozenset(("at+jwt", "jwt")), ("sub",), ("iat",)),
    ),
    "okta": IssuerProfile(
        "https://{domain}/oauth2/{server}",
        "https://{domain}/oauth2/{server}/v1/keys",
        AccessTokenProfile(
            "Okta", frozenset(("", "jwt", "at+jwt", "okta-internal-at+jwt")), ("sub", "cid", "jti"), ("iat",)
        ),
    ),
    "keycloak": IssuerProfile(
        "{url}/realms/{realm}",
        "{url}/realms/{realm}/protocol/openid-connect/certs",
        AccessTokenProfile("Keycloak", frozenset(("jwt", "at+jwt")), ("azp", "jti"), ("iat",), (("typ", "Bearer"),)),
    ),
    "cognito": IssuerProfile(
        "https://cognito-idp.{region}.amazonaws.com/{pool}",
        "https://cognito-idp.{region}.amazonaws.com/{pool}/.well-known/jwks.json",
        AccessTokenProfile(
            "Amazon Cognito", _JWT, ("sub", "jti"), ("iat",), (("token_use", "access"),), audience_claim="client_id"
        ),
    ),
    "google": IssuerProfile(
        "https://accounts.google.com",
        "https://www.googleapis.com/oauth2/v3/certs",
        AccessTokenProfile("Google (ID tokens between services)", _JWT, ("sub", "azp"), ("iat",)),
    ),
    "kubernetes": IssuerProfile(
        "{url}",
        "{url}/openid/v1/jwks",
        AccessTokenProfile("Kubernetes service accounts", _JWT, ("sub",), ("iat",)),
    ),
    "github_actions": IssuerProfile(
        "https://token.actions.githubusercontent.com",
        "https://token.actions.githubusercontent.com/.well-known/jwks",
        AccessTokenProfile("GitHub Actions", _JWT, ("sub", "repository", "jti"), ("iat",)),
    ),
}
