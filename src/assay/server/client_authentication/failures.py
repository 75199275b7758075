"""Slows the guessing of client credentials: failures are counted per claimed client and network, security bar A110.

Nobody elsewhere can lock the owner out, and whoever proves itself pays nothing. Gives `client.too_many_failures`.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from assay.decision import Refused, refuse
from assay.ports.rate_limits import RateLimits
from assay.reasons import client as reasons
from assay.server.rate_limiting.network import network_of

_COUNTED = 256
"""Characters of a claimed id that count; registered ones are shorter, and memory stays bounded."""


@dataclass(frozen=True, slots=True)
class FailureLimits:
    """Failures at once, and how many more per second, of one claimed client from one network.

    Behind a proxy that is not listed as trusted all callers have one address, and so one budget per client.
    """

    burst: int = 20
    per_second: float = 20 / 60

    def __post_init__(self) -> None:
        if self.burst < 1 or self.per_second <= 0:
            raise ValueError("burst is at least one failure, and per_second more than zero")


class ClientFailures:
    """Counts them, whether or not there is such a client: else the limit would tell which exist."""

    __slots__ = ("_limits", "_rate_limits")

    def __init__(self, rate_limits: RateLimits, limits: FailureLimits) -> None:
        """`rate_limits` is used for nothing else: ids can be invented, and would push others out."""
        self._rate_limits = rate_limits
        self._limits = limits

    def refusal(self, client_id: str, peer: str, now: float) -> Refused | None:
        """The refusal while there are too many; credentials are not looked at then, so that guessing is of no use."""
        limits = self._limits
        wait = self._rate_limits.wait(_key(client_id, peer), now, burst=limits.burst, per_second=limits.per_second)
        if not wait:
            return None
        return refuse(
            reasons.TOO_MANY_FAILURES,
            claimed_client_id=client_id,
            network=network_of(peer),
            retry_after=ceil(wait),
            burst=limits.burst,
        )

    def count(self, client_id: str, peer: str, now: float) -> None:
        """Count one failure."""
        limits = self._limits
        self._rate_limits.take(_key(client_id, peer), now, burst=limits.burst, per_second=limits.per_second)


def _key(client_id: str, peer: str) -> str:
    return f"client:{network_of(peer)} {client_id[:_COUNTED]}"
