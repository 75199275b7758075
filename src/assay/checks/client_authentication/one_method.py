"""Whether the request has the credentials of exactly one method (RFC 6749 section 2.3).

Refuses with `client.several_methods`.
"""

from __future__ import annotations

from assay.checks.client_authentication.credentials import ShownCredentials
from assay.decision import Check, Passed, Refused, refuse
from assay.decision.outcome import PASSED
from assay.reasons import client as reasons


def check_one_method(shown: ShownCredentials, _context: None = None) -> Passed | Refused:
    """Two would let a weaker one be smuggled in beside the one that is looked at."""
    return PASSED if len(shown.methods) == 1 else refuse(reasons.SEVERAL_METHODS, methods=shown.methods)


CHECK = Check("one_method", check_one_method)
