"""Limits how often one client may ask, once it has proved itself: so no client takes the server from the others.

Off unless it is set, for nobody else knows how much a client needs. Gives `client.too_many_requests`.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from assay.decision import Refused, refuse
from assay.ports.rate_limits import RateLimits
from assay.reasons import client as reasons


@dataclass(frozen=True, slots=True)
class RequestLimits:
    """`burst` requests at once and `per_second` after that, for each client at all endpoints together; 0 sets no limit."""

    burst: int = 0
    per_second: float = 0.0

    def __post_init__(self) -> None:
        if min(self.burst, self.per_second) < 0 or bool(self.burst) != bool(self.per_second):
            raise ValueError("burst and per_second are both more than zero, or both zero for no limit")


class ClientRequests:
    """Counts the requests of clients that are registered, so its memory is bounded by them."""

    __slots__ = ("_limits", "_rate_limits")

    def __init__(self, rate_limits: RateLimits, limits: RequestLimits) -> None:
        self._rate_limits = rate_limits
        self._limits = limits

    def take(self, client_id: str, now: float) -> Refused | None:
        """Count one request; the refusal when there were too many."""
        limits = self._limits
        if not limits.burst:
            return None
        wait = self._rate_limits.take(f"client:{client_id}", now, burst=limits.burst, per_second=limits.per_second)
        if wait <= 0:
            return None
        return refuse(
            reasons.TOO_MANY_REQUESTS,
            client_id=client_id,
            retry_after=ceil(wait),
            burst=limits.burst,
            per_second=limits.per_second,
        )
