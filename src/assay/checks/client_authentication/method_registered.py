"""Whether the client is registered for the method that it uses, so that none can be talked down to a weaker one.

RFC 7591 section 2. Refuses with `client.method_not_registered`.
"""

from __future__ import annotations

from assay.checks.client_authentication.claim import ClientClaim
from assay.decision import Check, Passed, Refused, refuse
from assay.decision.outcome import PASSED
from assay.reasons import client as reasons


def check_method_registered(claim: ClientClaim, _now: float) -> Passed | Refused:
    """One method per client."""
    client = claim.known
    if client.token_endpoint_auth_method == claim.method:
        return PASSED
    return refuse(
        reasons.METHOD_NOT_REGISTERED,
        claimed_client_id=client.client_id,
        method=claim.method,
        registered=client.token_endpoint_auth_method,
    )


CHECK = Check("method_registered", check_method_registered)
