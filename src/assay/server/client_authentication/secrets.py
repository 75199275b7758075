"""Proves a client by its secret, for both methods that send one (RFC 6749 section 2.3.1).

The same reads and hashes are spent whether the client exists or not. Reasons: those of `SECRET_CHECKS`.
"""

from __future__ import annotations

from assay.checks.client_authentication import SECRET_CHECKS
from assay.checks.client_authentication.claim import ClientClaim
from assay.decision import Allowed, Refused, first_refusal
from assay.model.client import Client, ClientSecret
from assay.primitives.client_secret import client_secret_digest
from assay.primitives.hashing import equal
from assay.server.client_authentication.method import Audience, AuthenticatedClient, Clients, Presented

SECRETS_PER_CLIENT = 2
"""Live secrets that a client can have; so many hashes are computed for every reading of the credentials."""

_NOBODYS = ClientSecret("nobody's", bytes(16), bytes(32), 0)


def prove_by_secret(
    presented: Presented, clients: Clients, _audience: Audience, now: float
) -> Allowed[AuthenticatedClient] | Refused:
    """Whether the secret is one of the claimed client's that has not expired."""
    claim = _claim(presented, clients)
    refused = first_refusal(SECRET_CHECKS, claim, now)
    return Allowed(AuthenticatedClient(claim.known, presented.method)) if refused is None else refused


def _claim(presented: Presented, clients: Clients) -> ClientClaim:
    """The proper reading of the credentials, or the other one that fits where the proper one does not."""
    client_id, method, credential = presented.client_id, presented.method, presented.credential
    client = clients[client_id]
    matching = _matching(client, credential)
    claim = ClientClaim(client_id, method, client, credential, matching)
    for other_id, secret in presented.unencoded:
        other = clients[other_id]
        fits = _matching(other, secret)  # hashed even when it cannot count any more
        if fits is not None and matching is None and claim.form_encoded:
            claim = ClientClaim(other_id, method, other, secret, fits, form_encoded=False)
    return claim


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
