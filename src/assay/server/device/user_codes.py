"""Finds the device that waits under a user code, and slows down who guesses (RFC 8628 section 5.1).

Only wrong codes count, at all processes together: per browser, per network, and all, so that a code of 34 bits stays out of
reach of many networks too.
Gives `device_code.too_many_guesses`, `.user_code_unknown`, `.user_code_expired`, `.user_code_answered`.
"""

from __future__ import annotations

from math import ceil

from assay.decision import Allowed, Refused, refuse
from assay.decision.stages import Stages
from assay.formats.user_code import parse_user_code
from assay.model.device_authorization import DeviceAuthorization
from assay.ports.device_authorizations import DeviceAuthorizations
from assay.reasons import device_code as reasons
from assay.server.device.settings import DeviceFlowSettings
from assay.server.rate_limiting.attempts import Attempts, Budget
from assay.server.rate_limiting.network import network_of

_STAGES = Stages(("few_guesses", "known", "unexpired", "unanswered"))


class UserCodes:
    """Looks typed codes up."""

    __slots__ = ("_attempts", "_authorizations", "_settings")

    def __init__(self, authorizations: DeviceAuthorizations, attempts: Attempts, settings: DeviceFlowSettings) -> None:
        self._authorizations = authorizations
        self._attempts = attempts
        self._settings = settings

    async def find(self, typed: str, browser: str, peer: str, now: float) -> Allowed[DeviceAuthorization] | Refused:
        """The device that waits for an answer. `browser` tells one from another, `peer` is its address."""
        budgets = self._budgets(browser, peer)
        # Counted before the look, so that of guesses that come at once no more are looked at than one after the other.
        exhausted = await self._attempts.take(budgets, now, all_or_none=True)
        if exhausted is not None:
            too_many = refuse(reasons.TOO_MANY_GUESSES, retry_after=ceil(exhausted.wait), budget=exhausted.budget.name)
            return _STAGES.refused("few_guesses", too_many)
        code = parse_user_code(typed)
        found = await self._authorizations.find_by_user_code(code) if code is not None else None
        if found is None:
            return _STAGES.refused("known", refuse(reasons.USER_CODE_UNKNOWN))
        refused = no_longer_waiting(found, now)
        if refused is not None:
            return refused
        await self._attempts.give_back(budgets)
        return Allowed(found)

    def _budgets(self, browser: str, peer: str) -> list[Budget]:
        settings, per_second = self._settings, self._settings.guesses_per_second
        network = f"user_code:network:{network_of(peer)}"
        return [
            Budget("one browser", f"user_code:browser:{browser}", settings.browser_guesses_burst, per_second),
            Budget("one network", network, settings.guesses_burst, per_second),
            Budget("all networks", "user_code", settings.all_guesses_burst, settings.all_guesses_per_second),
        ]


def no_longer_waiting(authorization: DeviceAuthorization, now: float) -> Refused | None:
    """The refusal of a device that nobody can answer any more."""
    if now >= authorization.expires_at:
        expired = refuse(reasons.USER_CODE_EXPIRED, expired_at=authorization.expires_at)
        return _STAGES.refused("unexpired", expired)
    if authorization.decided_at is not None:
        answered = refuse(reasons.USER_CODE_ANSWERED, decided_at=authorization.decided_at)
        return _STAGES.refused("unanswered", answered)
    return None
