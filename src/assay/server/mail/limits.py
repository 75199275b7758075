"""How many mails may be asked for (security bar A212)."""

from __future__ import annotations

from dataclasses import dataclass

from assay.ports.rate_limits import RateLimits
from assay.server.rate_limiting.network import network_of


@dataclass(frozen=True, slots=True)
class MailLimits:
    """Mails that may be asked for: 3 an hour for one account, 20 an hour from one network (A212).

    `stopped_…` is for who was stopped at the sign-in and knows the password: counted apart, so that nobody who only knows the
    username keeps them from a link, and with a mail more often than a link runs out: when there is none, the last one is good.
    """

    account_burst: int = 3
    account_per_second: float = 0.5 / 3600
    network_burst: int = 20
    network_per_second: float = 4 / 3600
    stopped_burst: int = 3
    stopped_per_second: float = 5 / 3600


class MailBudget:
    """Takes one mail from a budget. The answer is for how many seconds to wait; zero or less means it may be sent."""

    __slots__ = ("_limits", "_rate_limits")

    def __init__(self, rate_limits: RateLimits, limits: MailLimits | None = None) -> None:
        self._rate_limits = rate_limits
        self._limits = limits or MailLimits()

    def of_network(self, peer: str, now: float) -> float:
        """One that somebody at this address asks for."""
        limits = self._limits
        key = f"mail:{network_of(peer)}"
        return self._rate_limits.take(key, now, burst=limits.network_burst, per_second=limits.network_per_second)

    def of_account(self, username: str, now: float) -> float:
        """One about the account with this (folded) username."""
        limits = self._limits
        key = f"mail to:{username}"
        return self._rate_limits.take(key, now, burst=limits.account_burst, per_second=limits.account_per_second)

    def of_stopped(self, username: str, now: float) -> float:
        """One for somebody who has just proved the password of the account with this (folded) username."""
        limits = self._limits
        key = f"mail to stopped:{username}"
        return self._rate_limits.take(key, now, burst=limits.stopped_burst, per_second=limits.stopped_per_second)
