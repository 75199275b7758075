"""What follows a proof, whatever was proved: the session, the known device, the next page (security bar A190, A194).

Every way to sign in comes through here, so that none can forget the policy.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from assay.decision import Refused
from assay.formats.raw_request import RawRequest
from assay.model.effects import Conflict, Effect
from assay.model.end_user import EndUser
from assay.model.factor import REMEMBERED_DEVICE, Method
from assay.model.second_factor import KnownDevice
from assay.ports.unit_of_work import UnitOfWork
from assay.server.authorization.outstanding import Page, Situation, needs
from assay.server.authorization.pending_requests import Opened, PendingRequests
from assay.server.authorization.progress import Progress
from assay.server.authorization.results import AnswerClient, GoToPage, ShowRefusal, with_cookie
from assay.server.authorization.situations import Situations
from assay.server.end_user_authentication.browser_cookies import Cookie
from assay.server.end_user_authentication.factors import OwnFactors
from assay.server.end_user_authentication.known_devices import KnownDevices, trusted
from assay.server.end_user_authentication.sessions import Sessions, SignedIn
from assay.server.passkeys.challenges import signing_in
from assay.server.passkeys.using import PasskeyUse, Proved

Result = AnswerClient | GoToPage | ShowRefusal


@dataclass(frozen=True, slots=True)
class Step:
    """A further proof: the method, and what is written for it in one commit with the session.

    `factors` is what the person has then, where the step has enrolled something; `trust`: they ask to remember the browser;
    `changed` is the person with a new password, which takes the place of a breached one.
    """

    method: Method
    effects: tuple[Effect, ...]
    factors: OwnFactors | None = None
    trust: bool = False
    changed: EndUser | None = None


@dataclass(frozen=True, slots=True)
class Missing:
    """A step that is missing: the request that waits for it, all that is decided on, and whoever takes it."""

    opened: Opened
    situation: Situation
    person: SignedIn


class SignInSteps:
    """Begins a session with a first proof, and adds further ones."""

    __slots__ = ("_devices", "_passkeys", "_pending", "_progress", "_sessions", "_situations", "_unit_of_work")

    def __init__(
        self,
        pending_requests: PendingRequests,
        sessions: Sessions,
        situations: Situations,
        devices: KnownDevices,
        unit_of_work: UnitOfWork,
        progress: Progress,
        passkeys: PasskeyUse,
    ) -> None:
        self._pending = pending_requests
        self._sessions = sessions
        self._situations = situations
        self._devices = devices
        self._unit_of_work = unit_of_work
        self._progress = progress
        self._passkeys = passkeys

    async def enter(self, page: Page, http: RawRequest, now: float) -> Missing | Result:
        """The way into the page of a step: what its form is about, or the answer where another page is needed next."""
        opened = await self._progress.open(http, now)
        if not isinstance(opened, Opened):
            return opened
        situation = await self._progress.situation(opened, await self._sessions.who(http, now))
        person = situation.begun
        if not needs(situation, page, now) or person is None:
            return await self._progress.go_on(opened, situation, http, now)
        return Missing(opened, situation, person)

    async def device(self, http: RawRequest, now: float) -> KnownDevice | None:
        """The known browser that a request comes from; whoever asks hands it on to the other steps."""
        return await self._devices.of(http, now)

    async def begin(
        self, opened: Opened, proved: Proved, device: KnownDevice | None, http: RawRequest, now: float
    ) -> Result:
        """The person proved who they are from the beginning: a new session, and the next page."""
        request, end_user = opened.pending.request, proved.end_user
        methods = (proved.method, REMEMBERED_DEVICE) if trusted(device, end_user, now) else (proved.method,)
        before = await self._sessions.who(http, now)
        new = await self._sessions.begin(end_user, methods, before, http, now)
        person = await self._situations.person(request, end_user)
        complete = self._situations.policy.completes(person.factors, new.who.session.proofs)
        if not complete:
            new = new.waiting()
        session = new.who.session
        bound = await self._pending.bind(
            opened, session.session_id, new.effects, reauthenticated_at=session.authenticated_at
        )
        if isinstance(bound, Refused):
            return self._progress.shown(bound, http, now)
        who, pending = new.signed_in(), bound.value.pending
        situation = self._situations.of_nobody(request, opened.client, who, pending).of_person(person, who)
        if await self._sessions.outlived(new, now):
            changed = situation.of_nobody("the password has changed since the sign-in")
            return await self._progress.go_on(bound.value, changed, http, now)
        cookies = [new.cookie]
        if complete:
            cookies += await self._renewed(device, end_user, now, trust=False)
        return _with(await self._progress.go_on(bound.value, situation, http, now), cookies)

    async def prove(
        self, opened: Opened, situation: Situation, step: Step, device: KnownDevice | None, http: RawRequest, now: float
    ) -> Result | Conflict:
        """The person proved something more: the same session under a new secret, and the next page."""
        who = situation.begun
        if who is None:
            raise AssertionError("nobody has begun to sign in")
        if step.changed is None:
            new = self._sessions.prove(who, step.method, now)
        else:
            new = self._sessions.change_password(who, step.changed, now)
        person = situation.person if step.factors is None else replace(situation.person, factors=step.factors)
        complete = situation.policy.completes(person.factors, new.who.session.proofs)
        if not (complete or who.session.complete):
            new = new.waiting()
        settled = await self._unit_of_work.commit((*step.effects, *new.effects))
        if isinstance(settled, Conflict):
            return settled
        cookies = [new.cookie]
        if new.who.session.complete:
            cookies += await self._renewed(device, who.end_user, now, trust=step.trust)
        after = situation.of_person(person, new.signed_in())
        return _with(await self._progress.go_on(opened, after, http, now), cookies)

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
