"""Carries an accepted authorization request on: to the page that is needed, or to the client with a code or a refusal.

One commit redeems the stored request, writes the code (and the consent) and records the events.
"""

from __future__ import annotations

from dataclasses import replace

from assay.decision import Allowed, Refused
from assay.formats.raw_request import RawRequest
from assay.model.authorization_request import AuthorizationRequest
from assay.model.client import Client
from assay.model.consent import Consent
from assay.model.effects import Conflict, Effect, JoinEndUserSession, RecordEvent, SaveAuthorizationCode, SaveConsent
from assay.model.event import Event
from assay.ports.entropy import Entropy
from assay.ports.unit_of_work import UnitOfWork
from assay.server.authorization import stages
from assay.server.authorization.device_approval import approved_for_device, denied_for_device, device_of_request
from assay.server.authorization.new_code import new_code
from assay.server.authorization.outstanding import Page, Situation, outstanding
from assay.server.authorization.own_pages import for_own_page
from assay.server.authorization.pending_requests import Opened, PendingRequests
from assay.server.authorization.results import AnswerClient, GoToPage, ShowRefusal
from assay.server.authorization.settings import AuthorizationSettings
from assay.server.authorization.situations import Situations
from assay.server.authorization.still_registered import registration_refusal
from assay.server.end_user_authentication.browser_cookies import Cookie
from assay.server.end_user_authentication.sessions import NotSignedIn, SignedIn
from assay.server.issuance.grant_ids import GrantIds
from assay.server.refusals.recorder import RefusalRecorder
from assay.server.refusals.refused_request import RefusedRequest


