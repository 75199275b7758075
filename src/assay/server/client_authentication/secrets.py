"""Judges a client secret, with the same number of hashes whoever is claimed and whatever is stored.

Reasons: `client.unknown`, `client.disabled`, `client.method_not_registered`, `client.secret_mismatch`,
`client.secret_expired`, `client.basic_not_form_encoded`.
"""

from __future__ import annotations

from assay.decision import Allowed, Refused, refuse
from assay.formats import opaque_token
from assay.model.client import Client, ClientSecret
from assay.primitives.client_secret import client_secret_digest
from assay.primitives.hashing import equal
from assay.reasons import client as reasons
from assay.server.client_authentication.method import Audience, AuthenticatedClient, Clients, Presented

SECRETS_PER_CLIENT = 2
"""Live secrets that a client can have; so many hashes are computed for every reading of the credentials."""

_NOBODYS = ClientSecret("nobody's", bytes(16), bytes(32), 0)
_KINDS = {
    opaque_token.AUTHORIZATION_CODE: "an authorization code",
    opaque_token.REFRESH_TOKEN: "a refresh token",
    opaque_token.CLIENT_SECRET: "a client secret of an Assay server",
}


def prove_by_secret(
    presented: Presented, clients: Clients, _audience: Audience, now: float
) -> Allowed[AuthenticatedClient] | Refused:
    """Whether the secret is one of the claimed client's that has not expired."""
    client = clients[presented.client_id]
    matching = _matching(client, presented.credential)
    for client_id, secret in presented.unencoded:
        other = clients[client_id]
        if _matching(other, secret) is not None and matching is None and other is not None:
            refused = may_not_authenticate(other, presented.method)
            return (
                refused if refused is not None else refuse(reasons.BASIC_NOT_FORM_ENCODED, claimed_client_id=client_id)
            )
    if client is None:
        return refuse(reasons.UNKNOWN, claimed_client_id=presented.client_id, method=presented.method)
    refused = may_not_authenticate(client, presented.method)
    if refused is not None:
        return refused
    if matching is None:
        return _mismatch(client, presented, now)
    if matching.expires_at is not None and now >= matching.expires_at:
        return refuse(
            reasons.SECRET_EXPIRED, claimed_client_id=client.client_id, expired_at=matching.expires_at, now=now
        )
    return Allowed(AuthenticatedClient(client, presented.method))


def may_not_authenticate(client: Client, method: str) -> Refused | None:
    """The refusal of a client that is disabled or registered for another method."""
    if client.disabled_at is not None:
        return refuse(reasons.DISABLED, claimed_client_id=client.client_id, disabled_at=client.disabled_at)
    if client.token_endpoint_auth_method != method:
        return refuse(
            reasons.METHOD_NOT_REGISTERED,
            claimed_client_id=client.client_id,
            method=method,
            registered=client.token_endpoint_auth_method,
        )
    return None


def _matching(client: Client | None, secret: str) -> ClientSecret | None:
    """The client's secret that fits, expired or not. All are compared, so that the time does not tell which."""
    stored = client.secrets if client is not None else ()
    found: ClientSecret | None = None
    for index in range(max(SECRETS_PER_CLIENT, len(stored))):
        candidate = stored[index] if index < len(stored) else _NOBODYS
        fits = equal(client_secret_digest(candidate.salt, secret), candidate.digest)
        if fits and candidate is not _NOBODYS:
            found = candidate
    return found


def _mismatch(client: Client, presented: Presented, now: float) -> Refused:
    live = sum(1 for secret in client.secrets if secret.expires_at is None or now < secret.expires_at)
    return refuse(
        reasons.SECRET_MISMATCH,
        claimed_client_id=client.client_id,
        method=presented.method,
        live_secrets=live,
        looks_like=_looks_like(presented.credential),
    )


def _looks_like(secret: str) -> str:
    """The shape of a wrong secret, without a character or the length of it."""
    token = opaque_token.parse(secret.strip())
    if token is not None and secret != secret.strip():
        return f"{_KINDS[token.prefix]} with white space around it"
    if token is not None:
        return f"{_KINDS[token.prefix]}, {'whole' if token.intact else 'damaged: its checksum does not fit'}"
    if not secret:
        return "nothing at all"
    if secret.startswith("eyJ") and secret.count(".") == 2:
        return "a JSON Web Token"
    return "a text that no Assay server has made"
