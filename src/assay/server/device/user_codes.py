"""Finds the device that waits under a user code, and slows down who guesses (RFC 8628 section 5.1).

Only wrong codes count: per browser, per network, and all together, so that a code of 34 bits stays out of reach of many networks too.
Gives `device_code.too_many_guesses`, `.user_code_unknown`, `.user_code_expired`, `.user_code_answered`.
"""

from __future__ import annotations

from math import ceil

from assay.decision import Allowed, Refused, refuse
from assay.decision.stages import Stages
from assay.formats.user_code import parse_user_code
from assay.model.device_authorization import DeviceAuthorization
from assay.ports.device_authorizations import DeviceAuthorizations
from assay.ports.rate_limits import RateLimits
from assay.reasons import device_code as reasons
from assay.server.device.settings import DeviceFlowSettings
from assay.server.rate_limiting.network import network_of

_STAGES = Stages(("few_guesses", "known", "unexpired", "unanswered"))

Budgets = dict[str, tuple[str, int, float]]
"""By name: the key, how many at once, how many more per second."""


class UserCodes:
    """Looks typed codes up."""

    __slots__ = ("_authorizations", "_limits", "_settings")

    def __init__(self, authorizations: DeviceAuthorizations, limits: RateLimits, settings: DeviceFlowSettings) -> None:
        self._authorizations = authorizations
        self._limits = limits
        self._settings = settings

    async def find(self, typed: str, browser: str, peer: str, now: float) -> Allowed[DeviceAuthorization] | Refused:
        """The device that waits for an answer. `browser` tells one from another, `peer` is its address."""
        budgets = self._budgets(browser, peer)
        too_many = self._too_many(budgets, now)
        if too_many is not None:
            return too_many
        code = parse_user_code(typed)
        found = await self._authorizations.find_by_user_code(code) if code is not None else None
        # Of guesses that came at once, those that were read first have been counted by now.
        too_many = self._too_many(budgets, now)
        if too_many is not None:
            return too_many
        if found is None:
            self._count(budgets, now)
            return _STAGES.refused("known", refuse(reasons.USER_CODE_UNKNOWN))
        refused = no_longer_waiting(found, now)
        if refused is not None:
            self._count(budgets, now)
            return refused
        return Allowed(found)

    def _too_many(self, budgets: Budgets, now: float) -> Refused | None:
        for name, (key, burst, per_second) in budgets.items():
            wait = self._limits.wait(key, now, burst=burst, per_second=per_second)
            if wait > 0:
                return _STAGES.refused(
                    "few_guesses", refuse(reasons.TOO_MANY_GUESSES, retry_after=ceil(wait), budget=name)
                )
        return None

    def _count(self, budgets: Budgets, now: float) -> None:
        for key, burst, per_second in budgets.values():
            self._limits.take(key, now, burst=burst, per_second=per_second)

    def _budgets(self, browser: str, peer: str) -> Budgets:
        settings, per_second = self._settings, self._settings.guesses_per_second
        return {
            "one browser": (f"user_code:browser:{browser}", settings.browser_guesses_burst, per_second),
            "one network": (f"user_code:network:{network_of(peer)}", settings.guesses_burst, per_second),
            "all networks": ("user_code", settings.all_guesses_burst, settings.all_guesses_per_second),
        }


def no_longer_waiting(authorization: DeviceAuthorization, now: float) -> Refused | None:
    """The refusal of a device that nobody can answer any more."""
    if now >= authorization.expires_at:
        expired = refuse(reasons.USER_CODE_EXPIRED, expired_at=authorization.expires_at)
        return _STAGES.refused("unexpired", expired)
    if authorization.decided_at is not None:
        answered = refuse(reasons.USER_CODE_ANSWERED, decided_at=authorization.decided_at)
        return _STAGES.refused("unanswered", answered)
    return None
