"""The authorization endpoint and its pages on a memory store, and a browser that keeps cookies and follows redirects."""

from __future__ import annotations

import asyncio
import os
from collections import Counter
from collections.abc import Coroutine
from dataclasses import fields, replace
from inspect import iscoroutinefunction
from typing import Any, TypeVar
from urllib.parse import urlencode

import pytest

from assay.decision import Allowed, Refused, refuse
from assay.formats.raw_request import RawRequest
from assay.model.client import Client
from assay.model.effects import AddEndUser, Effect, SaveClient, SaveResource
from assay.model.end_user import EndUser
from assay.model.event import Event
from assay.model.refusal_record import RefusalRecord
from assay.model.resource import Resource
from assay.ports.store import Store
from assay.primitives.password_hashing import hash_password, password_matches
from assay.primitives.sealing import Sealer
from assay.reasons import request as request_reasons
from assay.server.authorization.pending_requests import PendingRequests
from assay.server.authorization.progress import Progress
from assay.server.authorization.results import (
    AnswerClient,
    CarryOver,
    GoToPage,
    ShowConsent,
    ShowEnrolment,
    ShowRecoveryCodes,
    ShowRefusal,
    ShowSecondFactor,
    ShowSignIn,
)
from assay.server.authorization.settings import AuthorizationSettings
from assay.server.authorization.sign_in_steps import SignInSteps
from assay.server.authorization.situations import Situations
from assay.server.end_user_authentication.browser_cookies import BrowserCookies
from assay.server.end_user_authentication.factor_policy import FactorPolicy
from assay.server.end_user_authentication.factors import Factors
from assay.server.end_user_authentication.known_devices import DeviceSettings, KnownDevices
from assay.server.end_user_authentication.password_sign_in import PasswordSignIn
from assay.server.end_user_authentication.second_factor_sign_in import SecondFactorSignIn
from assay.server.end_user_authentication.session_cookie import SessionCookies
from assay.server.end_user_authentication.session_ending import SessionEnding
from assay.server.end_user_authentication.session_settings import SessionSettings
from assay.server.end_user_authentication.sessions import Sessions
from assay.server.end_user_authentication.sign_in_policy import SignInPolicy
from assay.server.end_user_authentication.throttle import SignInThrottle, ThrottleSettings
from assay.server.end_user_authentication.totp_enrolment import TotpEnrolment
from assay.server.end_user_authentication.totp_seeds import TotpSeeds
from assay.server.endpoints.authorization import AuthorizationEndpoint
from assay.server.endpoints.consent import ConsentEndpoint
from assay.server.endpoints.enrolment import EnrolmentEndpoint
from assay.server.endpoints.second_factor import SecondFactorEndpoint
from assay.server.endpoints.sign_in import SignInEndpoint
from assay.server.issuance.grant_ids import GrantIds, StatusListSettings
from assay.server.issuance.lifetimes import Lifetimes
from assay.server.mail.letters import Letters
from assay.server.outbox.outgoing import Outgoing
from assay.server.passkeys.challenges import Challenges
from assay.server.passkeys.relying_party import relying_party
from assay.server.passkeys.settings import PasskeySettings
from assay.server.passkeys.using import PasskeyUse
from assay.server.rate_limiting.attempts import Attempts
from assay.server.rate_limiting.in_process import InProcessRateLimits
from assay.server.refusals.recorder import RefusalRecorder
from assay.server.refusals.refusal_ids import RefusalIds
from assay.storage.memory import open_memory

T = TypeVar("T")
Result = (
    AnswerClient
    | GoToPage
    | ShowSignIn
    | ShowSecondFactor
    | ShowEnrolment
    | ShowRecoveryCodes
    | ShowConsent
    | ShowRefusal
)
REFUSED = AnswerClient | ShowRefusal | ShowSignIn | ShowSecondFactor | ShowEnrolment

ISSUER = "https://as.example"
CALLBACK = "https://client.example/cb"
PASSWORD = "correct horse battery staple"
SEALER = Sealer(b"k" * 32)
HASH = hash_password(PASSWORD, b"0123456789abcdef")
CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
FORM = (b"content-type", b"application/x-www-form-urlencoded")

CLIENT = Client(
    "client-1",
    "Example client",
    "client_secret_basic",
    ("authorization_code", "refresh_token"),
    redirect_uris=(CALLBACK,),
    scopes=("openid", "profile", "offline_access"),
    resources=("https://api.example/orders", "https://api.example/stock"),
)
ASKED = {
    "client_id": "client-1",
    "response_type": "code",
    "redirect_uri": CALLBACK,
    "scope": "openid profile",
    "state": "a state",
    "nonce": "a nonce",
    "code_challenge": CHALLENGE,
    "code_challenge_method": "S256",
}


class Counting:
    """A port of the store that counts what it is asked, as `port.method`."""

    def __init__(self, name: str, port: Any, calls: Counter[str]) -> None:
        self._name, self._port, self._calls = name, port, calls

    def __getattr__(self, name: str) -> Any:
        member = getattr(self._port, name)
        if not iscoroutinefunction(member):
            return member

        async def counted(*arguments: Any) -> Any:
            self._calls[f"{self._name}.{name}"] += 1
            return await member(*arguments)

        return counted


