"""Whether `client_id` in the body names the client of the credentials (RFC 6749 section 3.2.1, RFC 7521 section 4.2).

Refuses with `client.id_mismatch`.
"""

from __future__ import annotations

from assay.checks.client_authentication.credentials import ShownCredentials
from assay.decision import Check, NotApplicable, Passed, Refused, refuse
from assay.decision.outcome import PASSED
from assay.reasons import client as reasons

_NOT_IN_BODY = NotApplicable("the body has no client_id")


def check_one_client(shown: ShownCredentials, _context: None = None) -> Passed | Refused | NotApplicable:
    """Any reading of the credentials will do: which one is right is asked later."""
    if shown.in_body is None:
        return _NOT_IN_BODY
    if shown.in_body in shown.client_ids:
        return PASSED
    return refuse(reasons.ID_MISMATCH, in_body=shown.in_body, in_credentials=shown.client_ids[0])


CHECK = Check("one_client", check_one_client, conditional=True)
