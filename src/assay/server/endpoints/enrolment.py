"""The page that leads a person through enrolling an authenticator app where the policy wants a second factor of them.

Gives the reasons of `PendingRequests.open` and of `TotpEnrolment`.
"""

from __future__ import annotations

from assay.decision import Refused
from assay.formats.form import single
from assay.formats.raw_request import RawRequest
from assay.model.effects import Conflict
from assay.model.factor import TOTP
from assay.server.authorization import stages
from assay.server.authorization.outstanding import Page, Situation
from assay.server.authorization.pending_requests import Opened
from assay.server.authorization.progress import Progress
from assay.server.authorization.results import (
    AnswerClient,
    GoToPage,
    ShowEnrolment,
    ShowRecoveryCodes,
    ShowRefusal,
    with_cookie,
)
from assay.server.authorization.sign_in_steps import Missing, SignInSteps, Step
from assay.server.end_user_authentication.sessions import SignedIn
from assay.server.end_user_authentication.totp_enrolment import TotpEnrolment

Result = AnswerClient | GoToPage | ShowEnrolment | ShowRecoveryCodes | ShowRefusal


class EnrolmentEndpoint:
    """Answers `/login/enrol`."""

    __slots__ = ("_enrolment", "_progress", "_steps")

    def __init__(
        self,
        enrolment: TotpEnrolment,
        steps: SignInSteps,
        progress: Progress,
    ) -> None:
        self._enrolment = enrolment
        self._steps = steps
        self._progress = progress

    async def __call__(self, http: RawRequest, now: float) -> Result:
        """GET shows the QR code, or goes on when none is needed; POST takes the first code and shows recovery codes."""
        missing = await self._steps.enter(Page.ENROLMENT, http, now)
        if not isinstance(missing, Missing):
            return missing
        opened, situation, person = missing.opened, missing.situation, missing.person
        if http.method == "POST":
            return await self._try(opened, situation, person, http, now)
        return with_cookie(self._page(opened, person, now), person.cookie)

    async def _try(
        self, opened: Opened, situation: Situation, person: SignedIn, http: RawRequest, now: float
    ) -> Result:
        sealed, typed = single(opened.form, "enrolment") or "", single(opened.form, "otp") or ""
        outcome = self._enrolment.confirm(person.end_user, sealed, typed, now)
        if isinstance(outcome, Refused):
            recorded = self._progress.recorded(
                stages.PAGE.refused("end_user", outcome), opened, http, now, subject=person.end_user.subject
            )
            return with_cookie(self._page(opened, person, now, sealed).refused_with(recorded), person.cookie)
        factors = situation.person.factors.with_app(len(outcome.value.recovery_codes))
        step, device = Step(TOTP, outcome.value.effects, factors), await self._steps.device(http, now)
        result = await self._steps.prove(opened, situation, step, device, http, now)
        if isinstance(result, Conflict):  # an app was enrolled in another tab: that one counts
            return await self._progress.go_on(opened, situation.of_nobody("the session has changed"), http, now)
        if isinstance(result, ShowRefusal):
            return result
        locales = opened.pending.request.ui_locales
        return ShowRecoveryCodes(opened.handle, opened.client, outcome.value.recovery_codes, locales, result.cookies)

    def _page(self, opened: Opened, person: SignedIn, now: float, again: str | None = None) -> ShowEnrolment:
        offered = self._enrolment.offer(person.end_user, now, again)
        locales = opened.pending.request.ui_locales
        return ShowEnrolment(
            opened.handle, opened.form_token, opened.client, person.end_user, offered, ui_locales=locales
        )