class DirectHasher:
    """Argon2 on the calling thread, counted."""

    def __init__(self) -> None:
        self.hashes = 0

    async def hash(self, password: str) -> str:
        self.hashes += 1
        return hash_password(password, os.urandom(16))

    async def matches(self, password: str, phc: str | None) -> bool:
        self.hashes += 1
        return password_matches(password, phc)


async def read_hint(token: str, client_id: str, now: float) -> Allowed[str] | Refused:
    """Stands for the reader of ID tokens: what matters here is what is made of its two answers."""
    if token.startswith("hint-for-"):
        return Allowed(token.removeprefix("hint-for-"))
    return refuse(request_reasons.PARAMETER_MISSING, parameter="id_token_hint")


class House:
    """The store and the three endpoints. `now` is the clock."""

    def __init__(self, issuer: str = ISSUER, policy: dict[str, Any] | None = None, **throttle: Any) -> None:
        self.now = 1_800_000_000.0
        self.calls: Counter[str] = Counter()
        self.store = counted(open_memory(issuer_id="default", clock=lambda: self.now), self.calls)
        self.hasher = DirectHasher()
        store = self.store
        settings = AuthorizationSettings(issuer)
        cookies = BrowserCookies(issuer)
        recorder = RefusalRecorder(store.refusal_records, store.events, RefusalIds(b"k" * 32, os.urandom))
        self.session_settings = SessionSettings()
        ending = SessionEnding(
            store.end_user_sessions, store.clients, store.unit_of_work, Outgoing(SEALER, os.urandom, "default")
        )
        sessions = Sessions(
            store.end_user_sessions,
            store.end_users,
            ending,
            SessionCookies(store.end_user_sessions, store.unit_of_work, os.urandom, cookies, self.session_settings),
            os.urandom,
            cookies,
            self.session_settings,
        )
        self.sessions, self.ending = sessions, ending
        pending = PendingRequests(
            store.authorization_requests,
            store.clients,
            store.unit_of_work,
            InProcessRateLimits(),
            os.urandom,
            cookies,
            settings,
        )
        policy_settings = FactorPolicy(**{"second_factor": "optional", **(policy or {})})
        policy_of = SignInPolicy(Factors(store.second_factors, store.passkeys), policy_settings)
        situations = Situations(store.consents, policy_of, passkeys_here=True)
        progress = self.progress = Progress(
            situations,
            pending,
            store.unit_of_work,
            os.urandom,
            recorder,
            settings,
            GrantIds(store.token_statuses, store.unit_of_work, os.urandom, StatusListSettings(), Lifetimes()),
        )
        attempts = Attempts(store.attempt_budgets, b"a" * 32)
        limits = SignInThrottle(attempts, ThrottleSettings(**throttle))
        self.authorize = AuthorizationEndpoint(store.clients, store.resources, read_hint, sessions, progress)
        devices = KnownDevices(
            store.second_factors,
            store.unit_of_work,
            os.urandom,
            cookies,
            DeviceSettings(policy_settings.remembered_device),
        )
        passkeys = PasskeyUse(
            store.passkeys,
            store.end_users,
            store.unit_of_work,
            Challenges(b"p" * 32, os.urandom, 300),
            relying_party(issuer),
            PasskeySettings(),
        )
        steps = SignInSteps(pending, sessions, situations, devices, store.unit_of_work, progress, passkeys)
        letters = Letters(Outgoing(Sealer(bytes(32)), os.urandom, store.issuer_id), "as.example")
        self.seeds = TotpSeeds(Sealer(bytes(32)), os.urandom, store.issuer_id)
        codes = SecondFactorSignIn(store.second_factors, self.seeds, letters, attempts)
        self.sign_in = SignInEndpoint(
            sessions,
            PasswordSignIn(store.end_users, store.unit_of_work, self.hasher, limits),
            passkeys,
            steps,
            progress,
        )
        self.factor = SecondFactorEndpoint(codes, steps, progress)
        self.enrol = EnrolmentEndpoint(TotpEnrolment(self.seeds, letters, os.urandom, "as.example"), steps, progress)
        self.consent = ConsentEndpoint(sessions, progress, self.store.device_authorizations, self.store.resources)
        self.commit(SaveClient(CLIENT))
        self.commit(SaveResource(Resource("https://api.example/default", default=True)))
        self.commit(AddEndUser(EndUser("sub-alice", "alice", HASH)), AddEndUser(EndUser("sub-bob", "bob", HASH)))

    def visitor(self) -> Browser:
        """A further browser."""
        return Browser(self)

    def commit(self, *effects: Effect) -> None:
        self.run(self.store.unit_of_work.commit(effects))

    def client(self, **changes: Any) -> None:
        held = self.run(self.store.clients.find(CLIENT.client_id))
        self.commit(SaveClient(replace(CLIENT, **changes, revision=held.revision + 1)))

    def run(self, coroutine: Coroutine[Any, Any, T]) -> T:
        return asyncio.run(coroutine)

    def call(self, http: RawRequest) -> Result:
        endpoint: Any = {
            "/authorize": self.authorize,
            "/login": self.sign_in,
            "/login/factor": self.factor,
            "/login/enrol": self.enrol,
            "/consent": self.consent,
        }[http.path]
        result: Result = self.run(endpoint(http, self.now))
        return result

    def record_of(self, result: Result) -> RefusalRecord:
        refused = result.refused if isinstance(result, REFUSED) else None
        assert refused is not None, result
        record = self.run(self.store.refusal_records.find(refused.refusal_id))
        assert record is not None
        return record

    def events(self, type_: str) -> list[Event]:
        return [event for event in self.run(self.store.events.read(0, 1000)) if event.type == type_]


