"""Counts requests and refusals in plain numbers: a request pays for an addition, a scrape for the text.

Labels are bounded: route names, methods and reason codes of ours, never a word from the wire.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field

BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
"""Upper bounds of the duration buckets, in seconds; one more bucket holds what took longer."""


@dataclass(slots=True)
class Requests:
    """The requests of one endpoint and status. `buckets` has one more place than `BOUNDS`; `seconds` is their sum."""

    buckets: list[int] = field(default_factory=lambda: [0] * (len(BOUNDS) + 1))
    seconds: float = 0.0


class Tally:
    """What one process has counted since it started."""

    __slots__ = ("faults", "in_flight", "refusals", "requests")

    def __init__(self) -> None:
        self.requests: dict[tuple[str, int], Requests] = {}
        self.refusals: dict[tuple[str, str], int] = {}
        self.in_flight = 0
        self.faults = 0

    def count(self, endpoint: str, status: int, seconds: float) -> None:
        """Count a finished request."""
        key = (endpoint, status)
        requests = self.requests.get(key)
        if requests is None:
            requests = self.requests[key] = Requests()
        requests.buckets[bisect_left(BOUNDS, seconds)] += 1
        requests.seconds += seconds

    def count_refusal(self, endpoint: str, reason: str) -> None:
        """Count a refusal by the reason that was recorded."""
        key = (endpoint, reason)
        self.refusals[key] = self.refusals.get(key, 0) + 1
