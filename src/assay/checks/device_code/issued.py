"""Whether this issuer has issued the device code and still remembers it.

Refuses with `device_code.unknown`.
"""

from __future__ import annotations

from assay.checks.device_code.poll import DevicePoll
from assay.decision import Check, Passed, Refused, refuse
from assay.decision.outcome import PASSED
from assay.reasons import device_code as reasons


def check_issued(poll: DevicePoll, _context: None = None) -> Passed | Refused:
    """Found by its hash, or not."""
    return refuse(reasons.UNKNOWN) if poll.stored is None else PASSED


CHECK = Check("issued", check_issued)
