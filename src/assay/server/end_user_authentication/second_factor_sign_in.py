"""Decides whether a typed code is a person's second factor: of their authenticator app, or one of their recovery codes.

Security bar A195, A196, A198. Gives `end_user.code_missing`, `.too_many_codes`, `.code_mismatch`, `.code_replayed`,
`.recovery_code_mismatch`, `.recovery_code_used`, `.no_authenticator_app`.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from assay.decision import Allowed, Refused, refuse
from assay.decision.stages import Stages
from assay.formats.one_time_code import app_code, recovery_code
from assay.model.effects import Conflict, Effect, RecordEvent, RedeemRecoveryCode, UseTotpStep
from assay.model.end_user import EndUser
from assay.model.event import Event
from assay.model.factor import RECOVERY_CODE, TOTP, Method
from assay.ports.second_factors import SecondFactors
from assay.primitives.hashing import equal
from assay.primitives.totp import matching_step
from assay.reasons import end_user as reasons
from assay.server.end_user_authentication.recovery_codes import recovery_code_hash
from assay.server.end_user_authentication.totp_seeds import TotpSeeds
from assay.server.languages.language import message
from assay.server.mail.letters import Letters
from assay.server.rate_limiting.attempts import Attempts, Budget, Exhausted
from assay.server.rate_limiting.network import network_of

_STAGES = Stages(("code_given", "few_codes", "factor_enrolled", "code_matches", "code_unused"))


@dataclass(frozen=True, slots=True)
class CodeLimits:
    """Codes that may be tried: at most five in any five minutes, and at most twenty in any day (A195).

    `everywhere_…` counts the codes of an app that strangers try from all networks together, which only those can who know the
    password: a hundred, then fifty a day. A guess fits with a chance of three in a million.
    """

    burst: int = 3
    per_second: float = 2 / 300
    daily_burst: int = 8
    daily_per_second: float = 12 / 86_400
    everywhere_burst: int = 100
    everywhere_per_second: float = 50 / 86_400


@dataclass(frozen=True, slots=True)
class Proved:
    """The method that was proved, and what must be written for it in one commit with the session."""

    method: Method
    effects: tuple[Effect, ...]


class SecondFactorSignIn:
    """Tries a code. `limits` are counted by person and known device, else by person and network, so that a stranger cannot use
    up the owner's; and those of recovery codes, which nobody can guess, by themselves.
    """

    __slots__ = ("_attempts", "_letters", "_limits", "_second_factors", "_seeds")

    def __init__(
        self,
        second_factors: SecondFactors,
        seeds: TotpSeeds,
        letters: Letters,
        attempts: Attempts,
        limits: CodeLimits | None = None,
    ) -> None:
        self._letters = letters
        self._second_factors = second_factors
        self._seeds = seeds
        self._attempts = attempts
        self._limits = limits or CodeLimits()

    async def __call__(
        self, end_user: EndUser, typed: str, peer: str, now: float, *, device_id: str | None = None
    ) -> Allowed[Proved] | Refused:
        """What a typed code proves of this person. Six digits are of the app, anything else a recovery code.

        `peer` is the caller's address, `device_id` that of a browser in which this very person signed in before.
        """
        of_app, of_set = app_code(typed), recovery_code(typed)
        if of_app is None and of_set is None:
            return _STAGES.refused("code_given", refuse(reasons.CODE_MISSING))
        own, everywhere = self._budgets(
            end_user, network_of(peer), device_id, TOTP if of_app is not None else RECOVERY_CODE
        )
        exhausted = await self._attempts.take((*own, *everywhere), now)
        if exhausted is not None:
            return _STAGES.refused("few_codes", _too_many(end_user, exhausted))
        tried = await (
            self._app(end_user, of_app, now) if of_app is not None else self._recovery(end_user, of_set or b"", now)
        )
        if isinstance(tried, Allowed):
            await self._attempts.forget([budget.key for budget in own])
            if everywhere:  # what others have tried stays counted, however often the owner signs in meanwhile
                await self._attempts.give_back(everywhere)
        return tried

    async def _app(self, end_user: EndUser, code: str, now: float) -> Allowed[Proved] | Refused:
        credential = await self._second_factors.totp(end_user.subject)
        if credential is None:
            missing = refuse(reasons.NO_AUTHENTICATOR_APP, subject=end_user.subject)
            return _STAGES.refused("factor_enrolled", missing)
        step = matching_step(self._seeds.seed_of(credential), code, now)
        if step is None:
            return _STAGES.refused("code_matches", refuse(reasons.CODE_MISMATCH, subject=end_user.subject))
        if step <= credential.last_step:
            return replayed(end_user)
        return Allowed(Proved(TOTP, (UseTotpStep(end_user.subject, step),)))

    async def _recovery(self, end_user: EndUser, code: bytes, now: float) -> Allowed[Proved] | Refused:
        wanted = recovery_code_hash(code)
        stored = await self._second_factors.recovery_codes(end_user.subject)
        found = next((one for one in stored if equal(one.code_hash, wanted)), None)
        if found is None:
            return _STAGES.refused("code_matches", refuse(reasons.RECOVERY_CODE_MISMATCH, subject=end_user.subject))
        if found.used_at is not None:
            return recovery_code_used(end_user, found.used_at)
        used = Event("recovery_code.used", int(now), subject=end_user.subject)
        notice = self._letters.notice(end_user, message("A recovery code was used to sign in"), now)
        redeem = RedeemRecoveryCode(end_user.subject, wanted, int(now))
        return Allowed(Proved(RECOVERY_CODE, (redeem, RecordEvent(used), *notice)))

    def _budgets(
        self, end_user: EndUser, network: str, device_id: str | None, method: Method
    ) -> tuple[tuple[Budget, ...], tuple[Budget, ...]]:
        """Those of this browser or network, and that of all strangers together, where it counts. The network comes first: once
        it has used up its own, it takes nothing from the other.
        """
        limits, subject = self._limits, end_user.subject
        whose = f"{method.name}:{subject}:{device_id or network}"
        whence = "network" if device_id is None else "device"
        own = (
            Budget(f"{whence}, soon", f"code:{whose}", limits.burst, limits.per_second),
            Budget(f"{whence}, day", f"code of a day:{whose}", limits.daily_burst, limits.daily_per_second),
        )
        if device_id is not None or method is RECOVERY_CODE:
            return own, ()
        all_strangers = Budget(
            "all strangers", f"code to:{subject}", limits.everywhere_burst, limits.everywhere_per_second
        )
        return own, (all_strangers,)


def _too_many(end_user: EndUser, exhausted: Exhausted) -> Refused:
    return refuse(
        reasons.TOO_MANY_CODES,
        retry_after=ceil(exhausted.wait),
        subject=end_user.subject,
        budget=exhausted.budget.name,
    )


def replayed(end_user: EndUser) -> Refused:
    """The refusal of a code that was used, or that somebody used at the same moment."""
    return _STAGES.refused("code_unused", refuse(reasons.CODE_REPLAYED, subject=end_user.subject))


def recovery_code_used(end_user: EndUser, used_at: float) -> Refused:
    """The refusal of a recovery code that was used, or that somebody used at the same moment."""
    used = refuse(reasons.RECOVERY_CODE_USED, subject=end_user.subject, used_at=int(used_at))
    return _STAGES.refused("code_unused", used)


def lost_race(conflict: Conflict, end_user: EndUser, now: float) -> Refused | None:
    """The refusal for who lost a race for a code; None when it was something else that was lost."""
    if isinstance(conflict.effect, UseTotpStep):
        return replayed(end_user)
    return recovery_code_used(end_user, now) if isinstance(conflict.effect, RedeemRecoveryCode) else None
