"""Whether the client is enabled. Refuses with `client.disabled`."""

from __future__ import annotations

from assay.checks.client_authentication.claim import ClientClaim
from assay.decision import Check, Passed, Refused, refuse
from assay.decision.outcome import PASSED
from assay.reasons import client as reasons


def check_client_enabled(claim: ClientClaim, _now: float) -> Passed | Refused:
    """Asked before the credentials are judged: of a disabled client nothing counts."""
    client = claim.known
    if client.disabled_at is not None:
        return refuse(reasons.DISABLED, claimed_client_id=client.client_id, disabled_at=client.disabled_at)
    return PASSED


CHECK = Check("client_enabled", check_client_enabled)
