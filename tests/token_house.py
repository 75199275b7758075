"""A whole token endpoint on a memory or SQLite store, with clients, an end-user and a clock that the test moves."""

from __future__ import annotations

import asyncio
import base64
import json
import os
from collections.abc import Coroutine
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlencode

from assay.checks.pkce.verifier_match import s256_challenge
from assay.formats import opaque_token
from assay.formats.raw_request import RawRequest
from assay.model.authorization_code import AuthorizationCode
from assay.model.client import Client, ClientSecret
from assay.model.effects import AddEndUser, Effect, SaveAuthorizationCode, SaveClient, SaveResource, StartEndUserSession
from assay.model.end_user import EndUser, EndUserSession
from assay.model.factor import Proof
from assay.model.refusal_record import RefusalRecord
from assay.model.resource import Resource
from assay.ports.store import Store
from assay.primitives.client_secret import client_secret_digest
from assay.primitives.hashing import sha256
from assay.primitives.sealing import Sealer
from assay.server.client_authentication.authentication import ClientAuthentication
from assay.server.client_authentication.failures import ClientFailures, FailureLimits
from assay.server.client_authentication.method import Audience
from assay.server.endpoints.token import TokenEndpoint, TokenSettings
from assay.server.issuance.grant_ids import GrantIds, StatusListSettings
from assay.server.issuance.issuing import TokenIssuer
from assay.server.issuance.key_making import KeyMaker
from assay.server.issuance.lifetimes import Lifetimes
from assay.server.issuance.refresh_token import RefreshTokenMint
from assay.server.issuance.server_secrets import REFRESH_TOKEN, REFUSAL_ID, ServerSecrets
from assay.server.issuance.signers import Signers
from assay.server.issuance.signing_keys import KeySettings
from assay.server.issuance.token_response import TokenResponse
from assay.server.rate_limiting.in_process import InProcessRateLimits
from assay.server.refusals.recorder import RefusalRecorder
from assay.server.refusals.refusal_ids import RefusalIds
from assay.server.refusals.refused_request import RefusedRequest
from assay.storage.memory import open_memory
from assay.storage.sqlite import open_sqlite

T = TypeVar("T")
ISSUER = "https://issuer.example"
API = "https://api.example"
FILES = "https://files.example"
CALLBACK = "https://client.example/cb"
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
START = 1_800_000_000
SECRET = opaque_token.encode(opaque_token.CLIENT_SECRET, bytes(range(32)))
SCOPES = ("openid", "profile", "offline_access", "api.read", "api.write")
GRANTS = ("client_credentials", "authorization_code", "refresh_token")


def client(client_id: str, method: str = "client_secret_basic", **changes: Any) -> Client:
    salt = b"0123456789abcdef"
    secret = ClientSecret("s1", salt, client_secret_digest(salt, SECRET), 0)
    made = Client(client_id, client_id.title(), method, GRANTS, scopes=SCOPES, secrets=(secret,))
    return replace(made, **changes)


CLIENTS = (
    client("confidential"),
    client("rotating", rotate_refresh_tokens=True),
    client("other"),
    client("public", "none", secrets=()),
    client("without-grants", grant_types=()),
    client("without-refresh", grant_types=("authorization_code",)),
    client("files-only", resources=(FILES,)),
    client("both", scopes=(*SCOPES, "files.read"), resources=(API, FILES)),
    client("files-and-rsa", resources=(FILES, "https://rsa.example")),
    client("api-and-rsa", resources=(API, "https://rsa.example")),
    client("ends", id_token_signed_response_alg="EdDSA"),
)
RESOURCES = (
    Resource(API, ("api.read", "api.write"), default=True),
    Resource(FILES, access_token_lifetime=60),
    Resource("https://rsa.example", access_token_signing_alg="RS256", access_token_lifetime=10**9),
)
END_USER = EndUser("person", "person", None)
SESSION = EndUserSession(b"s" * 32, "session", "person", START - 60, (Proof("password", START - 60),), START + 10**7)


