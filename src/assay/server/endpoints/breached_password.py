"""The page on which a password is changed before the sign-in goes on, because it stands on a list of breached ones (A183).

It comes when all else is proved, so nobody learns of it who does not know the password and have the other factors. Gives
`end_user.password_breached`, the reasons of `PendingRequests.open` and of the password policy.
"""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import dataclass

from assay.decision import Refused, refuse
from assay.decision.stages import Stages
from assay.formats.form import single
from assay.formats.raw_request import RawRequest
from assay.model.effects import Conflict, Effect, ForgetDevices
from assay.model.factor import PASSWORD
from assay.ports.password_hasher import PasswordHasher
from assay.primitives.secret import Secret
from assay.reasons import end_user as reasons
from assay.server.administration.end_users import set_password
from assay.server.administration.password_policy import PasswordPolicy
from assay.server.authorization import stages
from assay.server.authorization.outstanding import Page, Situation
from assay.server.authorization.pending_requests import Opened
from assay.server.authorization.progress import Progress
from assay.server.authorization.results import AnswerClient, GoToPage, ShowBreachedPassword, ShowRefusal, with_cookie
from assay.server.authorization.sign_in_steps import Missing, SignInSteps, Step
from assay.server.end_user_authentication.session_ending import SessionEnding
from assay.server.end_user_authentication.sessions import SignedIn
from assay.server.issuance.lifetimes import Lifetimes
from assay.server.languages.language import message
from assay.server.mail.letters import Letters

Result = AnswerClient | GoToPage | ShowBreachedPassword | ShowRefusal

_NEW = Stages(("password_unbreached", "new_password"))
_BECAUSE = "the password was changed"


@dataclass(frozen=True, slots=True)
class PasswordChange:
    """What a change of the password needs."""

    policy: PasswordPolicy
    hasher: PasswordHasher
    ending: SessionEnding
    letters: Letters
    lifetimes: Lifetimes


class BreachedPasswordEndpoint:
    """Answers `/login/password`."""

    __slots__ = ("_change", "_progress", "_steps")

    def __init__(
        self,
        change: PasswordChange,
        steps: SignInSteps,
        progress: Progress,
    ) -> None:
        self._change = change
        self._steps = steps
        self._progress = progress

    async def __call__(self, http: RawRequest, now: float) -> Result:
        """GET says why and asks, or goes on when there is no need; POST sets the password. Raises `HasherBusy`."""
        missing = await self._steps.enter(Page.BREACHED_PASSWORD, http, now)
        if not isinstance(missing, Missing):
            return missing
        opened, situation, person = missing.opened, missing.situation, missing.person
        if http.method == "POST":
            return await self._try(opened, situation, person, http, now)
        refused = _NEW.refused(
            "password_unbreached", refuse(reasons.PASSWORD_BREACHED, subject=person.end_user.subject)
        )
        return self._page(opened, person, refused, http, now)

    async def _try(
        self, opened: Opened, situation: Situation, person: SignedIn, http: RawRequest, now: float
    ) -> Result:
        end_user, factors = person.end_user, situation.person.factors
        password = Secret(single(opened.form, "new_password") or "")
        beside = situation.policy.second_factor == "required" or factors.enrolled
        refused = self._change.policy.refusal(password, end_user.username, end_user.claims, second_factor=beside)
        if refused is not None:
            return self._page(opened, person, _NEW.refused("new_password", refused), http, now)
        password_hash = await self._change.hasher.hash(password.reveal())
        before = end_user.password_hash  # whoever resets it meanwhile, by mail or as an operator, has the last word
        decision = set_password(end_user, password_hash, self._change.lifetimes, now=now, from_hash=before)
        assert not isinstance(decision.outcome, Refused)
        changed = decision.outcome.value
        notice = self._change.letters.notice(
            end_user, message("The password was changed at a sign-in, because it was found among stolen ones"), now
        )
        # Whoever else knew it may have made their browser known with it.
        effects = (*decision.effects, ForgetDevices(end_user.subject), *notice)

        def proved(ends: tuple[Effect, ...]) -> Awaitable[Result | Conflict]:
            step = Step(PASSWORD, (*effects, *ends), changed=changed)
            return self._steps.prove(opened, situation, step, None, http, now)

        own = person.session.session_id
        result, _ = await self._change.ending.with_ends(proved, end_user.subject, _BECAUSE, now, but=own)
        if isinstance(result, Conflict):  # it was changed elsewhere meanwhile
            return await self._progress.go_on(opened, situation.of_nobody("the session has changed"), http, now)
        return result

    def _page(
        self, opened: Opened, person: SignedIn, refused: Refused, http: RawRequest, now: float
    ) -> ShowBreachedPassword:
        # Without the client: it could read the record, and what is wrong with a password is none of its business.
        told = self._progress.told(
            stages.PAGE.refused("end_user", refused), "sign_in", http, now, person.end_user.subject
        )
        locales = opened.pending.request.ui_locales
        page = ShowBreachedPassword(opened.handle, opened.form_token, opened.client, person.end_user, told, locales)
        return with_cookie(page, person.cookie)
