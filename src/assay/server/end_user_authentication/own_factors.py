"""What people change about their authenticator app and recovery codes, after a fresh proof of who they are.

Security bar A200: whoever has a second factor proves that one. Gives `session.confirmation_needed`,
`request.parameter_malformed` and the reasons of `TotpEnrolment`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from assay.decision import Allowed, Refused, refuse
from assay.decision.stages import Stages
from assay.formats.form import Form, single
from assay.model.effects import Conflict, Effect, ForgetDevices, RecordEvent, RemoveSecondFactors
from assay.model.event import Event
from assay.model.factor import TOTP
from assay.ports.entropy import Entropy
from assay.ports.unit_of_work import UnitOfWork
from assay.reasons import request as request_reasons
from assay.reasons import session as reasons
from assay.server.administration.factors import replace_recovery_codes
from assay.server.end_user_authentication.factors import OwnFactors
from assay.server.end_user_authentication.recent_proof import recently_proved
from assay.server.end_user_authentication.sessions import SignedIn
from assay.server.end_user_authentication.sign_in_policy import SignInPolicy
from assay.server.end_user_authentication.totp_enrolment import Offered, TotpEnrolment
from assay.server.languages.language import message
from assay.server.mail.letters import Letters

_STAGES = Stages(("confirmed", "change"))


@dataclass(frozen=True, slots=True)
class FactorPage:
    """What a person has, whether they have just proved who they are, and the seed that is offered to an app."""

    factors: OwnFactors
    confirmed: bool
    offered: Offered | None = None


@dataclass(frozen=True, slots=True)
class Changed:
    """It was carried out; with the recovery codes to show, if there are new ones."""

    recovery_codes: tuple[str, ...] = field(default=(), repr=False)


class OwnFactorChanges:
    """Carries them out."""

    __slots__ = ("_enrolment", "_entropy", "_letters", "_policy", "_unit_of_work")

    def __init__(
        self,
        policy: SignInPolicy,
        enrolment: TotpEnrolment,
        letters: Letters,
        unit_of_work: UnitOfWork,
        entropy: Entropy,
    ) -> None:
        self._policy = policy
        self._enrolment = enrolment
        self._letters = letters
        self._unit_of_work = unit_of_work
        self._entropy = entropy

    async def of(self, who: SignedIn, now: float, again: str | None = None) -> FactorPage:
        """The page as it is now. `again` is the sealed seed that is on its way already."""
        factors = await self._policy.factors_of(who.end_user)
        confirmed = self._confirmed(who, factors, now)
        offers = confirmed and TOTP not in factors.methods
        return FactorPage(factors, confirmed, self._enrolment.offer(who.end_user, now, again) if offers else None)

    async def change(self, who: SignedIn, form: Form, now: float) -> Allowed[Changed] | Refused:
        """Carry out what a form asks for."""
        factors = await self._policy.factors_of(who.end_user)
        if not self._confirmed(who, factors, now):
            return _STAGES.refused("confirmed", refuse(reasons.CONFIRMATION_NEEDED))
        decided = self._decided(who, form, now)
        if isinstance(decided, Refused):
            return _STAGES.refused("change", decided)
        effects, codes = decided.value
        settled = await self._unit_of_work.commit(effects)
        # A lost race: it was changed in another tab, and the page tells what is so now. No codes of ours count then.
        return Allowed(Changed() if isinstance(settled, Conflict) else Changed(codes))

    def _decided(
        self, who: SignedIn, form: Form, now: float
    ) -> Allowed[tuple[tuple[Effect, ...], tuple[str, ...]]] | Refused:
        end_user, asked = who.end_user, single(form, "change")
        if asked == "enrol":
            confirmed = self._enrolment.confirm(
                end_user, single(form, "enrolment") or "", single(form, "otp") or "", now
            )
            if isinstance(confirmed, Refused):
                return confirmed
            return Allowed((confirmed.value.effects, confirmed.value.recovery_codes))
        if asked == "recovery_codes":
            codes, effects = replace_recovery_codes(end_user, self._entropy, now)
            notice = self._letters.notice(end_user, message("New recovery codes were made for the account"), now)
            return Allowed(((*effects, *notice), codes))
        if asked == "remove":
            removed = Event("authenticator_app.removed", int(now), subject=end_user.subject)
            notice = self._letters.notice(end_user, message("The authenticator app of the account was removed"), now)
            gone = (RemoveSecondFactors(end_user.subject), ForgetDevices(end_user.subject), RecordEvent(removed))
            return Allowed(((*gone, *notice), ()))
        return refuse(
            request_reasons.PARAMETER_MALFORMED,
            parameter="change",
            defect="it names no change of this page",
            expected="enrol, remove or recovery_codes",
        )

    def _confirmed(self, who: SignedIn, factors: OwnFactors, now: float) -> bool:
        return recently_proved(who.session, factors, self._policy.settings.fresh_for, now)
