"""Whether the secret that fits has not expired (RFC 7591 section 3.2.1). Refuses with `client.secret_expired`."""

from __future__ import annotations

from assay.checks.client_authentication.claim import ClientClaim
from assay.decision import Check, Passed, Refused, refuse
from assay.decision.outcome import PASSED
from assay.reasons import client as reasons


def check_secret_unexpired(claim: ClientClaim, now: float) -> Passed | Refused:
    """A secret without an end never expires."""
    expires_at = None if claim.matching is None else claim.matching.expires_at
    if expires_at is None or now < expires_at:
        return PASSED
    return refuse(reasons.SECRET_EXPIRED, claimed_client_id=claim.client_id, expired_at=expires_at, now=now)


CHECK = Check("secret_unexpired", check_secret_unexpired)
