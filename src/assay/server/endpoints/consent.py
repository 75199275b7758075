"""The consent page: asks the end-user whether the client may have what it asks for (OpenID Connect Core section 3.1.2.4).

The answer counts for the stored request and the account that was shown, whatever the form says. Gives
`authorization_request.consent_denied`, `session.account_changed`, `request.parameter_missing`, and those of opening.
"""

from __future__ import annotations

from assay.decision import Refused, refuse
from assay.decision.stages import Stages
from assay.formats.form import single
from assay.formats.raw_request import RawRequest
from assay.model.event import Event
from assay.reasons import authorization_request as reasons
from assay.reasons import request as request_reasons
from assay.reasons import session as session_reasons
from assay.server.authorization import stages
from assay.server.authorization.outstanding import Page
from assay.server.authorization.pending_requests import Opened, PendingRequests
from assay.server.authorization.progress import Progress
from assay.server.authorization.results import AnswerClient, GoToPage, ShowConsent, ShowRefusal, with_cookie
from assay.server.end_user_authentication.sessions import Sessions, SignedIn

APPROVE, DENY = "consent-approve", "consent-deny"
"""The names of the two buttons."""

_ANSWER = Stages(("same_account", "answered", "approved"))

Result = AnswerClient | GoToPage | ShowConsent | ShowRefusal


class ConsentEndpoint:
    """Answers `/consent`."""

    __slots__ = ("_pending", "_progress", "_sessions")

    def __init__(self, pending_requests: PendingRequests, sessions: Sessions, progress: Progress) -> None:
        self._pending = pending_requests
        self._sessions = sessions
        self._progress = progress

    async def __call__(self, http: RawRequest, now: float) -> Result:
        """GET shows the page, or goes on when nothing is to be asked; POST takes the answer."""
        opening = await self._pending.open(http, now)
        if isinstance(opening, Refused):
            return self._progress.shown(opening, http, now)
        opened = opening.value
        who = await self._sessions.who(http, now)
        if http.method == "POST" and isinstance(who, SignedIn):
            return with_cookie(await self._answered(opened, who, http, now), who.cookie)
        result: Result = await self._progress.go_on(opened, who, http, now)
        if isinstance(result, GoToPage) and result.page is Page.CONSENT and isinstance(who, SignedIn):
            result = ShowConsent(opened.handle, opened.form_token, opened.client, who.end_user, opened.pending.request)
        return with_cookie(result, who.cookie) if isinstance(who, SignedIn) else result

    async def _answered(self, opened: Opened, who: SignedIn, http: RawRequest, now: float) -> Result:
        if opened.pending.session_id != who.session.session_id:
            changed = _ANSWER.refused("same_account", refuse(session_reasons.ACCOUNT_CHANGED))
            return self._progress.shown(stages.PAGE.refused("end_user", changed), http, now)
        if await self._progress.needed(opened, who, now) not in {Page.CONSENT, None}:
            # A page was skipped (A194), or this one left open for so long that a fresh sign-in is due.
            return await self._progress.go_on(opened, who, http, now)
        if single(opened.form, DENY) is not None:
            request = opened.pending.request
            denied = Event("consent.denied", int(now), client_id=request.client_id, subject=who.end_user.subject)
            refused = _ANSWER.refused("approved", refuse(reasons.CONSENT_DENIED, scopes=tuple(request.scopes)))
            return await self._progress.refuse(opened, refused, http, now, denied)
        if single(opened.form, APPROVE) is None:
            missing = _ANSWER.refused("answered", refuse(request_reasons.PARAMETER_MISSING, parameter=APPROVE))
            return self._progress.shown(stages.PAGE.refused("end_user", missing), http, now)
        return await self._progress.approve(opened, who, http, now)
