"""The page that leads a person to a passkey of their own where a request demands what only a passkey proves (RFC 9470).

It comes after a fresh proof of what they have. Gives the reasons of `PendingRequests.open` and `PasskeyRegistration`, and
`authorization_request.authentication_unmet` to the client of who has no device for it.
"""

from __future__ import annotations

from assay.decision import Refused
from assay.formats.form import single
from assay.formats.raw_request import RawRequest
from assay.formats.user_agent import device_of
from assay.model.effects import Conflict, ProveEndUserSession
from assay.ports.passkeys import Passkeys
from assay.server.authorization import stages
from assay.server.authorization.outstanding import Page, Situation, unmet
from assay.server.authorization.pending_requests import Opened
from assay.server.authorization.progress import Progress
from assay.server.authorization.results import AnswerClient, GoToPage, ShowPasskeyEnrolment, ShowRefusal, with_cookie
from assay.server.authorization.sign_in_steps import Missing, SignInSteps, Step
from assay.server.end_user_authentication.sessions import SignedIn
from assay.server.mail.letters import PASSKEY_ADDED, Letters
from assay.server.passkeys.challenges import enrolling
from assay.server.passkeys.registering import PasskeyRegistration, lost
from assay.server.passkeys.using import method_of
from assay.server.refusals.refused_request import RefusedRequest

Result = AnswerClient | GoToPage | ShowPasskeyEnrolment | ShowRefusal


class PasskeyEnrolmentEndpoint:
    """Answers `/login/passkey`."""

    __slots__ = ("_letters", "_passkeys", "_progress", "_registration", "_steps")

    def __init__(
        self,
        passkeys: Passkeys,
        registration: PasskeyRegistration,
        letters: Letters,
        steps: SignInSteps,
        progress: Progress,
    ) -> None:
        self._passkeys = passkeys
        self._registration = registration
        self._letters = letters
        self._steps = steps
        self._progress = progress

    async def __call__(self, http: RawRequest, now: float) -> Result:
        """GET asks for a passkey, or goes on when none is needed; POST takes it, or takes no for an answer."""
        missing = await self._steps.enter(Page.PASSKEY, http, now)
        if not isinstance(missing, Missing):
            return missing
        opened, situation, person = missing.opened, missing.situation, missing.person
        if http.method != "POST":
            return self._page(opened, person, http, now)
        if single(opened.form, "without") is not None:
            return await self._progress.refuse(opened, unmet(situation, person), http, now)
        return await self._try(opened, situation, person, http, now)

    async def _try(
        self, opened: Opened, situation: Situation, person: SignedIn, http: RawRequest, now: float
    ) -> Result:
        answer, name = single(opened.form, "passkey") or "", single(opened.form, "name") or ""
        own = await self._passkeys.list_of(person.end_user.subject)
        decision = self._registration.add(answer, name, person.end_user, own, enrolling(opened.handle), now)
        outcome = decision.outcome
        if not isinstance(outcome, Refused):
            effects = (*decision.effects, *self._letters.notice(person.end_user, PASSKEY_ADDED, now))
            step = Step(method_of(outcome.value), effects, situation.person.factors.with_passkey())
            device = await self._steps.device(http, now)
            result = await self._steps.prove(opened, situation, step, device, http, now)
            if not isinstance(result, Conflict):
                return result
            if isinstance(result.effect, ProveEndUserSession):
                changed = situation.of_nobody("the session has changed")
                return await self._progress.go_on(opened, changed, http, now)
            outcome = lost(result)
        recorded = self._progress.recorded(
            stages.PAGE.refused("end_user", outcome), opened, http, now, subject=person.end_user.subject
        )
        return self._page(opened, person, http, now, recorded)

    def _page(
        self, opened: Opened, person: SignedIn, http: RawRequest, now: float, refused: RefusedRequest | None = None
    ) -> ShowPasskeyEnrolment:
        # There is none yet, or another page would be needed.
        options = self._registration.options(person.end_user, (), enrolling(opened.handle), now)
        page = ShowPasskeyEnrolment(
            opened.handle,
            opened.form_token,
            opened.client,
            person.end_user,
            options or "",
            device_of((http.header(b"user-agent") or b"").decode("latin-1")),
            refused,
            opened.pending.request.ui_locales,
        )
        return with_cookie(page, person.cookie)
