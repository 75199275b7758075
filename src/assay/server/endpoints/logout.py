"""The logout endpoint, GET and POST (OpenID Connect RP-Initiated Logout 1.0 section 2).

Who comes with an ID token of the very session is signed out at once; everybody else is asked first (security bar A171).
Beside those of `LogoutRequests` it gives the reasons of reading a page's request and `session.form_token_mismatch`.
"""

from __future__ import annotations

from urllib.parse import urlencode

from assay.checks.authorization_request.envelope import unreadable
from assay.decision import Allowed, Refused, refuse
from assay.formats.form import Form, first_repeated, single
from assay.formats.raw_request import RawRequest
from assay.reasons import session as session_reasons
from assay.server.authorization.page_requests import cross_site_refusal, read_page_request
from assay.server.end_user_authentication.browser_cookies import BrowserCookies
from assay.server.end_user_authentication.form_tokens import FormTokens
from assay.server.end_user_authentication.session_ending import SessionEnding
from assay.server.end_user_authentication.sessions import Sessions, SignedIn
from assay.server.endpoints.client_form import read_client_form
from assay.server.logout.request import STAGES, LogoutRequest, LogoutRequests
from assay.server.logout.results import (
    AskLogout,
    ComeAgain,
    LoggedOut,
    LogoutRefused,
    LogoutResult,
    StillSignedIn,
)
from assay.server.refusals.recorder import RefusalRecorder

NAME = "logout"
CONFIRM, CANCEL = "logout-confirm", "logout-cancel"
"""The names of the two buttons."""

_CARRIED = ("client_id", "post_logout_redirect_uri", "state")
_PARAMETERS = (*_CARRIED, "id_token_hint", "logout_hint", "ui_locales")


class LogoutEndpoint:
    """Answers `/logout`."""

    __slots__ = ("_cookies", "_ending", "_issuer", "_recorder", "_requests", "_sessions", "_tokens")

    def __init__(
        self,
        issuer: str,
        requests: LogoutRequests,
        sessions: Sessions,
        ending: SessionEnding,
        cookies: BrowserCookies,
        recorder: RefusalRecorder,
        tokens: FormTokens,
    ) -> None:
        self._issuer = issuer
        self._requests = requests
        self._sessions = sessions
        self._ending = ending
        self._cookies = cookies
        self._recorder = recorder
        self._tokens = tokens

    async def __call__(self, http: RawRequest, now: float) -> LogoutResult:
        """One request, from a client's link or form or from our own page."""
        read = _read(http, self._issuer)
        if isinstance(read, Refused):
            return self._refused(STAGES.refused("request_readable", read), http, now)
        form = read.value
        answered = http.method == "POST" and (single(form, CONFIRM) or single(form, CANCEL))
        if http.method == "POST" and not answered:
            given = [(name, value) for name in _PARAMETERS if (value := single(form, name)) is not None]
            return ComeAgain(urlencode(given))
        who = await self._sessions.who(http, now)
        if answered:
            if not self._genuine(form, http, who.session.session_id if isinstance(who, SignedIn) else ""):
                foreign = STAGES.refused("form_token", refuse(session_reasons.FORM_TOKEN_MISMATCH))
                return self._refused(foreign, http, now)
            if single(form, CONFIRM) is None:
                return StillSignedIn()
        asked = await self._requests(form, now)
        if isinstance(asked, Refused):
            return self._refused(asked, http, now)
        if isinstance(who, SignedIn) and not answered and not _hinted(asked.value, who):
            return self._ask(asked.value, who, http)
        begun = who if isinstance(who, SignedIn) else who.begun
        if begun is not None:  # half a sign-in as well: its cookie goes, so nobody could finish it
            await self._ending.end((begun.session,), "logout", now)
        request = asked.value
        return LoggedOut(request.redirect_uri, request.state, (self._cookies.no_session(),))

    def _ask(self, request: LogoutRequest, who: SignedIn, http: RawRequest) -> AskLogout:
        token, cookies = self._tokens.give(http, _purpose(who.session.session_id))
        client = request.client
        carried = (client.client_id if client is not None else None, request.redirect_uri, request.state)
        fields = [(name, value) for name, value in zip(_CARRIED, carried, strict=True) if value is not None]
        fields.append(("form_token", token))
        if who.cookie is not None:
            cookies += (who.cookie,)
        return AskLogout(who.end_user.username, client.name if client is not None else None, tuple(fields), cookies)

    def _genuine(self, form: Form, http: RawRequest, session_id: str) -> bool:
        if not self._tokens.has_cookie(http):
            return False
        # Whoever is signed out by now (a second click, another tab) gets the same answer as at the first time.
        return session_id == "" or self._tokens.genuine(http, _purpose(session_id), single(form, "form_token"))

    def _refused(self, refused: Refused, http: RawRequest, now: float) -> LogoutRefused:
        return LogoutRefused(self._recorder.record(refused, endpoint=NAME, request=http, now=now))


def _read(http: RawRequest, issuer: str) -> Allowed[Form] | Refused:
    """The parameters, each once. A client's page may post them; an answer to our question comes from our page alone."""
    read = read_page_request(http, issuer) if http.method != "POST" else read_client_form(http)
    if isinstance(read, Refused):
        return read
    form = read.value
    if http.method == "POST" and (CONFIRM in form or CANCEL in form):
        foreign = cross_site_refusal(http, issuer)
        if foreign is not None:
            return foreign
    repeated = first_repeated(form)
    if repeated is not None:
        return repeated
    return next((refused for name in form if (refused := unreadable(form, name)) is not None), read)


def _hinted(request: LogoutRequest, who: SignedIn) -> bool:
    """Whether the request has an ID token of the very session that would end.

    One from a refresh token that outlives its session (`offline_access`) names none; who signed in when tells it then.
    """
    hint, session = request.hint, who.session
    if hint is None or hint.session_id is not None:
        return hint is not None and hint.session_id == session.session_id
    return (hint.subject, hint.auth_time) == (session.subject, session.authenticated_at)


def _purpose(session_id: str) -> str:
    """The form ends the session that its page was shown to."""
    return f"logout {session_id}"
