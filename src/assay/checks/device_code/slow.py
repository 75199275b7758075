"""Whether a device that still waits leaves enough time between two polls (RFC 8628 section 3.5, security bar A161).

Refuses with `device_code.polled_too_fast`.
"""

from __future__ import annotations

from assay.checks.device_code.poll import DevicePoll
from assay.decision import Check, Passed, Refused, refuse
from assay.decision.outcome import PASSED
from assay.reasons import device_code as reasons

_EARLY = 1
"""Seconds that a poll may come early: the time of the last one is kept in whole seconds."""


def check_slow(poll: DevicePoll, _context: None = None) -> Passed | Refused:
    """An answer that is there is given, however fast the device asks for it."""
    one = poll.authorization
    if one.decided_at is not None:
        return PASSED
    if one.polled_at is None or poll.now >= one.polled_at + one.interval - _EARLY:
        return PASSED
    waited = max(0, int(poll.now) - one.polled_at)
    return refuse(reasons.POLLED_TOO_FAST, waited=waited, interval=one.interval, next_interval=poll.slower)


CHECK = Check("slow", check_slow)
