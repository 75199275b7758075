"""One suite for every backend: a test asks for `on_store` and runs once on each.

A further backend is one more entry in `BACKENDS`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest

from assay.decision import CheckOutcome
from assay.model.authorization_code import AuthorizationCode
from assay.model.authorization_request import AuthorizationRequest, PendingAuthorizationRequest
from assay.model.client import Client, ClientSecret
from assay.model.client_logo import ClientLogo
from assay.model.consent import Consent
from assay.model.device_authorization import DeviceApproval, DeviceAuthorization
from assay.model.email_link import EmailLink
from assay.model.end_user import EndUser, EndUserSession
from assay.model.event import Event
from assay.model.factor import Proof
from assay.model.outgoing_message import OutgoingMessage
from assay.model.passkey import Passkey
from assay.model.refresh_token import RefreshTokenFamily
from assay.model.refusal_record import RefusalRecord
from assay.model.resource import Resource, ScopeDescription
from assay.model.second_factor import KnownDevice, TotpCredential
from assay.model.signing_key import ServerSecret, SigningKey
from assay.model.status_block import StatusBlock
from assay.ports.store import Store
from assay.storage.memory import open_memory
from assay.storage.postgresql import open_postgresql
from assay.storage.postgresql.target import PostgresqlTarget
from assay.storage.retention import Retention
from assay.storage.sqlite import open_sqlite

NOW = 1_800_000_000

BACKENDS: dict[str, Callable[..., Store]] = {
    "memory": lambda request, **options: open_memory(**options),
    "sqlite": lambda request, **options: open_sqlite(request.getfixturevalue("tmp_path") / "assay.db", **options),
    # One database for all tests, as one may be for several issuers: each test is an issuer of its own.
    "postgresql": lambda request, **options: open_postgresql(
        PostgresqlTarget(request.getfixturevalue("postgresql_database"), patience=20),
        **{**options, "issuer_id": f"{options['issuer_id']} of {request.node.nodeid}"},
    ),
}


@pytest.fixture(params=BACKENDS)
def open_store(request: pytest.FixtureRequest) -> Callable[..., Store]:
    """Opens a store of the backend under test; options as for `open_…`."""
    if request.param == "postgresql":
        request.getfixturevalue("postgresql_database")  # made before any loop runs

    def opened(**options: Any) -> Store:
        return BACKENDS[request.param](request, **{"issuer_id": "default", "clock": lambda: float(NOW), **options})

    return opened


@pytest.fixture
def as_processes(open_store: Callable[..., Store], request: pytest.FixtureRequest) -> Callable[[int], list[Store]]:
    """So many stores as processes of one database have; the memory of a process is its own, so there it is one."""
    own = request.node.callspec.params["open_store"] == "memory"

    def opened(processes: int) -> list[Store]:
        return [open_store() for _ in range(1 if own else processes)]

    return opened


@pytest.fixture
def on_store(open_store: Callable[..., Store]) -> Callable[..., Any]:
    """Runs an async scenario on a fresh store and closes it: `on_store(scenario)`."""

    def run(scenario: Callable[[Store], Awaitable[Any]], **options: Any) -> Any:
        async def whole() -> Any:
            store = open_store(**options)
            try:
                return await scenario(store)
            finally:
                await store.maintenance.close()

        return asyncio.run(whole())

    return run


class Samples:
    """Records with every member filled, so that a column that is lost shows."""

    NOW = NOW

    def client(self, client_id: str = "client-1", **changes: Any) -> Client:
        secrets = (ClientSecret("cs1", b"\x00salt", b"\xffdigest", NOW, None), ClientSecret("cs2", b"s", b"d", 1, 2))
        client = Client(
            client_id=client_id,
            name='Läden "R" Us\n',
            token_endpoint_auth_method="client_secret_basic",
            grant_types=("authorization_code", "refresh_token"),
            redirect_uris=("https://client.example/cb?x=1", "http://127.0.0.1/cb"),
            scopes=("openid", "reports:read"),
            resources=("https://api.example",),
            secrets=secrets,
            jwks='{"keys":[]}',
            id_token_signed_response_alg="ES256",
            post_logout_redirect_uris=("https://client.example/bye",),
            backchannel_logout_uri="https://client.example/logout",
            backchannel_logout_session_required=True,
            pkce_required=False,
            first_party=True,
            rotate_refresh_tokens=True,
            created_at=NOW,
            disabled_at=NOW + 1,
            client_uri="https://client.example/",
            logo_uri="https://client.example/logo.png",
            policy_uri="https://client.example/policy#us",
            tos_uri="https://client.example/terms",
            contacts=("ops@client.example", "help@client.example"),
            logo="00ff.png",
            revision=0,
        )
        return replace(client, **changes)

    def logo(self, client_id: str = "client-1", **changes: Any) -> ClientLogo:
        return replace(ClientLogo(client_id, "00ff.png", b"\x89PNG\r\n\x00\xff" * 400), **changes)

    def resource(self, identifier: str = "https://api.example", **changes: Any) -> Resource:
        described = (ScopeDescription("reports:read", "de", 'Ihre "Berichte" sehen'),)
        resource = Resource(identifier, ("reports:read",), 60, "RS256", ("client-1", "client-2"), False, NOW, described)
        return replace(resource, **changes)

    def end_user(self, subject: str = "sub-1", **changes: Any) -> EndUser:
        return replace(
            EndUser(subject, f"{subject}-ä", "$argon2id$…", '{"name":"Ä"}', NOW, NOW + 1, NOW + 2), **changes
        )

    def session(self, session_id: str = "sid-1", **changes: Any) -> EndUserSession:
        session = EndUserSession(
            session_hash=session_id.encode() + bytes(27),
            session_id=session_id,
            subject="sub-1",
            authenticated_at=NOW,
            proofs=(Proof("password", NOW), Proof("totp", NOW + 9)),
            expires_at=NOW + 900,
            ended_at=None,
            complete=False,
            started_at=NOW - 3,
            last_used_at=NOW - 2,
            network="192.0.2.1",
            device="Firefox on Linux",
            rotated_at=NOW - 1,
            previous_hash=None,
            rotation_nonce=None,
            confirmed_at=NOW - 1,
        )
        return replace(session, **changes)

    def totp(self, subject: str = "sub-1", **changes: Any) -> TotpCredential:
        return replace(TotpCredential(subject, b"\x01sealed", 5, NOW), **changes)

    def device(self, device_id: str = "device-1", **changes: Any) -> KnownDevice:
        return replace(KnownDevice(device_id, "sub-1", b"d" * 32, NOW, NOW + 900, NOW + 60), **changes)

    def link(self, token_hash: bytes = b"l" * 32, **changes: Any) -> EmailLink:
        return replace(EmailLink(token_hash, "password_reset", "sub-1", "ä@example.org", NOW, NOW + 900), **changes)

    def passkey(self, credential_id: bytes = b"\x00c1", **changes: Any) -> Passkey:
        passkey = Passkey(
            credential_id,
            "sub-1",
            b"\xff" * 32,
            b"\xa5cose",
            2**32 - 1,
            ("hybrid", "internal"),
            backup_eligible=True,
            backed_up=True,
            name='Ada\'s "Ä" key',
            created_at=NOW,
            last_used_at=NOW + 1,
        )
        return replace(passkey, **changes)

    def request(self, **changes: Any) -> AuthorizationRequest:
        request = AuthorizationRequest(
            client_id="client-1",
            redirect_uri="https://client.example/cb",
            redirect_uri_given=True,
            response_mode="form_post",
            scopes=("openid",),
            resources=("https://api.example",),
            state="\x00 state ☃",
            nonce="n",
            code_challenge="c" * 43,
            prompt=("login", "consent"),
            max_age=0,
            login_hint="ann",
            acr_values=("1",),
            claims='{"userinfo":{}}',
            id_token_hint_subject="sub-1",
            individual_claims='{"userinfo":{"name":null}}',
        )
        return replace(request, **changes)

    def pending(self, handle: bytes = b"h" * 32, **changes: Any) -> PendingAuthorizationRequest:
        pending = PendingAuthorizationRequest(handle, b"b" * 32, self.request(), NOW, NOW + 600, "sid-1", NOW + 5)
        return replace(pending, **changes)

    def consent(self, **changes: Any) -> Consent:
        return replace(Consent("client-1", "sub-1", ("openid", "a b"), ("https://api.example",), NOW), **changes)

    def code(self, code_hash: bytes = b"c" * 32, **changes: Any) -> AuthorizationCode:
        code = AuthorizationCode(
            code_hash=code_hash,
            client_id="client-1",
            redirect_uri="https://client.example/cb",
            redirect_uri_given=True,
            subject="sub-1",
            grant_id="grant-1",
            scopes=("openid",),
            resources=("https://api.example", "https://other.example"),
            issued_at=NOW,
            expires_at=NOW + 60,
            remember_until=NOW + 300,
            auth_time=NOW - 5,
            session_id="sid-1",
            amr=("pwd",),
            acr="1",
            nonce="n",
            code_challenge="c" * 43,
            individual_claims='{"id_token":{"email":["a"]}}',
        )
        return replace(code, **changes)

    def approval(self, **changes: Any) -> DeviceApproval:
        return replace(DeviceApproval("sub-1", "sid-1", "grant-1", NOW - 5, ("pwd", "otp"), "aal2"), **changes)

    def device_authorization(self, device_code_hash: bytes = b"d" * 32, **changes: Any) -> DeviceAuthorization:
        authorization = DeviceAuthorization(
            device_code_hash=device_code_hash,
            user_code="BCDFGHJK",
            client_id="client-1",
            scopes=("openid", "reports:read"),
            resources=("https://api.example",),
            created_at=NOW,
            expires_at=NOW + 900,
            interval=5,
            network="192.0.2.1",
            device="curl on Linux",
        )
        return replace(authorization, **changes)

    def family(self, family_id: bytes = b"f" * 16, **changes: Any) -> RefreshTokenFamily:
        family = RefreshTokenFamily(
            family_id=family_id,
            client_id="client-1",
            subject="sub-1",
            grant_id="grant-1",
            scopes=("openid", "offline_access"),
            resources=("https://api.example",),
            issued_at=NOW,
            generation=1,
            rotated_at=NOW,
            idle_expires_at=NOW + 700,
            expires_at=NOW + 3000,
            auth_time=NOW - 5,
            session_id=None,
            amr=("pwd",),
            acr="1",
            nonce="n",
            individual_claims='{"userinfo":{"email":["a"]}}',
        )
        return replace(family, **changes)

    def key(self, kid: str = "kid-1", **changes: Any) -> SigningKey:
        return replace(
            SigningKey(kid, "ES256", '{"kty":"EC"}', b"\x01sealed", NOW, NOW + 1, NOW + 2, NOW + 3), **changes
        )

    def secret(self, purpose: str = "refresh_token", sealed: bytes = b"\x01sealed") -> ServerSecret:
        return ServerSecret(purpose, sealed, NOW)

    def message(self, message_id: str = "m1", **changes: Any) -> OutgoingMessage:
        message = OutgoingMessage(message_id, "mail", b"\x01sealed\x00", NOW, NOW, NOW + 600, 0, None, "it was away")
        return replace(message, **changes)

    def block(self, first: int = 0, size: int = 4, **changes: Any) -> StatusBlock:
        return replace(StatusBlock(first, size, "client-1", NOW + 50), **changes)

    def event(self, kind: str = "client.created", **changes: Any) -> Event:
        return replace(Event(kind, NOW, "client-1", "sub-1", "grant-1", "token.expired", "rf_x", '{"a":1}'), **changes)

    def refusal(self, refusal_id: str = "rf_1", **changes: Any) -> RefusalRecord:
        record = RefusalRecord(
            refusal_id=refusal_id,
            reason="token.audience_mismatch",
            at=NOW + 0.25,
            endpoint="token",
            client_id="client-1",
            claimed_client_id="client-2",
            owner_id="client-3",
            subject="sub-1",
            evidence={"seen": "\udc80 x", "names": ("a", "b"), "limit": 5, "ratio": 0.5, "flag": True, "absent": None},
            trace=(CheckOutcome("signature", "passed"), CheckOutcome("audience", "refused")),
            request_id="req-1",
            kid="kid-1",
            count=3,
            first_at=NOW + 0.125,
            last_at=NOW + 0.5,
        )
        return replace(record, **changes)


@pytest.fixture
def a() -> Samples:
    """Sample records: `a.client()`, `a.code(expires_at=…)`."""
    return Samples()


@pytest.fixture
def retention() -> Callable[..., Retention]:
    """Retention with no mercy but what is asked for."""

    def made(**changes: Any) -> Retention:
        nothing = Retention(0, 0, 0, 0, 100_000, 0, 0)
        return replace(nothing, **changes)

    return made
