"""The page of one's own account: what is so, and the buttons that end sessions and disconnect clients.

A session or client that is not the person's own is left alone, as one that is gone already. Gives the reasons of `OwnPages`.
"""

from __future__ import annotations

from dataclasses import dataclass

from assay.formats.form import Form, single
from assay.formats.raw_request import RawRequest
from assay.ports.store import Store
from assay.server.account.overview import Overview, overview
from assay.server.account.own_page import Elsewhere, Entered, LoadAnew, OwnPage, OwnPages
from assay.server.administration.consents import revoke_consent
from assay.server.authorization.own_pages import SIGN_IN_FOR_ACCOUNT
from assay.server.end_user_authentication.browser_cookies import Cookie
from assay.server.end_user_authentication.session_ending import SessionEnding
from assay.server.end_user_authentication.sessions import SignedIn
from assay.server.issuance.lifetimes import Lifetimes

_PAGE = OwnPage("account", SIGN_IN_FOR_ACCOUNT)
_BECAUSE = "ended by the end-user"


@dataclass(frozen=True, slots=True)
class AccountSettings:
    """`idle` is after how many seconds without use a session is over."""

    idle: int
    lifetimes: Lifetimes


@dataclass(frozen=True, slots=True)
class ShowAccount:
    """The page."""

    overview: Overview
    form_token: str
    cookies: tuple[Cookie, ...] = ()


class AccountEndpoint:
    """Answers `/account`."""

    __slots__ = ("_ending", "_pages", "_settings", "_store")

    def __init__(self, pages: OwnPages, store: Store, ending: SessionEnding, settings: AccountSettings) -> None:
        self._pages = pages
        self._store = store
        self._ending = ending
        self._settings = settings

    async def __call__(self, http: RawRequest, now: float) -> ShowAccount | Elsewhere:
        """GET shows the page, POST carries out a button of it."""
        entered = await self._pages.enter(_PAGE, http, now)
        if not isinstance(entered, Entered):
            return entered
        if entered.form is not None:
            await self._carry_out(entered.form, entered.who, now)
            return LoadAnew(entered.cookies)
        shown = await overview(self._store, entered.who, self._settings.idle, now)
        return ShowAccount(shown, entered.form_token, entered.cookies)

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