@dataclass
class TokenHouse:
    """Drive it inside one event loop: `run(scenario)`."""

    kind: str
    folder: Path
    now: float = float(START)

    async def open(self, lifetimes: Lifetimes | None = None) -> TokenHouse:
        self.store = self._opened()
        self.sealer = Sealer(bytes(32))
        self.lifetimes = lifetimes or Lifetimes()
        maker = KeyMaker("default", self.sealer, os.urandom, KeySettings(), self.lifetimes.longest_signed)
        await maker.make_due_keys(self.store.signing_keys, self.store.unit_of_work, START)
        secrets = ServerSecrets(self.store.signing_keys, self.store.unit_of_work, self.sealer, os.urandom, "default")
        self.mint = RefreshTokenMint(await secrets.find_or_make(REFRESH_TOKEN, START), "default")
        self.ids = RefusalIds(await secrets.find_or_make(REFUSAL_ID, START), os.urandom)
        await self.commit(*(SaveClient(each) for each in CLIENTS))
        await self.commit(*(SaveResource(each) for each in RESOURCES))
        await self.commit(AddEndUser(END_USER), StartEndUserSession(SESSION))
        self.build()
        return self

    def build(self, store: Store | None = None) -> None:
        """The endpoint, over this store or another view of it."""
        store = store or self.store
        self.recorder = RefusalRecorder(store.refusal_records, store.events, self.ids)
        self.endpoint = TokenEndpoint(
            TokenSettings(ISSUER, self.lifetimes),
            store,
            ClientAuthentication(
                store.clients,
                store.unit_of_work,
                Audience(ISSUER, ISSUER + "/token"),
                ClientFailures(InProcessRateLimits(), FailureLimits()),
            ),
            TokenIssuer(ISSUER, Signers(store.signing_keys, self.sealer, "default"), self.lifetimes, self.mint),
            self.recorder,
            os.urandom,
            GrantIds(store.token_statuses, store.unit_of_work, os.urandom, StatusListSettings(), self.lifetimes),
        )

    async def commit(self, *effects: Effect) -> None:
        await self.store.unit_of_work.commit(effects)

    async def code(self, client_id: str = "confidential", **changes: Any) -> str:
        """A new authorization code, as the authorization endpoint stores it."""
        text = opaque_token.encode(opaque_token.AUTHORIZATION_CODE, os.urandom(32))
        now = int(self.now)
        stored = AuthorizationCode(
            code_hash=sha256(text.encode()),
            client_id=client_id,
            redirect_uri=CALLBACK,
            redirect_uri_given=True,
            subject="person",
            grant_id=f"grant-{text[-12:]}",
            scopes=("openid", "api.read"),
            resources=(),
            issued_at=now,
            expires_at=now + 60,
            remember_until=now + 10**6,
            auth_time=START - 60,
            session_id="session",
            amr=("pwd",),
            nonce="n-0S6_WzA2Mj",
            code_challenge=s256_challenge(VERIFIER),
        )
        await self.commit(SaveAuthorizationCode(replace(stored, **changes)))
        return text

    async def post(
        self, client_id: str | None = "confidential", /, **form: str | None
    ) -> TokenResponse | RefusedRequest:
        """A token request, authenticated by Basic, or by client_id alone for the public client."""
        return await self.send(request_of(client_id, **form))

    async def send(self, request: RawRequest) -> TokenResponse | RefusedRequest:
        return await self.endpoint(request, self.now)

    async def exchange(
        self, code: str, client_id: str = "confidential", /, **form: str | None
    ) -> TokenResponse | RefusedRequest:
        given = {"code": code, "redirect_uri": CALLBACK, "code_verifier": VERIFIER, **form}
        return await self.post(client_id, grant_type="authorization_code", **given)

    async def refresh(
        self, token: str, client_id: str = "confidential", **form: str | None
    ) -> TokenResponse | RefusedRequest:
        return await self.post(client_id, grant_type="refresh_token", refresh_token=token, **form)

    async def refresh_token(self, client_id: str = "confidential", **changes: Any) -> str:
        """A refresh token that was just bought with a code."""
        answer = allowed(await self.exchange(await self.code(client_id, **changes), client_id))
        assert answer.refresh_token is not None
        return answer.refresh_token

    async def record_of(self, answer: object) -> RefusalRecord:
        assert isinstance(answer, RefusedRequest), answer
        record = await self.store.refusal_records.find(answer.refusal_id)
        assert record is not None
        return record

    def _opened(self) -> Store:
        if self.kind == "memory":
            return open_memory(issuer_id="default", clock=lambda: self.now)
        return open_sqlite(self.folder / "assay.db", issuer_id="default", clock=lambda: self.now)

    def run(self, scenario: Coroutine[Any, Any, T]) -> T:
        async def whole() -> T:
            await self.open()
            try:
                return await scenario
            finally:
                await self.store.maintenance.close()

        return asyncio.run(whole())


def request_of(client_id: str | None, /, **form: str | None) -> RawRequest:
    headers = [(b"content-type", b"application/x-www-form-urlencoded")]
    fields = {name: value for name, value in form.items() if value is not None}
    if client_id == "public":
        fields["client_id"] = client_id
    elif client_id is not None:
        credentials = base64.b64encode(f"{client_id}:{SECRET}".encode())
        headers.append((b"authorization", b"Basic " + credentials))
    return RawRequest("POST", "/token", headers=tuple(headers), body=urlencode(fields).encode(), request_id="req")


def allowed(answer: TokenResponse | RefusedRequest) -> TokenResponse:
    assert isinstance(answer, TokenResponse), answer
    return answer


def reason_of(answer: TokenResponse | RefusedRequest) -> str:
    assert isinstance(answer, RefusedRequest), answer
    return answer.refused.reason.code


def claims_of(jwt: str | None) -> dict[str, Any]:
    assert jwt is not None
    payload = jwt.split(".")[1]
    return dict(json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4))))


def header_of(jwt: str | None) -> dict[str, Any]:
    assert jwt is not None
    header = jwt.split(".")[0]
    return dict(json.loads(base64.urlsafe_b64decode(header + "=" * (-len(header) % 4))))
