"""The page on which a person types the code that a device shows (RFC 8628 section 3.3), and then signs in and answers.

A code in the address (`verification_uri_complete`) is shown in the form and never sent by itself (security bar A162).
Gives `request.parameter_missing`, `session.cookie_missing`, `session.form_token_mismatch`, those of `UserCodes`.
"""

from __future__ import annotations

from dataclasses import dataclass

from assay.decision import Refused, refuse
from assay.decision.stages import Stages
from assay.formats.form import Form, single
from assay.formats.raw_request import RawRequest
from assay.formats.user_code import parse_user_code, shown_user_code
from assay.model.authorization_request import AuthorizationRequest
from assay.model.device_authorization import DeviceAuthorization
from assay.ports.clients import Clients
from assay.reasons import authorization_request as request_reasons
from assay.reasons import session as session_reasons
from assay.reasons.request import PARAMETER_MISSING
from assay.server.authorization.page_requests import read_page_request
from assay.server.authorization.progress import Progress
from assay.server.authorization.results import TO_DEVICE, AnswerClient, GoToPage, ShowRefusal
from assay.server.device.user_codes import UserCodes
from assay.server.end_user_authentication.browser_cookies import Cookie
from assay.server.end_user_authentication.form_tokens import FormTokens
from assay.server.end_user_authentication.sessions import Sessions
from assay.server.refusals.refused_request import RefusedRequest

NAME = "device"
_STAGES = Stages(("request_readable", "cookie", "form_token", "code_given", "user_code", "client"))
_PURPOSE = "device"


@dataclass(frozen=True, slots=True)
class DevicePageSettings:
    """The issuer, and for how many seconds a sign-in is new enough to approve a device."""

    issuer: str
    sign_in_max_age: int


@dataclass(frozen=True, slots=True)
class ShowDevice:
    """The page; `user_code` is what was typed or stood in the address, `refused` why it does not do."""

    form_token: str
    user_code: str = ""
    refused: RefusedRequest | None = None
    cookies: tuple[Cookie, ...] = ()


DeviceResult = ShowDevice | GoToPage | AnswerClient | ShowRefusal


class DeviceEndpoint:
    """Answers `/device`."""

    __slots__ = ("_clients", "_codes", "_progress", "_sessions", "_settings", "_tokens")

    def __init__(
        self,
        codes: UserCodes,
        clients: Clients,
        sessions: Sessions,
        tokens: FormTokens,
        progress: Progress,
        settings: DevicePageSettings,
    ) -> None:
        self._codes = codes
        self._clients = clients
        self._sessions = sessions
        self._tokens = tokens
        self._progress = progress
        self._settings = settings

    async def __call__(self, http: RawRequest, now: float) -> DeviceResult:
        """GET shows the form; POST looks the code up and leads on to the sign-in and the question."""
        read = read_page_request(http, self._settings.issuer)
        if isinstance(read, Refused):
            return ShowRefusal(self._told(_STAGES.refused("request_readable", read), http, now))
        typed = single(read.value, "user_code") or ""
        if http.method != "POST":
            return self._page(http, typed)
        foreign = self._foreign(read.value, http)
        if foreign is not None:
            return ShowRefusal(self._told(foreign, http, now))
        if not typed:
            missing = _STAGES.refused("code_given", refuse(PARAMETER_MISSING, parameter="user_code"))
            return self._page(http, "", self._told(missing, http, now))
        found = await self._codes.find(typed, single(read.value, "form_token") or "", http.peer, now)
        if isinstance(found, Refused):
            refused = _STAGES.refused("user_code", found)
            return self._page(http, typed, self._told(refused, http, now))
        return await self._lead_on(found.value, http, now)

    async def _lead_on(self, device: DeviceAuthorization, http: RawRequest, now: float) -> DeviceResult:
        client = await self._clients.find(device.client_id)
        if client is None or client.disabled_at is not None:
            at = client.disabled_at if client is not None else None
            disabled = refuse(request_reasons.CLIENT_DISABLED, client_id=device.client_id, disabled_at=at)
            return ShowRefusal(self._told(_STAGES.refused("client", disabled), http, now, device.client_id))
        request = AuthorizationRequest(
            client_id=device.client_id,
            redirect_uri="",
            redirect_uri_given=False,
            response_mode=TO_DEVICE,
            scopes=device.scopes,
            resources=device.resources,
            max_age=self._settings.sign_in_max_age,
            device_code_hash=device.device_code_hash.hex(),
        )
        return await self._progress.begin(request, client, await self._sessions.who(http, now), http, now)

    def _told(self, refused: Refused, http: RawRequest, now: float, client_id: str | None = None) -> RefusedRequest:
        return self._progress.told(refused, NAME, http, now, client_id=client_id)

    def _foreign(self, form: Form, http: RawRequest) -> Refused | None:
        if not self._tokens.has_cookie(http):
            return _STAGES.refused("cookie", refuse(session_reasons.COOKIE_MISSING))
        if not self._tokens.genuine(http, _PURPOSE, single(form, "form_token")):
            return _STAGES.refused("form_token", refuse(session_reasons.FORM_TOKEN_MISMATCH))
        return None

    def _page(self, http: RawRequest, typed: str, refused: RefusedRequest | None = None) -> ShowDevice:
        token, cookies = self._tokens.give(http, _PURPOSE)
        code = parse_user_code(typed)  # nothing else that stood in a link is put on our page
        return ShowDevice(token, shown_user_code(code) if code is not None else "", refused, cookies)
