"""A clock that is not led back: expired things stay expired when the machine's time is set back (security bar A235, A251).

A step back of more than five seconds is not followed: time goes on from where it was, by the monotonic clock, and whoever
watches is told. Smaller steps and slewing are followed. A step forward is followed: a machine that slept is right to make it.
"""

from __future__ import annotations

import time
from collections.abc import Callable

TOLERANCE = 5.0
"""Seconds that time may go back at once."""
SLEW = 0.001
"""Seconds that it may go back for each second that passes; time services slew by half of that."""

Told = Callable[[float], None]


class SteadyClock:
    """`ports.clock.Clock`. `told` is called with the seconds that the machine is behind, and with 0 when it no longer is."""

    __slots__ = ("_ceiling", "_looked_at", "_monotonic", "_told", "_wall", "behind")

    def __init__(
        self, told: Told, wall: Callable[[], float] = time.time, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._told = told
        self._wall = wall
        self._monotonic = monotonic
        self._looked_at = monotonic()
        self._ceiling = wall() - self._looked_at
        self.behind = 0.0

    def __call__(self) -> float:
        """See the port."""
        wall, monotonic = self._wall(), self._monotonic()
        offset = wall - monotonic
        ceiling = self._ceiling - SLEW * (monotonic - self._looked_at)
        self._looked_at = monotonic
        self._ceiling = max(offset, ceiling)
        if offset >= self._ceiling - TOLERANCE:
            if self.behind:
                self.behind = 0.0
                self._told(0.0)
            return wall
        first = not self.behind
        self.behind = self._ceiling - offset
        if first:
            self._told(self.behind)
        return monotonic + self._ceiling

    def not_before(self, mark: float) -> None:
        """Time was at `mark` (epoch seconds) already, as something durable tells; it is not earlier now."""
        self._looked_at = self._monotonic()
        self._ceiling = max(self._ceiling, mark - self._looked_at)
