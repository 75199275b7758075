"""Whether Basic credentials were form-encoded before they were joined (RFC 6749 section 2.3.1).

Refuses with `client.basic_not_form_encoded`, which tells a client with the right secret what it does wrong.
"""

from __future__ import annotations

from assay.checks.client_authentication.claim import ClientClaim
from assay.decision import Check, Passed, Refused, refuse
from assay.decision.outcome import PASSED
from assay.reasons import client as reasons


def check_form_encoded(claim: ClientClaim, _now: float) -> Passed | Refused:
    """Whether another reading than the proper one fits was found out together with the secret."""
    if claim.form_encoded:
        return PASSED
    return refuse(reasons.BASIC_NOT_FORM_ENCODED, claimed_client_id=claim.client_id)


CHECK = Check("form_encoded", check_form_encoded)
