"""Slows the guessing of passwords: per account and network, per network, and per account for all strangers together.

Nobody can lock an owner out: a browser in which they signed in before has a budget of its own.

Security bar A180 to A182. Gives `end_user.too_many_attempts`.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from assay.decision import Refused, refuse
from assay.reasons import end_user as reasons
from assay.server.rate_limiting.attempts import Attempts, Budget
from assay.server.rate_limiting.network import network_of


@dataclass(frozen=True, slots=True)
class ThrottleSettings:
    """Attempts at once, and how many more per second. A successful sign-in gives the account's budget back.

    `everywhere_…` counts what strangers try on one account from all networks together: a hundred, then a hundred a day. Its
    owner signs in from a browser that is known, with a passkey, or after a link by mail all the same.
    """

    account_burst: int = 10
    account_per_second: float = 10 / 900
    everywhere_burst: int = 100
    everywhere_per_second: float = 100 / 86_400
    network_burst: int = 300
    network_per_second: float = 1.0

    def __post_init__(self) -> None:
        if min(self.account_burst, self.everywhere_burst, self.network_burst) < 1:
            raise ValueError("account_burst, everywhere_burst and network_burst are at least one attempt")
        if min(self.account_per_second, self.everywhere_per_second, self.network_per_second) <= 0:
            raise ValueError("account_per_second, everywhere_per_second and network_per_second are more than zero")


class SignInThrottle:
    """Counts attempts. `device_id` is that of a browser in which this very person signed in before."""

    __slots__ = ("_attempts", "_settings")

    def __init__(self, attempts: Attempts, settings: ThrottleSettings) -> None:
        self._attempts = attempts
        self._settings = settings

    async def take(self, username: str, peer: str, now: float, device_id: str | None = None) -> Refused | None:
        """Count one attempt, whether or not such an account exists; the refusal when there were too many.

        A known device has a budget of its own and is not counted with the strangers, so that they cannot lock it out.
        """
        settings, network = self._settings, network_of(peer)
        own = (settings.account_burst, settings.account_per_second)
        # The network comes first: once its budget is used up, it makes no further entries by naming more accounts.
        budgets = [Budget("network", f"sign_in from:{network}", settings.network_burst, settings.network_per_second)]
        if device_id is None:
            everywhere = (settings.everywhere_burst, settings.everywhere_per_second)
            budgets += [
                Budget("account and network", _account(username, network), *own),
                Budget("account", _everywhere(username), *everywhere),
            ]
        else:
            budgets.append(Budget("account and device", _account(username, device_id), *own))
        exhausted = await self._attempts.take(budgets, now)
        if exhausted is None:
            return None
        return refuse(reasons.TOO_MANY_ATTEMPTS, retry_after=ceil(exhausted.wait), budget=exhausted.budget.name)

    async def succeeded(self, username: str, peer: str, device_id: str | None = None) -> None:
        """Forget the attempts on this account from this network or device, and those from everywhere."""
        whence = network_of(peer) if device_id is None else device_id
        await self._attempts.forget((_account(username, whence), _everywhere(username)))


def _account(username: str, whence: str) -> str:
    return f"sign_in:{whence}:{username}"


def _everywhere(username: str) -> str:
    return f"sign_in to:{username}"
