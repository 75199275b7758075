"""Whether the secret is one of the client's (RFC 6749 section 2.3.1). Refuses with `client.secret_mismatch`."""

from __future__ import annotations

from assay.checks.client_authentication.claim import ClientClaim
from assay.decision import Check, Passed, Refused, refuse
from assay.decision.outcome import PASSED
from assay.formats import opaque_token
from assay.reasons import client as reasons

_KINDS = {
    opaque_token.AUTHORIZATION_CODE: "an authorization code",
    opaque_token.REFRESH_TOKEN: "a refresh token",
    opaque_token.CLIENT_SECRET: "a client secret of an Assay server",
}


def check_secret_matches(claim: ClientClaim, now: float) -> Passed | Refused:
    """The comparison is done already, for an unknown client too; here its result is judged."""
    if claim.matching is not None:
        return PASSED
    client = claim.known
    live = sum(1 for secret in client.secrets if secret.expires_at is None or now < secret.expires_at)
    return refuse(
        reasons.SECRET_MISMATCH,
        claimed_client_id=client.client_id,
        method=claim.method,
        live_secrets=live,
        looks_like=_looks_like(claim.presented),
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


CHECK = Check("secret_matches", check_secret_matches)
