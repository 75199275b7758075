"""The sign-in page: shows the form, tries what was typed, begins the session (OpenID Connect Core section 3.1.2.3).

Gives the reasons of `PendingRequests.open`, of `PasswordSignIn` and of `PasskeyUse`.
"""

from __future__ import annotations

from assay.decision import Allowed, Refused
from assay.formats.form import single
from assay.formats.raw_request import RawRequest
from assay.model.second_factor import KnownDevice
from assay.server.authorization import stages
from assay.server.authorization.outstanding import Page
from assay.server.authorization.pending_requests import Opened
from assay.server.authorization.progress import Progress
from assay.server.authorization.results import AnswerClient, GoToPage, ShowRefusal, ShowSignIn, with_cookie
from assay.server.authorization.sign_in_steps import SignInSteps
from assay.server.end_user_authentication.password_sign_in import PasswordSignIn
from assay.server.end_user_authentication.sessions import Sessions, SignedIn
from assay.server.passkeys.challenges import signing_in
from assay.server.passkeys.using import PasskeyUse, Proved
from assay.server.refusals.refused_request import RefusedRequest

Result = AnswerClient | GoToPage | ShowSignIn | ShowRefusal

PASSKEY_ANSWER = "passkey"
"""The field in which a page brings what the browser got from an authenticator."""

ANOTHER_ACCOUNT = "another_account"
"""What the parameter `with` says where somebody is signed in, or has begun to be, and wants to be somebody else."""

_SHOWN_USERNAME = 128
"""Characters of what was typed, or of the client's hint, that are put back into the form."""


class SignInEndpoint:
    """Answers `/login`."""

    __slots__ = ("_passkeys", "_passwords", "_progress", "_sessions", "_steps")

    def __init__(
        self,
        sessions: Sessions,
        passwords: PasswordSignIn,
        passkeys: PasskeyUse,
        steps: SignInSteps,
        progress: Progress,
    ) -> None:
        self._sessions = sessions
        self._passwords = passwords
        self._passkeys = passkeys
        self._progress = progress
        self._steps = steps

    async def __call__(self, http: RawRequest, now: float) -> Result:
        """GET shows the page, or goes on when nobody needs to sign in (any more); POST signs in."""
        opened = await self._progress.open(http, now)
        if not isinstance(opened, Opened):
            return opened
        if http.method == "POST":
            return await self._try(opened, http, now)
        if single(opened.form, "with") == ANOTHER_ACCOUNT:
            return self._page(opened, "", now)
        who = await self._sessions.who(http, now)
        result: Result = await self._progress.go_on(opened, await self._progress.situation(opened, who), http, now)
        if isinstance(result, GoToPage) and result.page is Page.SIGN_IN:
            hint = opened.pending.request.login_hint or ""
            result = self._page(opened, hint, now)
        return with_cookie(result, who.cookie) if isinstance(who, SignedIn) else result

    async def _try(self, opened: Opened, http: RawRequest, now: float) -> Result:
        username = single(opened.form, "username") or ""
        device = await self._steps.device(http, now)
        outcome = await self._proved(opened, username, device, http, now)
        if isinstance(outcome, Refused):
            subject = outcome.evidence.get("subject")
            recorded = self._progress.recorded(
                stages.PAGE.refused("end_user", outcome),
                opened,
                http,
                now,
                subject=subject if isinstance(subject, str) else None,
            )
            return self._page(opened, username, now, recorded)
        return await self._steps.begin(opened, outcome.value, device, http, now)

    async def _proved(
        self, opened: Opened, username: str, device: KnownDevice | None, http: RawRequest, now: float
    ) -> Allowed[Proved] | Refused:
        """Who it is, by a passkey where the form brings one, else by a password."""
        answer = single(opened.form, PASSKEY_ANSWER)
        if answer is not None:
            return await self._passkeys(answer, signing_in(opened.handle), now)
        password = single(opened.form, "password") or ""
        outcome = await self._passwords(username, password, http.peer, now, device)
        if isinstance(outcome, Refused):
            return outcome
        return Allowed(Proved(outcome.value.end_user, outcome.value.method))

    def _page(self, opened: Opened, username: str, now: float, refused: RefusedRequest | None = None) -> ShowSignIn:
        return ShowSignIn(
            opened.handle,
            opened.form_token,
            opened.client,
            username[:_SHOWN_USERNAME],
            refused,
            self._passkeys.options(signing_in(opened.handle), now),
            opened.pending.request.ui_locales,
        )
