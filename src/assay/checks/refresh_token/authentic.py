"""Whether this issuer has made the token: its MAC tells, without looking anything up.

Refuses with `refresh_token.unknown`. An invented token changes nothing, however close it is to a real one.
"""

from __future__ import annotations

from assay.checks.refresh_token.presentation import RefreshTokenPresentation
from assay.decision import Check, Passed, Refused, refuse
from assay.decision.outcome import PASSED
from assay.reasons import refresh_token as reasons


def check_authentic(presentation: RefreshTokenPresentation, _context: None = None) -> Passed | Refused:
    """The MAC was compared when the token was parsed."""
    return PASSED if presentation.authentic else refuse(reasons.UNKNOWN)


CHECK = Check("authentic", check_authentic)
