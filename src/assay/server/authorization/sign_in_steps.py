"""What follows a proof, whatever was proved: the session, the known device, the next page (security bar A190, A194).

Every way to sign in comes through here, so that none can forget the policy.
"""

from __future__ import annotations

from assay.decision import Refused
from assay.formats.raw_request import RawRequest
from assay.model.effects import Conflict, Effect
from assay.model.end_user import EndUser
from assay.model.factor import REMEMBERED_DEVICE, Method
from assay.model.second_factor import KnownDevice
from assay.ports.unit_of_work import UnitOfWork
from assay.server.authorization.pending_requests import Opened, PendingRequests
from assay.server.authorization.progress import Progress
from assay.server.authorization.results import AnswerClient, GoToPage, ShowRefusal, with_cookie
from assay.server.end_user_authentication.browser_cookies import Cookie
from assay.server.end_user_authentication.known_devices import KnownDevices, trusted
from assay.server.end_user_authentication.sessions import NotSignedIn, Sessions, SignedIn
from assay.server.end_user_authentication.sign_in_policy import SignInPolicy
from assay.server.passkeys.challenges import signing_in
from assay.server.passkeys.using import PasskeyUse

Result = AnswerClient | GoToPage | ShowRefusal


class SignInSteps:
    """Begins a session with a first proof, and adds further ones."""

    __slots__ = ("_devices", "_passkeys", "_pending", "_policy", "_progress", "_sessions", "_unit_of_work")

    def __init__(
        self,
        pending_requests: PendingRequests,
        sessions: Sessions,
        policy: SignInPolicy,
        devices: KnownDevices,
        unit_of_work: UnitOfWork,
        progress: Progress,
        passkeys: PasskeyUse,
    ) -> None:
        self._pending = pending_requests
        self._sessions = sessions
        self._policy = policy
        self._devices = devices
        self._unit_of_work = unit_of_work
        self._progress = progress
        self._passkeys = passkeys

    async def begin(self, opened: Opened, end_user: EndUser, method: Method, http: RawRequest, now: float) -> Result:
        """The person proved who they are from the beginning: a new session, and the next page."""
        device = await self._devices.of(http, now)
        methods = (method, REMEMBERED_DEVICE) if trusted(device, end_user, now) else (method,)
        before = await self._sessions.who(http, now)
        new = await self._sessions.begin(end_user, methods, before, http, now)
        complete = await self._policy.completes(end_user, new.who.session.proofs)
        if not complete:
            new = new.waiting()
        session = new.who.session
        bound = await self._pending.bind(
            opened, session.session_id, new.effects, reauthenticated_at=session.authenticated_at
        )
        if isinstance(bound, Refused):
            return self._progress.shown(bound, http, now)
        if await self._sessions.outlived(new, now):
            changed = NotSignedIn("the password has changed since the sign-in")
            return await self._progress.go_on(bound.value, changed, http, now)
        cookies = [new.cookie]
        if complete:
            cookies += await self._renewed(device, end_user, now, trust=False)
        return _with(await self._progress.go_on(bound.value, new.signed_in(), http, now), cookies)

    async def prove(
        self,
        opened: Opened,
        who: SignedIn,
        method: Method,
        effects: tuple[Effect, ...],
        http: RawRequest,
        now: float,
        *,
        trust: bool = False,
    ) -> Result | Conflict:
        """The person proved something more: the same session under a new secret, and the next page."""
        device = await self._devices.of(http, now)
        new = self._sessions.prove(who, method, now)
        complete = await self._policy.completes(who.end_user, new.who.session.proofs)
        if not (complete or who.session.complete):
            new = new.waiting()
        settled = await self._unit_of_work.commit((*effects, *new.effects))
        if isinstance(settled, Conflict):
            return settled
        cookies = [new.cookie]
        if new.who.session.complete:
            cookies += await self._renewed(device, who.end_user, now, trust=trust)
        return _with(await self._progress.go_on(opened, new.signed_in(), http, now), cookies)

    def passkey_options(self, opened: Opened, now: float) -> str | None:
        """What a page of the sign-in may ask authenticators for; None where there can be no passkeys."""
        return self._passkeys.options(signing_in(opened.handle), now)

    async def _renewed(self, known: KnownDevice | None, end_user: EndUser, now: float, *, trust: bool) -> list[Cookie]:
        cookie = await self._devices.renew(known, end_user, now, trust=trust)
        return [] if cookie is None else [cookie]


def _with(result: Result, cookies: list[Cookie]) -> Result:
    for cookie in cookies:
        result = with_cookie(result, cookie)
    return result
