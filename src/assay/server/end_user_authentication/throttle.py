"""Slows the guessing of passwords: per account and network, and per network, so that nobody can lock an owner out.

Security bar A180 to A182. Gives `end_user.too_many_attempts`.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from assay.decision import Refused, refuse
from assay.ports.rate_limits import RateLimits
from assay.reasons import end_user as reasons
from assay.server.rate_limiting.network import network_of


@dataclass(frozen=True, slots=True)
class ThrottleSettings:
    """Attempts at once, and how many more per second. A successful sign-in gives the account's budget back."""

    account_burst: int = 10
    account_per_second: float = 10 / 900
    network_burst: int = 300
    network_per_second: float = 1.0

    def __post_init__(self) -> None:
        if min(self.account_burst, self.network_burst) < 1:
            raise ValueError("account_burst and network_burst are at least one attempt")
        if min(self.account_per_second, self.network_per_second) <= 0:
            raise ValueError("account_per_second and network_per_second are more than zero")


class SignInThrottle:
    """Counts attempts."""

    __slots__ = ("_limits", "_settings")

    def __init__(self, limits: RateLimits, settings: ThrottleSettings) -> None:
        self._limits = limits
        self._settings = settings

    def take(self, username: str, peer: str, now: float) -> Refused | None:
        """Count one attempt, whether or not such an account exists; the refusal when there were too many."""
        settings, network = self._settings, network_of(peer)
        wait = self._limits.take(
            _account(username, network), now, burst=settings.account_burst, per_second=settings.account_per_second
        )
        budget = "account and network"
        if wait <= 0:
            wait = self._limits.take(
                f"sign_in:{network}", now, burst=settings.network_burst, per_second=settings.network_per_second
            )
            budget = "network"
        return refuse(reasons.TOO_MANY_ATTEMPTS, retry_after=ceil(wait), budget=budget) if wait > 0 else None

    def succeeded(self, username: str, peer: str) -> None:
        """Forget the attempts on this account from this network."""
        self._limits.forget(_account(username, network_of(peer)))


def _account(username: str, network: str) -> str:
    return f"sign_in:{network}:{username}"
