"""What people change about their authenticator app and recovery codes, after a fresh proof of who they are.

Gives `request.parameter_malformed` and the reasons of `TotpEnrolment`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from assay.decision import Allowed, Refused, refuse
from assay.formats.form import Form, single
from assay.model.effects import Conflict, Effect, ForgetDevices, RecordEvent, RemoveSecondFactors
from assay.model.end_user import EndUser
from assay.model.event import Event
from assay.ports.entropy import Entropy
from assay.ports.unit_of_work import UnitOfWork
from assay.reasons import request as request_reasons
from assay.server.administration.factors import replace_recovery_codes
from assay.server.end_user_authentication.sessions import SignedIn
from assay.server.end_user_authentication.totp_enrolment import Offered, TotpEnrolment
from assay.server.languages.language import message
from assay.server.mail.letters import Letters


@dataclass(frozen=True, slots=True)
class Changed:
    """It was carried out; with the recovery codes to show, if there are new ones."""

    recovery_codes: tuple[str, ...] = field(default=(), repr=False)


class OwnFactorChanges:
    """Carries them out."""

    __slots__ = ("_enrolment", "_entropy", "_letters", "_unit_of_work")

    def __init__(self, enrolment: TotpEnrolment, letters: Letters, unit_of_work: UnitOfWork, entropy: Entropy) -> None:
        self._enrolment = enrolment
        self._letters = letters
        self._unit_of_work = unit_of_work
        self._entropy = entropy

    def offer(self, end_user: EndUser, now: float, again: str | None = None) -> Offered:
        """A seed for an app. `again` is the sealed one that is on its way already."""
        return self._enrolment.offer(end_user, now, again)

    async def change(self, who: SignedIn, form: Form, now: float) -> Allowed[Changed] | Refused:
        """Carry out what a form asks for."""
        decided = self._decided(who, form, now)
        if isinstance(decided, Refused):
            return decided
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
