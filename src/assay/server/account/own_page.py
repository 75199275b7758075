"""The way into every page of one's own: the sign-in, and the form's token (security bar A094).

Whoever is not signed in is led through the sign-in and comes back. Gives `session.form_token_mismatch` and the reasons of
`read_page_request`.
"""

from __future__ import annotations

from dataclasses import dataclass

from assay.decision import Refused, refuse
from assay.decision.stages import Stages
from assay.formats.form import Form, single
from assay.formats.raw_request import RawRequest
from assay.model.authorization_request import AuthorizationRequest
from assay.reasons import session as reasons
from assay.server.authorization.own_pages import ITSELF
from assay.server.authorization.page_requests import read_page_request
from assay.server.authorization.progress import Progress
from assay.server.authorization.results import AnswerClient, GoToPage, ShowRefusal, with_cookie
from assay.server.end_user_authentication.browser_cookies import Cookie
from assay.server.end_user_authentication.form_tokens import FormTokens
from assay.server.end_user_authentication.sessions import NotSignedIn, Sessions, SignedIn
from assay.server.refusals.refused_request import RefusedRequest

_STAGES = Stages(("request_readable", "form_token", "page"))


@dataclass(frozen=True, slots=True)
class OwnPage:
    """One of them: its name in records, and the sign-in that leads back to it."""

    name: str
    sign_in: AuthorizationRequest


@dataclass(frozen=True, slots=True)
class LoadAnew:
    """The form was carried out: the browser loads the page anew, so that nothing is done twice by reloading."""

    cookies: tuple[Cookie, ...] = ()


@dataclass(frozen=True, slots=True)
class Entered:
    """Who stands before the page. `form` is what a genuine form asks for, None where the page is only looked at."""

    who: SignedIn
    form: Form | None
    form_token: str
    cookies: tuple[Cookie, ...]


Elsewhere = LoadAnew | AnswerClient | GoToPage | ShowRefusal


class OwnPages:
    """Lets people in."""

    __slots__ = ("_issuer", "_progress", "_sessions", "_tokens")

    def __init__(self, issuer: str, sessions: Sessions, tokens: FormTokens, progress: Progress) -> None:
        self._issuer = issuer
        self._sessions = sessions
        self._tokens = tokens
        self._progress = progress

    async def enter(self, page: OwnPage, http: RawRequest, now: float) -> Entered | Elsewhere:
        """Who is there and what they ask for, or where the browser goes instead."""
        read = read_page_request(http, self._issuer)
        if isinstance(read, Refused):
            return ShowRefusal(self._recorded(page, _STAGES.refused("request_readable", read), http, now))
        who = await self._sessions.who(http, now)
        if isinstance(who, NotSignedIn):
            return await self._progress.begin(page.sign_in, ITSELF, who, http, now)
        purpose = f"{page.name} {who.session.session_id}"
        if http.method == "POST" and not self._tokens.genuine(http, purpose, single(read.value, "form_token")):
            foreign = _STAGES.refused("form_token", refuse(reasons.FORM_TOKEN_MISMATCH))
            return ShowRefusal(self._recorded(page, foreign, http, now, who))
        token, new = self._tokens.give(http, purpose)
        cookies = (*new, who.cookie) if who.cookie is not None else new
        return Entered(who, read.value if http.method == "POST" else None, token, cookies)

    async def complete(
        self, page: OwnPage, begun: SignedIn, cookies: tuple[Cookie, ...], http: RawRequest, now: float
    ) -> Elsewhere:
        """Lead somebody whose sign-in has turned out to be incomplete through what is missing, and back."""
        led = await self._progress.begin_for(page.sign_in, begun, http, now)
        for cookie in cookies:
            led = with_cookie(led, cookie)
        return led

    def refused(self, page: OwnPage, who: SignedIn, refused: Refused, http: RawRequest, now: float) -> RefusedRequest:
        """Record why the page does not do what a form asks for, to be told on the page."""
        return self._recorded(page, _STAGES.refused("page", refused), http, now, who)

    def _recorded(
        self, page: OwnPage, refused: Refused, http: RawRequest, now: float, who: SignedIn | None = None
    ) -> RefusedRequest:
        return self._progress.told(refused, page.name, http, now, who.end_user.subject if who is not None else None)