class Browser:
    """Keeps cookies, like a browser in front of a person."""

    def __init__(self, house: House, peer: str = "192.0.2.1") -> None:
        self.house = house
        self.peer = peer
        self.cookies: dict[str, str] = {}

    def request(
        self, method: str, path: str, query: str = "", form: str | None = None, *headers: tuple[bytes, bytes]
    ) -> RawRequest:
        sent = list(headers)
        if self.cookies:
            sent.append((b"cookie", "; ".join(f"{n}={v}" for n, v in self.cookies.items()).encode()))
        if form is not None:
            sent.append(FORM)
        return RawRequest(method, path, query.encode(), tuple(sent), (form or "").encode(), self.peer, "req")

    def send(self, http: RawRequest) -> Result:
        result = self.house.call(http)
        if not isinstance(result, CarryOver | ShowRefusal):
            self.cookies.update({cookie.name: cookie.value for cookie in result.cookies})
        return result

    def authorize(self, *headers: tuple[bytes, bytes], method: str = "GET", **changes: str | None) -> Result:
        """GET /authorize with the usual parameters, changed; None leaves one out."""
        return self.send(self.request(method, "/authorize", query(**changes), None, *headers))

    def post_authorize(self, **changes: str | None) -> Result:
        """The same by POST, as a form on the client's page does."""
        return self.send(
            self.request("POST", "/authorize", "", query(**changes), (b"origin", b"https://client.example"))
        )

    def carry(self, where: Result) -> Result:
        """Follow the redirect after a post."""
        assert isinstance(where, CarryOver), where
        return self.send(self.request("GET", "/authorize", where.query))

    def show(self, where: Result, *headers: tuple[bytes, bytes]) -> Result:
        """Follow the redirect to a page of ours."""
        assert isinstance(where, GoToPage), where
        return self.send(self.request("GET", where.page.value, urlencode({"request": where.handle}), None, *headers))

    def type_in(
        self, page: Result, username: str = "alice", password: str = PASSWORD, *headers: tuple[bytes, bytes]
    ) -> Result:
        """Fill in the sign-in form and send it."""
        assert isinstance(page, ShowSignIn), page
        fields = {"username": username, "password": password}
        return self.send_form("/login", page, fields, *headers)

    def click(self, page: Result, button: str = "consent-approve", *headers: tuple[bytes, bytes]) -> Result:
        """Press a button of the consent page."""
        assert isinstance(page, ShowConsent), page
        return self.send_form("/consent", page, {button: "yes"}, *headers)

    def send_form(
        self,
        path: str,
        page: ShowSignIn | ShowSecondFactor | ShowEnrolment | ShowConsent,
        fields: dict[str, str],
        *headers: tuple[bytes, bytes],
    ) -> Result:
        hidden = {"request": page.handle, "form_token": page.form_token}
        return self.send(self.request("POST", path, "", urlencode({**hidden, **fields}), *headers))

    def sign_in(self, username: str = "alice", **changes: str | None) -> Result:
        """From /authorize through the sign-in page to whatever follows."""
        return self.type_in(self.show(self.authorize(**changes)), username)

    def get_code(self, username: str = "alice", **changes: str | None) -> AnswerClient:
        """All the way, with consent where it is asked."""
        result = self.sign_in(username, **changes)
        if isinstance(result, GoToPage):
            result = self.click(self.show(result))
        assert isinstance(result, AnswerClient), result
        return result


def counted(store: Store, calls: Counter[str]) -> Store:
    """The same store, whose ports count."""
    ports = {member.name: getattr(store, member.name) for member in fields(store) if member.name != "issuer_id"}
    counting: dict[str, Any] = {name: Counting(name, port, calls) for name, port in ports.items()}
    return replace(store, **counting)


def query(**changes: str | None) -> str:
    return urlencode({name: value for name, value in {**ASKED, **changes}.items() if value is not None})


@pytest.fixture
def new_house() -> type[House]:
    """For houses with settings of their own."""
    return House


@pytest.fixture
def house() -> House:
    return House()


@pytest.fixture
def browser(house: House) -> Browser:
    return Browser(house)
