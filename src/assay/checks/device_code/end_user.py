"""Whether the end-user still exists, is not disabled, and has neither taken the grant back nor signed out since.

Refuses with `device_code.end_user_disabled`, `device_code.grant_revoked` and `device_code.session_ended`.
"""

from __future__ import annotations

from assay.checks.device_code.poll import DevicePoll
from assay.decision import Check, Passed, Refused, refuse
from assay.decision.outcome import PASSED
from assay.reasons import device_code as reasons


def check_end_user(poll: DevicePoll, _context: None = None) -> Passed | Refused:
    """Between the approval and the next poll lie a few seconds; this closes them."""
    standing = poll.standing
    if standing.end_user_disabled or not standing.end_user_exists:
        return refuse(reasons.END_USER_DISABLED)
    if standing.denied is not None:
        return refuse(reasons.GRANT_REVOKED, because=standing.denied)
    if standing.session_ended:
        return refuse(reasons.SESSION_ENDED, decided_at=poll.authorization.decided_at)
    return PASSED


CHECK = Check("end_user", check_end_user)
