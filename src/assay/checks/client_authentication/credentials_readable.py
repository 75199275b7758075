"""Whether the credentials parse. What they are refused for is found by the method that they belong to."""

from __future__ import annotations

from assay.checks.client_authentication.credentials import ShownCredentials
from assay.decision import Check, Passed, Refused
from assay.decision.outcome import PASSED


def check_credentials_readable(shown: ShownCredentials, _context: None = None) -> Passed | Refused:
    """Asked first: what does not parse counts as shown."""
    return PASSED if shown.unreadable is None else shown.unreadable


CHECK = Check("credentials_readable", check_credentials_readable)
