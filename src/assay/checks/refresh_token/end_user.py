"""Whether the end-user still exists and is not disabled.

Refuses with `refresh_token.end_user_disabled`.
"""

from __future__ import annotations

from assay.checks.refresh_token.presentation import RefreshTokenPresentation
from assay.decision import Check, Passed, Refused, refuse
from assay.decision.outcome import PASSED
from assay.reasons import refresh_token as reasons


def check_end_user(presentation: RefreshTokenPresentation, _context: None = None) -> Passed | Refused:
    """Disabling revokes as well; this holds whatever else does not."""
    standing = presentation.standing
    if standing.end_user_disabled or not standing.end_user_exists:
        return refuse(reasons.END_USER_DISABLED)
    return PASSED


CHECK = Check("end_user", check_end_user)
