"""The whole server in this process, on the memory store, with a clock that stands still until it is moved."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import re
from collections.abc import Awaitable, Iterable
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, TypeVar
from urllib.parse import urlencode

from assay.app.build import build
from assay.app.first_start import Doors, Secrets
from assay.app.parts import shared_parts
from assay.app.settings import Settings
from assay.checks.pkce.verifier_match import s256_challenge
from assay.decision import Allowed, Decision
from assay.formats import opaque_token
from assay.model.authorization_code import AuthorizationCode
from assay.model.client import Client
from assay.model.client_registration import ClientRegistration
from assay.model.effects import (
    AddEndUser,
    Committed,
    Effect,
    SaveAuthorizationCode,
    SaveClient,
    SaveResource,
    SaveSigningKey,
    StartEndUserSession,
)
from assay.model.end_user import EndUser, EndUserSession
from assay.model.factor import Proof
from assay.model.refusal_record import RefusalRecord
from assay.model.resource import Resource
from assay.model.signing_key import SigningKey
from assay.ports.breached_passwords import BreachedPasswords
from assay.ports.refusal_records import RefusalRecords
from assay.primitives.hashing import sha256
from assay.primitives.sealing import Sealer
from assay.server.administration.clients import register_client
from assay.server.administration.offer import offer_with
from assay.server.end_user_authentication.factor_policy import FactorPolicy
from assay.server.issuance.key_making import KeyMaker
from assay.server.issuance.signing_keys import ALGORITHMS, KeySettings
from assay.storage.memory import open_memory

T = TypeVar("T")

ISSUER = "http://localhost:8400"
START = 1_790_000_000.0
CALLBACK = "https://app.example/callback"
API = "https://api.example"
VERIFIER = "a-code-verifier-of-more-than-forty-three-characters"
PERSON = EndUser("person", "person", None, claims='{"name": "A Person"}')
SESSION = EndUserSession(
    b"s" * 32, "session", PERSON.subject, int(START), (Proof("password", int(START)),), int(START) + 10**7
)
_SEALER = Sealer(bytes(32))


IN_ENGLISH = frozenset({"/inspect"})
"""Pages for developers."""
_ERROR_CODE = re.compile(r'id="error-code">([^<]+)<')


@dataclass(frozen=True)
class Answer:
    """An HTTP answer."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key == name), None)

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Credentials:
    """A client and its secret in clear."""

    client_id: str
    secret: str


class Noted:
    """The refusal records of a store, each noted as it is put."""

    def __init__(self, records: RefusalRecords) -> None:
        self._records = records
        self.put_so_far: list[RefusalRecord] = []

    def put(self, record: RefusalRecord) -> None:
        self.put_so_far.append(record)
        self._records.put(record)

    async def find(self, refusal_id: str) -> RefusalRecord | None:
        return await self._records.find(refusal_id)


@cache
def signing_keys() -> tuple[SigningKey, ...]:
    """One key per algorithm, made once: RSA takes a while."""
    maker = KeyMaker("default", _SEALER, os.urandom, KeySettings(), 300)
    return tuple(maker.new_key((), algorithm, int(START) - 10)[0] for algorithm in ALGORITHMS)


