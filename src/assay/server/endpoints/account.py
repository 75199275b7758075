"""The page of one's own account: what is so, and the buttons that end sessions and disconnect clients.

Whoever is not signed in is led through the sign-in and comes back. A session or client that is not the person's own is
left alone, as one that is gone already. Gives `session.form_token_mismatch` and the reasons of `read_page_request`.
"""

from __future__ import annotations

from dataclasses import dataclass

from assay.decision import Refused, refuse
from assay.decision.stages import Stages
from assay.formats.form import Form, single
from assay.formats.raw_request import RawRequest
from assay.ports.store import Store
from assay.reasons import session as reasons
from assay.server.account.overview import Overview, overview
from assay.server.administration.consents import revoke_consent
from assay.server.authorization.own_pages import ITSELF, SIGN_IN_FOR_ACCOUNT
from assay.server.authorization.page_requests import read_page_request
from assay.server.authorization.progress import Progress
from assay.server.authorization.results import AnswerClient, GoToPage, ShowRefusal
from assay.server.end_user_authentication.browser_cookies import Cookie
from assay.server.end_user_authentication.form_tokens import FormTokens
from assay.server.end_user_authentication.session_ending import SessionEnding
from assay.server.end_user_authentication.sessions import NotSignedIn, Sessions, SignedIn
from assay.server.issuance.lifetimes import Lifetimes

NAME = "account"
_STAGES = Stages(("request_readable", "form_token"))
_BECAUSE = "ended by the end-user"


@dataclass(frozen=True, slots=True)
class AccountSettings:
    """`idle` is after how many seconds without use a session is over."""

    issuer: str
    idle: int
    lifetimes: Lifetimes


@dataclass(frozen=True, slots=True)
class ShowAccount:
    """The page."""

    overview: Overview
    form_token: str
    cookies: tuple[Cookie, ...] = ()


@dataclass(frozen=True, slots=True)
class LoadAccount:
    """A button was pressed: the browser loads the page anew, so that nothing is done twice by reloading."""

    cookies: tuple[Cookie, ...] = ()


AccountResult = ShowAccount | LoadAccount | AnswerClient | GoToPage | ShowRefusal


class AccountEndpoint:
    """Answers `/account`."""

    __slots__ = ("_ending", "_progress", "_sessions", "_settings", "_store", "_tokens")

    def __init__(
        self,
        store: Store,
        sessions: Sessions,
        ending: SessionEnding,
        tokens: FormTokens,
        progress: Progress,
        settings: AccountSettings,
    ) -> None:
        self._store = store
        self._sessions = sessions
        self._ending = ending
        self._tokens = tokens
        self._progress = progress
        self._settings = settings

    async def __call__(self, http: RawRequest, now: float) -> AccountResult:
        """GET shows the page, POST carries out a button of it."""
        read = read_page_request(http, self._settings.issuer)
        if isinstance(read, Refused):
            return self._progress.shown(_STAGES.refused("request_readable", read), http, now)
        who = await self._sessions.who(http, now)
        if isinstance(who, NotSignedIn):
            return await self._progress.begin(SIGN_IN_FOR_ACCOUNT, ITSELF, who, http, now)
        due = (who.cookie,) if who.cookie is not None else ()
        purpose = f"account {who.session.session_id}"
        if http.method != "POST":
            token, new = self._tokens.give(http, purpose)
            shown = await overview(self._store, who, self._settings.idle, now)
            return ShowAccount(shown, token, (*new, *due))
        if not self._tokens.genuine(http, purpose, single(read.value, "form_token")):
            return self._progress.shown(_STAGES.refused("form_token", refuse(reasons.FORM_TOKEN_MISMATCH)), http, now)
        await self._carry_out(read.value, who, now)
        return LoadAccount(due)

    async def _carry_out(self, form: Form, who: SignedIn, now: float) -> None:
        subject = who.end_user.subject
        session_id, client_id = single(form, "end-session"), single(form, "disconnect")
        if single(form, "end-others") is not None:
            await self._ending.end_all(subject, _BECAUSE, now, but=who.session.session_id)
        elif session_id is not None:
            session = await self._store.end_user_sessions.find_by_id(session_id)
            if session is not None and session.subject == subject:
                await self._ending.end((session,), _BECAUSE, now)
        elif client_id is not None and await self._store.consents.find(client_id, subject) is not None:
            await self._store.unit_of_work.commit(revoke_consent(client_id, subject, self._settings.lifetimes, now=now))
