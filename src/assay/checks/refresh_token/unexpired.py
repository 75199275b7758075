"""Whether the family is within its idle and its absolute lifetime (RFC 9700 section 4.14.2).

Refuses with `refresh_token.expired` and `refresh_token.idle_expired`.
"""

from __future__ import annotations

from assay.checks.refresh_token.presentation import RefreshTokenPresentation
from assay.decision import Check, Passed, Refused, refuse
from assay.decision.outcome import PASSED
from assay.reasons import refresh_token as reasons


def check_unexpired(presentation: RefreshTokenPresentation, _context: None = None) -> Passed | Refused:
    """No leeway: the server that issued the token also reads the clock."""
    family, now = presentation.family, presentation.now
    if now >= family.expires_at:
        return refuse(reasons.EXPIRED, issued_at=family.issued_at, expired_at=family.expires_at, now=now)
    if now >= family.idle_expires_at:
        return refuse(reasons.IDLE_EXPIRED, expired_at=family.idle_expires_at, now=now)
    return PASSED


CHECK = Check("unexpired", check_unexpired)
