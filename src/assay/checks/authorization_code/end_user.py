"""Whether the end-user still exists, is not disabled, and has neither taken the grant back nor signed out since.

Refuses with `authorization_code.end_user_disabled`, `authorization_code.grant_revoked` and `authorization_code.session_ended`.
"""

from __future__ import annotations

from assay.checks.authorization_code.exchange import CodeExchange
from assay.decision import Check, Passed, Refused, refuse
from assay.decision.outcome import PASSED
from assay.reasons import authorization_code as reasons


def check_end_user(exchange: CodeExchange, _context: None = None) -> Passed | Refused:
    """A code lives for a minute; this closes the minute."""
    standing = exchange.standing
    if standing.end_user_disabled or not standing.end_user_exists:
        return refuse(reasons.END_USER_DISABLED)
    if standing.denied is not None:
        return refuse(reasons.GRANT_REVOKED, because=standing.denied)
    if standing.session_ended:
        return refuse(reasons.SESSION_ENDED, issued_at=exchange.code.issued_at)
    return PASSED


CHECK = Check("end_user", check_end_user)
