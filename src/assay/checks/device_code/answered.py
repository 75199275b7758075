"""Whether the end-user has allowed the device (RFC 8628 section 3.5).

Refuses with `device_code.authorization_pending` and `device_code.denied`.
"""

from __future__ import annotations

from assay.checks.device_code.poll import DevicePoll
from assay.decision import Check, Passed, Refused, refuse
from assay.decision.outcome import PASSED
from assay.reasons import device_code as reasons


def check_answered(poll: DevicePoll, _context: None = None) -> Passed | Refused:
    """Yes, no, or nothing so far."""
    one = poll.authorization
    if one.decided_at is None:
        return refuse(reasons.PENDING, expires_at=one.expires_at)
    return PASSED if one.approval is not None else refuse(reasons.DENIED, denied_at=one.decided_at)


CHECK = Check("answered", check_answered)
