"""The consent page: asks the end-user whether the client may have what it asks for (OpenID Connect Core section 3.1.2.4).

The answer counts for the stored request and the account that was shown, whatever the form says. Gives
`authorization_request.consent_denied`, `session.account_changed`, `request.parameter_missing`, those of opening, and for a
device those of one that nobody can answer any more.
"""

from __future__ import annotations

from assay.decision import Refused, refuse
from assay.decision.stages import Stages
from assay.formats.form import single
from assay.formats.raw_request import RawRequest
from assay.model.event import Event
from assay.ports.device_authorizations import DeviceAuthorizations
from assay.ports.resources import Resources
from assay.reasons import authorization_request as reasons
from assay.reasons import device_code as device_reasons
from assay.reasons import request as request_reasons
from assay.reasons import session as session_reasons
from assay.server.authorization import stages
from assay.server.authorization.device_approval import device_of_request
from assay.server.authorization.outstanding import Page, Situation, needs, outstanding
from assay.server.authorization.pending_requests import Opened
from assay.server.authorization.progress import Progress
from assay.server.authorization.results import (
    AnswerClient,
    AskingDevice,
    GoToPage,
    ShowConsent,
    ShowRefusal,
    with_cookie,
)
from assay.server.device.user_codes import no_longer_waiting
from assay.server.end_user_authentication.sessions import Sessions, SignedIn
from assay.server.rate_limiting.network import network_of
from assay.server.resources_in_view import resources_in_view

APPROVE, DENY = "consent-approve", "consent-deny"
"""The names of the two buttons."""

_ANSWER = Stages(("same_account", "answered", "approved"))

Result = AnswerClient | GoToPage | ShowConsent | ShowRefusal


class ConsentEndpoint:
    """Answers `/consent`."""

    __slots__ = ("_devices", "_progress", "_resources", "_sessions")

    def __init__(
        self,
        sessions: Sessions,
        progress: Progress,
        devices: DeviceAuthorizations,
        resources: Resources,
    ) -> None:
        self._sessions = sessions
        self._progress = progress
        self._devices = devices
        self._resources = resources

    async def __call__(self, http: RawRequest, now: float) -> Result:
        """GET shows the page, or goes on when nothing is to be asked; POST takes the answer."""
        opened = await self._progress.open(http, now)
        if not isinstance(opened, Opened):
            return opened
        device = await self._device(opened, http, now)
        if isinstance(device, Refused):
            return self._progress.shown(stages.PAGE.refused("still_unanswered", device), http, now)
        who = await self._sessions.who(http, now)
        situation = await self._progress.situation(opened, who)
        if http.method == "POST" and isinstance(who, SignedIn):
            return with_cookie(await self._answered(opened, situation, who, http, now), who.cookie)
        result: Result = await self._progress.go_on(opened, situation, http, now)
        if isinstance(result, GoToPage) and result.page is Page.CONSENT and isinstance(who, SignedIn):
            request = opened.pending.request
            resources = await resources_in_view(self._resources, request.resources, opened.client)
            result = ShowConsent(
                opened.handle, opened.form_token, opened.client, who.end_user, request, device, resources
            )
        return with_cookie(result, who.cookie) if isinstance(who, SignedIn) else result

    async def _device(self, opened: Opened, http: RawRequest, now: float) -> AskingDevice | Refused | None:
        """The device that waits for the answer, if it is one and still waits (RFC 8628 section 3.3)."""
        device_code_hash = device_of_request(opened.pending.request)
        if device_code_hash is None:
            return None
        device = await self._devices.find(device_code_hash)
        if device is None:
            return refuse(device_reasons.USER_CODE_UNKNOWN)
        late = no_longer_waiting(device, now)
        return AskingDevice(device, device.network != network_of(http.peer)) if late is None else late

    async def _answered(
        self, opened: Opened, situation: Situation, who: SignedIn, http: RawRequest, now: float
    ) -> Result:
        if opened.pending.session_id != who.session.session_id:
            changed = _ANSWER.refused("same_account", refuse(session_reasons.ACCOUNT_CHANGED))
            return self._progress.shown(stages.PAGE.refused("end_user", changed), http, now)
        if outstanding(situation, now) is not None and not needs(situation, Page.CONSENT, now):
            # A page was skipped (A194), or this one left open for so long that a fresh sign-in is due.
            return await self._progress.go_on(opened, situation, http, now)
        if single(opened.form, DENY) is not None:
            request = opened.pending.request
            denied = Event("consent.denied", int(now), client_id=request.client_id, subject=who.end_user.subject)
            refused = _ANSWER.refused("approved", refuse(reasons.CONSENT_DENIED, scopes=tuple(request.scopes)))
            return await self._progress.refuse(opened, refused, http, now, denied)
        if single(opened.form, APPROVE) is None:
            missing = _ANSWER.refused("answered", refuse(request_reasons.PARAMETER_MISSING, parameter=APPROVE))
            return self._progress.shown(stages.PAGE.refused("end_user", missing), http, now)
        return await self._progress.approve(opened, situation, who, http, now)
