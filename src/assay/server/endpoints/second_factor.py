"""The page of the second factor: asks for a code of the app or a recovery code, and adds the proof to the session.

Gives the reasons of `PendingRequests.open` and of `SecondFactorSignIn`.
"""

from __future__ import annotations

from assay.decision import Allowed
from assay.formats.form import single
from assay.formats.raw_request import RawRequest
from assay.model.effects import Conflict
from assay.model.factor import PASSKEY, TOTP
from assay.server.authorization import stages
from assay.server.authorization.outstanding import Page, Situation
from assay.server.authorization.pending_requests import Opened
from assay.server.authorization.progress import Progress
from assay.server.authorization.results import AnswerClient, GoToPage, ShowRefusal, ShowSecondFactor, with_cookie
from assay.server.authorization.sign_in_steps import Missing, SignInSteps, Step
from assay.server.end_user_authentication.assurance import PHISHING_RESISTANT
from assay.server.end_user_authentication.second_factor_sign_in import SecondFactorSignIn, lost_race
from assay.server.end_user_authentication.sessions import SignedIn

Result = AnswerClient | GoToPage | ShowSecondFactor | ShowRefusal


class SecondFactorEndpoint:
    """Answers `/login/factor`."""

    __slots__ = ("_codes", "_progress", "_steps")

    def __init__(
        self,
        codes: SecondFactorSignIn,
        steps: SignInSteps,
        progress: Progress,
    ) -> None:
        self._codes = codes
        self._steps = steps
        self._progress = progress

    async def __call__(self, http: RawRequest, now: float) -> Result:
        """GET shows the page, or goes on when no second factor is missing; POST takes the code."""
        missing = await self._steps.enter(Page.SECOND_FACTOR, http, now)
        if not isinstance(missing, Missing):
            return missing
        opened, situation, person = missing.opened, missing.situation, missing.person
        if http.method == "POST":
            return await self._try(opened, situation, person, http, now)
        page = self._page(opened, situation, person, now, recovery=single(opened.form, "with") == "recovery_code")
        return with_cookie(page, person.cookie)

    async def _try(
        self, opened: Opened, situation: Situation, person: SignedIn, http: RawRequest, now: float
    ) -> Result:
        recovery = single(opened.form, "recovery_code")
        typed = recovery if recovery is not None else single(opened.form, "otp") or ""
        device = await self._steps.device(http, now)
        own = device.device_id if device is not None and device.subject == person.end_user.subject else None
        outcome = await self._codes(person.end_user, typed, http.peer, now, device_id=own)
        if isinstance(outcome, Allowed):
            trust = single(opened.form, "remember_device") == "yes"
            step = Step(outcome.value.method, outcome.value.effects, trust=trust)
            result = await self._steps.prove(opened, situation, step, device, http, now)
            if not isinstance(result, Conflict):
                return result
            lost = lost_race(result, person.end_user, now)
            if lost is None:  # the session was proved or ended meanwhile: what is needed now is seen from its cookie
                changed = situation.of_nobody("the session has changed")
                return await self._progress.go_on(opened, changed, http, now)
            outcome = lost
        recorded = self._progress.recorded(
            stages.PAGE.refused("end_user", outcome), opened, http, now, subject=person.end_user.subject
        )
        page = self._page(opened, situation, person, now, recovery=recovery is not None)
        return with_cookie(page.refused_with(recorded), person.cookie)

    def _page(
        self, opened: Opened, situation: Situation, person: SignedIn, now: float, *, recovery: bool
    ) -> ShowSecondFactor:
        factors = situation.person.factors
        has_passkey = PASSKEY in factors.methods
        return ShowSecondFactor(
            opened.handle,
            opened.form_token,
            opened.client,
            person.end_user,
            factors,
            recovery=recovery or TOTP not in factors.methods,
            only_passkey=has_passkey and situation.demand.acr == PHISHING_RESISTANT,
            passkey_options=self._steps.passkey_options(opened, now) if has_passkey else None,
            ui_locales=opened.pending.request.ui_locales,
            may_remember=situation.policy.remembered_device > 0,
        )
