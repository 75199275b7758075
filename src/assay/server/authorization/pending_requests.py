"""Stored authorization requests that wait for the end-user: kept under a handle, bound to one browser, answered once.

Gives `session.cookie_missing`, `.authorization_request_unknown`, `.authorization_request_expired`, `.another_browser`,
`.form_token_mismatch`, `authorization_request.client_unknown`, `.client_disabled`, `.redirect_uri_mismatch` and `.too_many`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import ceil

from assay.decision import Allowed, Refused, refuse
from assay.decision.stages import Stages
from assay.formats.base64url import encode_text
from assay.formats.form import Form, single
from assay.formats.raw_request import RawRequest
from assay.model.authorization_request import AuthorizationRequest, PendingAuthorizationRequest
from assay.model.client import Client
from assay.model.effects import (
    Conflict,
    Effect,
    RedeemPendingAuthorizationRequest,
    SavePendingAuthorizationRequest,
)
from assay.ports.authorization_requests import AuthorizationRequests
from assay.ports.clients import Clients
from assay.ports.entropy import Entropy
from assay.ports.rate_limits import RateLimits
from assay.ports.unit_of_work import UnitOfWork
from assay.primitives.hashing import equal, hmac_sha256, sha256
from assay.reasons import authorization_request as request_reasons
from assay.reasons import session as reasons
from assay.server.authorization import stages
from assay.server.authorization.own_pages import ITSELF, for_own_page
from assay.server.authorization.page_requests import read_page_request
from assay.server.authorization.settings import AuthorizationSettings
from assay.server.authorization.still_registered import address_refusal
from assay.server.end_user_authentication.browser_cookies import BrowserCookies, Cookie
from assay.server.individual_claims import still_allowed
from assay.server.rate_limiting.network import network_of

_SECRET_BYTES = 32
_OPENING = Stages(
    (
        "request_readable",
        "request_known",
        "browser_known",
        "same_browser",
        "request_unexpired",
        "form_token",
        "client_known",
        "client_enabled",
        "redirect_uri_registered",
    )
)


@dataclass(frozen=True, slots=True)
class Opened:
    """A pending request in the browser that began it. `form_token` is what the forms of its pages must bring back."""

    handle: str
    pending: PendingAuthorizationRequest
    client: Client
    form_token: str
    form: Form


class PendingRequests:
    """Keeps, opens and answers them."""

    __slots__ = ("_clients", "_cookies", "_entropy", "_rate_limits", "_requests", "_settings", "_unit_of_work")

    def __init__(
        self,
        requests: AuthorizationRequests,
        clients: Clients,
        unit_of_work: UnitOfWork,
        rate_limits: RateLimits,
        entropy: Entropy,
        cookies: BrowserCookies,
        settings: AuthorizationSettings,
    ) -> None:
        self._requests = requests
        self._clients = clients
        self._unit_of_work = unit_of_work
        self._rate_limits = rate_limits
        self._entropy = entropy
        self._cookies = cookies
        self._settings = settings

    async def keep(
        self,
        asked: AuthorizationRequest,
        session_id: str | None,
        http: RawRequest,
        now: float,
        *,
        reauthenticated_at: int | None = None,
    ) -> Allowed[tuple[str, tuple[Cookie, ...]]] | Refused:
        """Store a request. The handle to it, and the cookie that binds it to the browser if that has none yet.

        Anybody can make such requests, so each network has a budget: else one caller could fill the disk.
        """
        settings, key = self._settings, f"authorize:{network_of(http.peer)}"
        wait = self._rate_limits.take(key, now, burst=settings.network_burst, per_second=settings.network_per_second)
        if wait:
            return refuse(request_reasons.TOO_MANY, retry_after=ceil(wait))
        handle, browser = self._secret(), self._cookies.browser(http)
        new: tuple[Cookie, ...] = ()
        if browser is None:
            browser = self._secret()
            new = (self._cookies.new_browser(browser),)
        pending = PendingAuthorizationRequest(
            handle_hash=sha256(handle.encode()),
            browser_hash=sha256(browser.encode()),
            request=asked,
            created_at=int(now),
            expires_at=int(now) + self._settings.pending_request_lifetime,
            session_id=session_id,
            reauthenticated_at=reauthenticated_at,
        )
        await self._unit_of_work.commit((SavePendingAuthorizationRequest(pending),))
        return Allowed((handle, new))

    async def open(self, http: RawRequest, now: float) -> Allowed[Opened] | Refused:
        """The request whose handle a page's request names (`request`), if this browser began it and it still waits.

        A posted form must also bring the token of the page that it came from.
        """
        read = read_page_request(http, self._settings.issuer)
        if isinstance(read, Refused):
            return _unopened("request_readable", read)
        handle = single(read.value, "request")
        pending = await self._requests.find(sha256(handle.encode())) if handle is not None else None
        if handle is None or pending is None:
            return _unopened("request_known", refuse(reasons.AUTHORIZATION_REQUEST_UNKNOWN))
        browser = self._cookies.browser(http)
        if browser is None:
            return _unopened("browser_known", refuse(reasons.COOKIE_MISSING))
        if not equal(sha256(browser.encode()), pending.browser_hash):
            return _unopened("same_browser", refuse(reasons.ANOTHER_BROWSER))
        if now >= pending.expires_at:
            expired = refuse(reasons.AUTHORIZATION_REQUEST_EXPIRED, expired_at=pending.expires_at)
            return _unopened("request_unexpired", expired)
        token = _form_token(browser, handle)
        if http.method == "POST" and not equal((single(read.value, "form_token") or "").encode(), token.encode()):
            return _unopened("form_token", refuse(reasons.FORM_TOKEN_MISMATCH))
        client_id = pending.request.client_id
        client = ITSELF if for_own_page(pending.request) else await self._clients.find(client_id)
        if client is None:
            return _unopened("client_known", refuse(request_reasons.CLIENT_UNKNOWN, client_id=client_id))
        if client.disabled_at is not None:
            disabled = refuse(request_reasons.CLIENT_DISABLED, client_id=client_id, disabled_at=client.disabled_at)
            return _unopened("client_enabled", disabled)
        nowhere = address_refusal(pending.request, client)
        if nowhere is not None:
            return _unopened("redirect_uri_registered", nowhere)
        return Allowed(Opened(handle, _as_allowed(pending, client), client, token, read.value))

    async def bind(
        self,
        opened: Opened,
        session_id: str,
        effects: tuple[Effect, ...] = (),
        *,
        reauthenticated_at: int | None = None,
    ) -> Allowed[Opened] | Refused:
        """Note which session the request is shown to, and whether that session began within it."""
        pending = replace(opened.pending, session_id=session_id, reauthenticated_at=reauthenticated_at)
        # Redeemed and written anew: a request that was answered meanwhile must not come back.
        refused = await self.answer(opened, (*effects, SavePendingAuthorizationRequest(pending)))
        return Allowed(replace(opened, pending=pending)) if refused is None else refused

    async def answer(self, opened: Opened, effects: tuple[Effect, ...] = ()) -> Refused | None:
        """Take the request out of the waiting room together with these effects; refused when somebody was faster."""
        redeem = RedeemPendingAuthorizationRequest(opened.pending.handle_hash)
        settled = await self._unit_of_work.commit((redeem, *effects))
        if not isinstance(settled, Conflict):
            return None
        return stages.PAGE.refused("still_unanswered", refuse(reasons.AUTHORIZATION_REQUEST_UNKNOWN))

    def _secret(self) -> str:
        return encode_text(self._entropy(_SECRET_BYTES))


def _as_allowed(pending: PendingAuthorizationRequest, client: Client) -> PendingAuthorizationRequest:
    """The request without the single claims that the client may not have any more: such are left out, never refused."""
    individual = pending.request.individual_claims
    allowed = still_allowed(individual, client)
    return (
        pending
        if allowed == individual
        else replace(pending, request=replace(pending.request, individual_claims=allowed))
    )


def _unopened(stage: str, refused: Refused) -> Refused:
    return stages.PAGE.refused("opening", _OPENING.refused(stage, refused))


def _form_token(browser: str, handle: str) -> str:
    # Only this browser knows its cookie and only this page the handle, so nobody else can name the token. It needs no
    # storing and ends with the request.
    mac = hmac_sha256(browser.encode(), b"form token\x00" + handle.encode())
    return encode_text(mac)
