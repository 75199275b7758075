"""Whether the device code is still within its lifetime (RFC 8628 section 3.5), approved or not.

Refuses with `device_code.expired`.
"""

from __future__ import annotations

from assay.checks.device_code.poll import DevicePoll
from assay.decision import Check, Passed, Refused, refuse
from assay.decision.outcome import PASSED
from assay.reasons import device_code as reasons


def check_unexpired(poll: DevicePoll, _context: None = None) -> Passed | Refused:
    """No leeway: the server that issued the code also reads the clock."""
    one = poll.authorization
    if poll.now < one.expires_at:
        return PASSED
    return refuse(reasons.EXPIRED, issued_at=one.created_at, expired_at=one.expires_at, now=poll.now)


CHECK = Check("unexpired", check_unexpired)