class Progress:
    """Shared by the authorization endpoint and the pages, so that none of them can forget a step."""

    __slots__ = ("_entropy", "_grant_ids", "_pending", "_recorder", "_settings", "_situations", "_unit_of_work")

    def __init__(
        self,
        situations: Situations,
        pending_requests: PendingRequests,
        unit_of_work: UnitOfWork,
        entropy: Entropy,
        recorder: RefusalRecorder,
        settings: AuthorizationSettings,
        grant_ids: GrantIds,
    ) -> None:
        self._situations = situations
        self._pending = pending_requests
        self._unit_of_work = unit_of_work
        self._entropy = entropy
        self._recorder = recorder
        self._settings = settings
        self._grant_ids = grant_ids

    async def begin(
        self, request: AuthorizationRequest, client: Client, who: SignedIn | NotSignedIn, http: RawRequest, now: float
    ) -> AnswerClient | GoToPage | ShowRefusal:
        """Answer a new request at once where nothing is outstanding or no page may be shown, else store it."""
        refused = registration_refusal(request, client)  # a device has asked a while ago
        if refused is not None:
            return self.refused_answer(request, stages.ENDPOINT.refused("parameters", refused), http, now)
        return await self._begun(await self._situations.of(request, client, who), http, now)

    async def _begun(self, situation: Situation, http: RawRequest, now: float) -> AnswerClient | GoToPage | ShowRefusal:
        request, who, needed = situation.request, situation.who, outstanding(situation, now)
        if needed is None and isinstance(who, SignedIn):
            text, effects = await self._issue(request, who, now)
            if isinstance(await self._unit_of_work.commit(effects), Conflict):
                return await self._begun(situation.of_nobody("the session was ended"), http, now)
            return _answer(request, code=text)
        if isinstance(needed, Refused):
            return self.refused_answer(request, stages.ENDPOINT.refused("end_user", needed), http, now)
        assert needed is not None
        if "none" in request.prompt:
            return self.refused_answer(request, stages.ENDPOINT.refused("end_user", needed.otherwise), http, now)
        return await self.to_page(needed.page, request, who, http, now)

    async def to_page(
        self, page: Page, request: AuthorizationRequest, who: SignedIn | NotSignedIn, http: RawRequest, now: float
    ) -> GoToPage | ShowRefusal:
        """Store a new request and send the browser to a page, if its network has not stored too many."""
        session_id = who.session.session_id if isinstance(who, SignedIn) else None
        return self._stored(page, request, who, await self._pending.keep(request, session_id, http, now), http, now)

    async def begin_for(
        self, request: AuthorizationRequest, begun: SignedIn, http: RawRequest, now: float
    ) -> GoToPage | ShowRefusal:
        """Store a new request as the one for which this sign-in was begun; the sign-in page goes on with what is missing."""
        session = begun.session
        kept = await self._pending.keep(
            request, session.session_id, http, now, reauthenticated_at=session.authenticated_at
        )
        return self._stored(Page.SIGN_IN, request, begun, kept, http, now)

    def _stored(
        self,
        page: Page,
        request: AuthorizationRequest,
        who: SignedIn | NotSignedIn,
        kept: Allowed[tuple[str, tuple[Cookie, ...]]] | Refused,
        http: RawRequest,
        now: float,
    ) -> GoToPage | ShowRefusal:
        if isinstance(kept, Allowed):
            return GoToPage(page, *kept.value)
        refused = stages.ENDPOINT.refused("few_waiting", kept)
        if for_own_page(request):
            subject = who.end_user.subject if isinstance(who, SignedIn) else None
            return ShowRefusal(self.told(refused, request.response_mode, http, now, subject))
        return self.shown(refused, http, now, request.client_id)

    async def open(self, http: RawRequest, now: float) -> Opened | AnswerClient | ShowRefusal:
        """The stored request that a page is about, or the answer where it is over or the client may not make it any more."""
        opening = await self._pending.open(http, now)
        if isinstance(opening, Refused):
            return self.shown(opening, http, now)
        opened = opening.value
        refused = registration_refusal(opened.pending.request, opened.client)
        if refused is None:
            return opened
        return await self.refuse(opened, refused, http, now, stage="still_registered")

    async def situation(self, opened: Opened, who: SignedIn | NotSignedIn) -> Situation:
        """All that is decided on about a stored request, read once."""
        return await self._situations.of(opened.pending.request, opened.client, who, opened.pending)

    async def go_on(
        self, opened: Opened, situation: Situation, http: RawRequest, now: float
    ) -> AnswerClient | GoToPage | ShowRefusal:
        """The same for a stored request."""
        request, who, needed = situation.request, situation.who, outstanding(situation, now)
        if needed is None and isinstance(who, SignedIn):
            text, effects = await self._issue(request, who, now)
            refused = await self._pending.answer(opened, effects)
            return _answer(request, code=text) if refused is None else self.shown(refused, http, now)
        if isinstance(needed, Refused):
            return await self.refuse(opened, needed, http, now)
        assert needed is not None
        if "none" in request.prompt:
            return await self.refuse(opened, needed.otherwise, http, now)
        if needed.page is Page.CONSENT and isinstance(who, SignedIn):
            session_id = who.session.session_id
            if opened.pending.session_id != session_id:
                bound = await self._pending.bind(opened, session_id)
                if isinstance(bound, Refused):
                    return self.shown(bound, http, now)
        return GoToPage(needed.page, opened.handle)

    async def approve(
        self, opened: Opened, situation: Situation, who: SignedIn, http: RawRequest, now: float
    ) -> AnswerClient | ShowRefusal:
        """The end-user said yes: remember it and give the code."""
        request = situation.request
        text, effects = await self._issue(request, who, now)
        consent = _joined(request, who, situation.person.consent, int(now))
        granted = Event("consent.granted", int(now), client_id=request.client_id, subject=who.end_user.subject)
        refused = await self._pending.answer(opened, (SaveConsent(consent), RecordEvent(granted), *effects))
        return _answer(request, code=text) if refused is None else self.shown(refused, http, now)

    async def refuse(
        self,
        opened: Opened,
        refused: Refused,
        http: RawRequest,
        now: float,
        event: Event | None = None,
        *,
        stage: str = "end_user",
    ) -> AnswerClient | ShowRefusal:
        """The stored request is answered with a refusal."""
        effects = denied_for_device(opened.pending.request, now)
        late = await self._pending.answer(opened, (*effects, RecordEvent(event)) if event is not None else effects)
        if late is not None:
            return self.shown(late, http, now)
        return self.refused_answer(opened.pending.request, stages.PAGE.refused(stage, refused), http, now)

    def refused_answer(
        self, request: AuthorizationRequest, refused: Refused, http: RawRequest, now: float
    ) -> AnswerClient:
        """Tell the client of a refusal, at its proved redirect URI."""
        recorded = self._recorder.record(
            refused,
            endpoint="authorization",
            request=http,
            now=now,
            claimed_client_id=request.client_id,
            owner_id=request.client_id,
        )
        return replace(_answer(request, code=None), refused=recorded)

    def shown(self, refused: Refused, http: RawRequest, now: float, client_id: str | None = None) -> ShowRefusal:
        """Tell the person in front of the browser, and nobody else."""
        return ShowRefusal(self._record(refused, "authorization", http, now, client_id))

    def recorded(
        self, refused: Refused, opened: Opened, http: RawRequest, now: float, subject: str | None = None
    ) -> RefusedRequest:
        """Record why what was typed on a page of the sign-in does not do, to be told on that page."""
        return self._record(refused, "sign_in", http, now, opened.client.client_id, subject)

    def told(
        self,
        refused: Refused,
        endpoint: str,
        http: RawRequest,
        now: float,
        subject: str | None = None,
        client_id: str | None = None,
    ) -> RefusedRequest:
        """Record why another page does not do what is asked of it, to be told on that page or instead of it."""
        return self._record(refused, endpoint, http, now, client_id, subject)

    def _record(
        self,
        refused: Refused,
        endpoint: str,
        http: RawRequest,
        now: float,
        client_id: str | None,
        subject: str | None = None,
    ) -> RefusedRequest:
        return self._recorder.record(
            refused,
            endpoint=endpoint,
            request=http,
            now=now,
            claimed_client_id=client_id,
            subject=subject,
        )

    async def _issue(
        self, request: AuthorizationRequest, who: SignedIn, now: float
    ) -> tuple[str | None, tuple[Effect, ...]]:
        """The code, if it travels by redirect, and what is written."""
        if for_own_page(request):
            return None, ()
        grant_id = await self._grant_ids.new(request.client_id, now)
        joined = JoinEndUserSession(who.session.session_id, request.client_id)
        device = device_of_request(request)
        if device is not None:
            return None, (*approved_for_device(device, request, who, grant_id, now), joined)
        text, code = new_code(request, who, grant_id, self._entropy, self._settings, now)
        issued = Event(
            "authorization_code.issued", int(now), code.client_id, subject=code.subject, grant_id=code.grant_id
        )
        return text, (SaveAuthorizationCode(code), joined, RecordEvent(issued))


def _answer(request: AuthorizationRequest, *, code: str | None) -> AnswerClient:
    return AnswerClient(
        request.redirect_uri, request.response_mode, request.state, code=code, ui_locales=request.ui_locales
    )


def _joined(request: AuthorizationRequest, who: SignedIn, earlier: Consent | None, now: int) -> Consent:
    """What was approved before stays approved."""
    scopes = (*(earlier.scopes if earlier else ()), *request.scopes)
    resources = (*(earlier.resources if earlier else ()), *request.resources)
    return Consent(
        client_id=request.client_id,
        subject=who.end_user.subject,
        scopes=tuple(dict.fromkeys(scopes)),
        resources=tuple(dict.fromkeys(resources)),
        granted_at=now,
    )
