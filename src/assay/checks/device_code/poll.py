"""What the checks of a device code look at."""

from __future__ import annotations

from dataclasses import dataclass

from assay.model.device_authorization import DeviceAuthorization
from assay.model.standing import Standing

SLOWER_BY = 5
"""Seconds that `slow_down` adds to the interval (RFC 8628 section 3.5)."""
LONGEST_INTERVAL = 300


@dataclass(frozen=True, slots=True)
class DevicePoll:
    """A request for the tokens of a device code: who asks, when (epoch seconds), and what is stored of it."""

    client_id: str
    stored: DeviceAuthorization | None
    standing: Standing
    now: float

    @property
    def authorization(self) -> DeviceAuthorization:
        """What is stored, for the checks that come after `issued`."""
        if self.stored is None:
            raise AssertionError("the check `issued` comes first")
        return self.stored

    @property
    def slower(self) -> int:
        """The interval after a poll that came too early."""
        return max(self.authorization.interval, min(self.authorization.interval + SLOWER_BY, LONGEST_INTERVAL))