class World:
    """A running server without sockets. `now` is its clock, `peer` the address that requests come from."""

    def __init__(self, settings: Settings | None = None, breached: BreachedPasswords | None = None) -> None:
        self.now = START
        self.peer = "127.0.0.1"
        self.language = ""
        """What browsers ask for (`Accept-Language`); empty for nothing."""
        self.breached = breached
        self.last_answer: Answer | None = None
        self.told_people: set[str] = set()
        """The reasons on the pages for end-users that were shown."""
        self._runner = asyncio.Runner()
        self.settings = settings or Settings(issuer=ISSUER, factors=FactorPolicy(second_factor="optional"))
        store = open_memory(issuer_id="default", clock=lambda: self.now)
        self.records = Noted(store.refusal_records)
        self.store = replace(store, refusal_records=self.records)
        self.doors = Doors(self.store, _SEALER, lambda: self.now, os.urandom, breached)
        self.commit(*(SaveSigningKey(key) for key in signing_keys()))
        self.commit(SaveResource(Resource(API, ("read", "write"), default=True)))
        self.parts = shared_parts(self.settings, self.doors, Secrets(b"r" * 32, b"i" * 32, b"p" * 32, b"a" * 32))
        self.wired = self.run(self._built())

    async def _built(self):
        return build(self.parts)

    def close(self) -> None:
        self._runner.close()

    def run(self, awaitable: Awaitable[T]) -> T:
        async def awaited() -> T:
            return await awaitable

        return self._runner.run(awaited())

    def commit(self, *effects: Effect) -> None:
        assert isinstance(self.run(self.store.unit_of_work.commit(effects)), Committed)

    def carry_out(self, decision: Decision[T, Effect]) -> T:
        assert isinstance(decision.outcome, Allowed), decision.outcome
        self.commit(*decision.effects)
        return decision.outcome.value

    # ------------------------------------------------------------ clients

    def client(self, *grants: str, method: str = "client_secret_basic", **members: Any) -> Credentials:
        """A registered client."""
        granted = grants or ("client_credentials",)
        if "authorization_code" in granted:
            members.setdefault("redirect_uris", (CALLBACK,))
        asked = ClientRegistration("A client", granted, method, **{"scopes": ("read",), **members})
        offer = offer_with(self.run(self.store.resources.list_all()))
        made = self.carry_out(register_client(asked, offer, entropy=os.urandom, now=self.now))
        return Credentials(made.client.client_id, made.secret.reveal() if made.secret else "")

    def change_client(self, client_id: str, **members: Any) -> Client:
        client = self.run(self.store.clients.find(client_id))
        assert client is not None
        changed = replace(client, revision=client.revision + 1, **members)
        self.commit(SaveClient(changed))
        return changed

    # ------------------------------------------------------------ people and what they approved

    def person(self) -> None:
        """An end-user `person`, signed in a minute ago."""
        at = int(self.now) - 60
        self.commit(AddEndUser(PERSON), StartEndUserSession(replace(SESSION, authenticated_at=at)))

    def web_client(self, **members: Any) -> Credentials:
        """A confidential client for whatever an end-user can approve, and the end-user."""
        if self.run(self.store.end_users.find(PERSON.subject)) is None:
            self.person()
        members.setdefault("scopes", ("openid", "offline_access", "read", "write"))
        return self.client("authorization_code", "refresh_token", **members)

    def code(self, credentials: Credentials, **changes: Any) -> str:
        """An authorization code as the authorization endpoint leaves it behind."""
        text = opaque_token.encode(opaque_token.AUTHORIZATION_CODE, os.urandom(32))
        now = int(self.now)
        stored = AuthorizationCode(
            code_hash=sha256(text.encode()),
            client_id=credentials.client_id,
            redirect_uri=CALLBACK,
            redirect_uri_given=True,
            subject=PERSON.subject,
            grant_id=f"grant-{text[-12:]}",
            scopes=("openid", "read"),
            resources=(),
            issued_at=now,
            expires_at=now + 60,
            remember_until=now + 10**6,
            auth_time=now - 60,
            session_id=SESSION.session_id,
            amr=("pwd",),
            code_challenge=s256_challenge(VERIFIER),
        )
        self.commit(SaveAuthorizationCode(replace(stored, **changes)))
        return text

    def exchange(self, credentials: Credentials, code: str, **form: str | None) -> Answer:
        """The token request with a code; a member that is None is left out."""
        whole = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": CALLBACK,
            "code_verifier": VERIFIER,
            **form,
        }
        return self.token(credentials, **{name: value for name, value in whole.items() if value is not None})

    def refresh_token(self, credentials: Credentials, **changes: Any) -> str:
        """A refresh token, just bought with a code."""
        answer = self.exchange(credentials, self.code(credentials, **changes))
        assert answer.status == 200, answer.body
        return str(answer.json()["refresh_token"])

    def refresh(self, credentials: Credentials, token: str, **form: str) -> Answer:
        """The token request with a refresh token."""
        return self.token(credentials, grant_type="refresh_token", refresh_token=token, **form)

    # ------------------------------------------------------------ HTTP

    def send(
        self,
        method: str,
        target: str,
        form: Iterable[tuple[str, str]] | dict[str, str] | None = None,
        *,
        basic: Credentials | None = None,
        bearer: str | None = None,
        headers: Iterable[tuple[str, str]] = (),
        body: bytes | None = None,
    ) -> Answer:
        """One request; `target` is the path with its query."""
        sent = [("host", "localhost:8400"), *headers]
        if self.language:
            sent.append(("accept-language", self.language))
        if form is not None:
            pairs = list(form.items()) if isinstance(form, dict) else list(form)
            body = urlencode(pairs).encode()
            sent.append(("content-type", "application/x-www-form-urlencoded"))
        if basic is not None:
            pair = base64.b64encode(f"{basic.client_id}:{basic.secret}".encode()).decode()
            sent.append(("authorization", f"Basic {pair}"))
        if bearer is not None:
            sent.append(("authorization", f"Bearer {bearer}"))
        if body is not None:
            sent.append(("content-length", str(len(body))))
        self.last_answer = self.run(self._exchange(method, target, sent, body or b""))
        return self.last_answer

    def send_at_once(
        self, target: str, forms: Iterable[dict[str, str]], headers: list[tuple[str, str]]
    ) -> list[Answer]:
        """Many POSTs in flight together."""
        sent = [*headers, ("content-type", "application/x-www-form-urlencoded")]

        async def together() -> list[Answer]:
            return await asyncio.gather(
                *(self._exchange("POST", target, sent, urlencode(form).encode()) for form in forms)
            )

        return self.run(together())

    def send_unfinished(self, target: str) -> Answer:
        """A POST whose body never ends."""
        headers = [("host", "localhost:8400"), ("content-type", "application/x-www-form-urlencoded")]
        self.last_answer = self.run(self._exchange("POST", target, headers, b"a=", more=True))
        return self.last_answer

    async def _exchange(
        self, method: str, target: str, headers: list[tuple[str, str]], body: bytes, *, more: bool = False
    ) -> Answer:
        path, _, query = target.partition("?")
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "headers": [(name.encode(), value.encode("latin-1")) for name, value in headers],
            "client": (self.peer, 4711),
            "server": ("127.0.0.1", 8400),
        }
        received = [{"type": "http.request", "body": body, "more_body": more}]
        sent: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            return received.pop(0) if received else await asyncio.Future()

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        await self.wired.application(scope, receive, send)
        start, *rest = sent
        pairs = tuple((name.decode().lower(), value.decode("latin-1")) for name, value in start["headers"])
        answer = Answer(start["status"], pairs, b"".join(message.get("body", b"") for message in rest))
        if path not in IN_ENGLISH and (answer.header("content-type") or "").startswith("text/html"):
            self.told_people.update(_ERROR_CODE.findall(answer.body.decode()))
        return answer

    def reason_of(self, answer: Answer) -> str:
        """The reason behind an answer's refusal id."""
        refusal_id = answer.header("refusal-id")
        assert refusal_id is not None, (answer.status, answer.body[:300])
        record = self.run(self.store.refusal_records.find(refusal_id))
        assert record is not None
        return record.reason

    def last_reason(self) -> str:
        """The reason of the newest record, for answers that must not carry an id (RFC 7662)."""
        return self.records.put_so_far[-1].reason

    def refused(self, *arguments: Any, **more: Any) -> str:
        """The reason for which a request is refused: `send` and `reason_of`."""
        return self.reason_of(self.send(*arguments, **more))

    def token(self, credentials: Credentials, **form: str) -> Answer:
        """A token request."""
        return self.send("POST", "/token", form, basic=credentials)

    def token_refused(self, credentials: Credentials, **form: str) -> str:
        """The reason for which a token request is refused."""
        return self.reason_of(self.token(credentials, **form))
