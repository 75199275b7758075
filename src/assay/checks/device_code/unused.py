"""Whether the tokens of the device code have not been fetched before (security bar A163).

Refuses with `device_code.redeemed`.
"""

from __future__ import annotations

from assay.checks.device_code.poll import DevicePoll
from assay.decision import Check, Passed, Refused, refuse
from assay.decision.outcome import PASSED
from assay.reasons import device_code as reasons


def check_unused(poll: DevicePoll, _context: None = None) -> Passed | Refused:
    """Two polls at the same moment both pass here; storage settles which of them redeems."""
    redeemed_at = poll.authorization.redeemed_at
    return PASSED if redeemed_at is None else refuse(reasons.REDEEMED, redeemed_at=redeemed_at)


CHECK = Check("unused", check_unused)
