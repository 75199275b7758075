"""Whether there is such a client (RFC 6749 section 5.2). Refuses with `client.unknown`."""

from __future__ import annotations

from assay.checks.client_authentication.claim import ClientClaim
from assay.decision import Check, Passed, Refused, refuse
from assay.decision.outcome import PASSED
from assay.reasons import client as reasons


def check_client_known(claim: ClientClaim, _now: float) -> Passed | Refused:
    """Strangers are told the same as for a wrong secret."""
    if claim.client is None:
        return refuse(reasons.UNKNOWN, claimed_client_id=claim.client_id, method=claim.method)
    return PASSED


CHECK = Check("client_known", check_client_known)
