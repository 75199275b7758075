"""Decides whether a request is begun at all: not when the server is full, and not when its network asks too often.

Asked before anything of it is read, so that turning away costs next to nothing. Gives `operation.overloaded` and
`operation.rate_limited`.
"""

from __future__ import annotations

from math import ceil

from assay.decision import Refused, refuse
from assay.ports.rate_limits import RateLimits
from assay.reasons import operation as reasons
from assay.server.rate_limiting.network import network_of
from assay.web.settings import WebSettings

FULL_RETRY = 1
"""Seconds after which a request that was turned away may find room."""


class Admission:
    """Counts requests per network; how many are in flight is the caller's to tell."""

    __slots__ = ("_burst", "_limits", "_most", "_per_second")

    def __init__(self, settings: WebSettings, limits: RateLimits) -> None:
        self._most = settings.most_in_flight
        self._burst = settings.network_burst
        self._per_second = settings.network_per_second
        self._limits = limits

    def refusal(self, in_flight: int, peer: str, now: float) -> tuple[Refused, int] | None:
        """The refusal and after how many seconds to try again; None when the request may begin."""
        if in_flight > self._most:
            return refuse(reasons.OVERLOADED, in_flight=in_flight, limit=self._most), FULL_RETRY
        if not self._burst:
            return None
        wait = self._limits.take(f"request:{network_of(peer)}", now, burst=self._burst, per_second=self._per_second)
        if wait <= 0:
            return None
        retry_after = ceil(wait)
        refused = refuse(reasons.RATE_LIMITED, retry_after=retry_after, burst=self._burst, per_second=self._per_second)
        return refused, retry_after
