"""Whether the request says which client it comes from (RFC 6749 section 3.2.1).

Refuses with `client.credentials_missing`.
"""

from __future__ import annotations

from assay.checks.client_authentication.credentials import ShownCredentials
from assay.decision import Check, Passed, Refused, refuse
from assay.decision.outcome import PASSED
from assay.reasons import client as reasons


def check_credentials_present(shown: ShownCredentials, _context: None = None) -> Passed | Refused:
    """A public client's `client_id` alone is enough."""
    return PASSED if shown.methods else refuse(reasons.CREDENTIALS_MISSING)


CHECK = Check("credentials_present", check_credentials_present)
