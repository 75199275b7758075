from __future__ import annotations

import asyncio
import os
from base64 import b64encode
from dataclasses import replace

import pytest

from assay.formats import opaque_token
from assay.formats.form import Form
from assay.formats.raw_request import RawRequest
from assay.model.client import Client, ClientSecret
from assay.model.effects import SaveClient
from assay.ports.store import Store
from assay.primitives.client_secret import client_secret_digest
from assay.server.client_authentication import secrets
from assay.server.client_authentication.authentication import ClientAuthentication, UnauthenticatedClient
from assay.server.client_authentication.failures import ClientFailures, FailureLimits
from assay.server.client_authentication.method import Audience, AuthenticatedClient
from assay.server.rate_limiting.in_process import InProcessRateLimits
from assay.server.refusals.disclosure import public_reason
from assay.storage.memory import open_memory

NOW = 1_800_000_000.0
SECRET = opaque_token.encode(opaque_token.CLIENT_SECRET, bytes(range(32)))
OTHER_SECRET = opaque_token.encode(opaque_token.CLIENT_SECRET, b"\x07" * 32)


def stored(secret: str, expires_at: int | None = None) -> ClientSecret:
    salt = os.urandom(16)
    return ClientSecret(f"id-{secret[-4:]}", salt, client_secret_digest(salt, secret), 0, expires_at)


BASIC = Client("basic", "Basic", "client_secret_basic", ("client_credentials",), secrets=(stored(SECRET),))
CLIENTS = (
    BASIC,
    replace(BASIC, client_id="post", token_endpoint_auth_method="client_secret_post"),
    replace(BASIC, client_id="public", token_endpoint_auth_method="none", secrets=()),
    replace(BASIC, client_id="two", secrets=(stored(OTHER_SECRET), stored(SECRET))),
    replace(BASIC, client_id="rotated", secrets=(stored(SECRET, int(NOW) - 1), stored(OTHER_SECRET))),
    replace(BASIC, client_id="disabled", disabled_at=int(NOW) - 60),
    replace(BASIC, client_id="disabled-public", token_endpoint_auth_method="none", disabled_at=int(NOW) - 60),
    replace(BASIC, client_id="chosen", secrets=(stored("a+b c"),)),
    replace(BASIC, client_id="https://client.example/a", secrets=(stored(SECRET),)),
)


def opened() -> Store:
    store = open_memory(issuer_id="default", clock=lambda: NOW)
    asyncio.run(store.unit_of_work.commit([SaveClient(client) for client in CLIENTS]))
    return store


def basic(text: str) -> tuple[tuple[bytes, bytes], ...]:
    return ((b"authorization", b"Basic " + b64encode(text.encode())),)


def authenticate(
    headers: tuple[tuple[bytes, bytes], ...] = (), store: Store | None = None, **form: str
) -> AuthenticatedClient | UnauthenticatedClient:
    store = store or opened()
    authentication = ClientAuthentication(
        store.clients,
        store.unit_of_work,
        Audience("https://i", "https://i/token"),
        ClientFailures(InProcessRateLimits(), FailureLimits()),
    )
    given: Form = {name: (value,) for name, value in form.items()}
    return asyncio.run(authentication.authenticate(RawRequest("POST", "/token", headers=headers), given, NOW))


def reason_of(outcome: AuthenticatedClient | UnauthenticatedClient) -> str:
    assert isinstance(outcome, UnauthenticatedClient)
    return outcome.refused.reason.code


@pytest.mark.parametrize(
    ("headers", "form", "client_id", "method"),
    [
        (basic(f"basic:{SECRET}"), {}, "basic", "client_secret_basic"),
        (basic(f"basic:{SECRET}"), {"client_id": "basic"}, "basic", "client_secret_basic"),
        (((b"authorization", b"bAsIc  " + b64encode(f"basic:{SECRET}".encode())),), {}, "basic", "client_secret_basic"),
        (basic(f"two:{SECRET}"), {}, "two", "client_secret_basic"),
        (basic(f"two:{OTHER_SECRET}"), {}, "two", "client_secret_basic"),
        (basic(f"rotated:{OTHER_SECRET}"), {}, "rotated", "client_secret_basic"),
        (basic("chosen:a%2Bb+c"), {}, "chosen", "client_secret_basic"),
        (basic(f"https%3A%2F%2Fclient.example%2Fa:{SECRET}"), {}, "https://client.example/a", "client_secret_basic"),
        ((), {"client_id": "post", "client_secret": SECRET}, "post", "client_secret_post"),
        ((), {"client_id": "public"}, "public", "none"),
        ((), {"client_id": "public", "client_secret": ""}, "public", "none"),
    ],
)
def test_a_client_proves_itself_in_its_registered_way(
    headers: tuple[tuple[bytes, bytes], ...], form: dict[str, str], client_id: str, method: str
) -> None:
    outcome = authenticate(headers, **form)
    assert isinstance(outcome, AuthenticatedClient)
    assert (outcome.client.client_id, outcome.method, outcome.effects) == (client_id, method, ())


REFUSALS = [
    ("client.credentials_missing", (), {}),
    ("client.scheme_unsupported", ((b"authorization", b"Bearer abc"),), {}),
    ("client.scheme_unsupported", ((b"authorization", SECRET.encode()),), {}),
    ("client.scheme_unsupported", ((b"authorization", b""),), {}),
    ("client.basic_malformed", ((b"authorization", b"Basic abc"),), {}),
    ("client.basic_malformed", ((b"authorization", b"Basic"),), {}),
    ("client.several_methods", basic(f"basic:{SECRET}") * 2, {}),
    ("client.several_methods", basic(f"basic:{SECRET}"), {"client_id": "basic", "client_secret": SECRET}),
    ("client.several_methods", basic(f"basic:{SECRET}"), {"client_secret": SECRET}),
    ("request.parameter_missing", (), {"client_secret": SECRET}),
    ("client.id_mismatch", basic(f"basic:{SECRET}"), {"client_id": "post"}),
    ("client.unknown", basic(f"nobody:{SECRET}"), {}),
    ("client.unknown", (), {"client_id": "nobody", "client_secret": SECRET}),
    ("client.unknown", (), {"client_id": "nobody"}),
    ("client.secret_mismatch", basic(f"basic:{OTHER_SECRET}"), {}),
    ("client.secret_mismatch", basic("basic:"), {}),
    ("client.secret_mismatch", (), {"client_id": "post", "client_secret": OTHER_SECRET}),
    ("client.secret_expired", basic(f"rotated:{SECRET}"), {}),
    ("client.disabled", basic(f"disabled:{SECRET}"), {}),
    ("client.disabled", basic(f"disabled:{OTHER_SECRET}"), {}),
    ("client.disabled", (), {"client_id": "disabled-public"}),
    ("client.method_not_registered", basic(f"post:{SECRET}"), {}),
    ("client.method_not_registered", (), {"client_id": "basic", "client_secret": SECRET}),
    ("client.method_not_registered", (), {"client_id": "basic"}),
    ("client.method_not_registered", basic("public:"), {}),
    ("client.basic_not_form_encoded", basic("chosen:a+b c"), {}),
    ("client.basic_not_form_encoded", basic(f"https://client.example/a:{SECRET}"), {}),
]


@pytest.mark.parametrize(("code", "headers", "form"), REFUSALS)
def test_every_other_way_is_refused_for_its_own_reason(
    code: str, headers: tuple[tuple[bytes, bytes], ...], form: dict[str, str]
) -> None:
    assert reason_of(authenticate(headers, **form)) == code


@pytest.mark.parametrize(("code", "headers", "form"), REFUSALS)
def test_no_refusal_keeps_a_secret(code: str, headers: tuple[tuple[bytes, bytes], ...], form: dict[str, str]) -> None:
    kept = repr(authenticate(headers, **form))
    assert SECRET not in kept and OTHER_SECRET not in kept, code


@pytest.mark.parametrize(
    ("headers", "passed", "refused", "not_reached"),
    [
        ((), "credentials_readable", "credentials_present", "one_method one_client few_failures client few_requests"),
        (
            basic(f"nobody:{SECRET}"),
            "credentials few_failures",
            "client_known",
            "client_enabled method_registered form_encoded secret_matches secret_unexpired few_requests",
        ),
        (
            basic(f"basic:{OTHER_SECRET}"),
            "credentials few_failures client_known client_enabled method_registered form_encoded",
            "secret_matches",
            "secret_unexpired few_requests",
        ),
        (
            basic(f"rotated:{SECRET}"),
            "credentials few_failures client_known client_enabled method_registered form_encoded secret_matches",
            "secret_unexpired",
            "few_requests",
        ),
        (
            basic("chosen:a+b c"),
            "credentials few_failures client_known client_enabled method_registered",
            "form_encoded",
            "secret_matches secret_unexpired few_requests",
        ),
    ],
)
def test_the_trace_tells_which_checks_passed_and_which_were_not_reached(
    headers: tuple[tuple[bytes, bytes], ...], passed: str, refused: str, not_reached: str
) -> None:
    outcome = authenticate(headers)
    assert isinstance(outcome, UnauthenticatedClient)
    assert [(line.check, line.outcome) for line in outcome.refused.trace] == [
        *((check, "passed") for check in passed.split()),
        (refused, "refused"),
        *((check, "not_reached") for check in not_reached.split()),
    ]


def test_what_the_server_knows_is_told_to_strangers_as_one_reason() -> None:
    hidden = {
        public_reason(outcome.refused.reason).code
        for code, headers, form in REFUSALS
        if isinstance(outcome := authenticate(headers, **form), UnauthenticatedClient)
        and outcome.refused.reason.tier.value != "A"
    }
    assert hidden == {"client.authentication_failed"}


def test_a_refusal_belongs_to_the_client_that_was_named_if_there_is_one() -> None:
    outcome = authenticate(basic(f"basic:{OTHER_SECRET}"))
    assert isinstance(outcome, UnauthenticatedClient)
    assert (outcome.claimed_client_id, outcome.owner_id) == ("basic", "basic")
    outcome = authenticate(basic(f"nobody:{OTHER_SECRET}"))
    assert isinstance(outcome, UnauthenticatedClient)
    assert (outcome.claimed_client_id, outcome.owner_id) == ("nobody", None)


@pytest.mark.parametrize(
    ("presented", "looks_like"),
    [
        (OTHER_SECRET, "a client secret of an Assay server, whole"),
        (OTHER_SECRET[:-1], "a client secret of an Assay server, damaged: its checksum does not fit"),
        (OTHER_SECRET + "%20", "a client secret of an Assay server with white space around it"),
        (opaque_token.encode(opaque_token.REFRESH_TOKEN, b"x"), "a refresh token, whole"),
        ("", "nothing at all"),
        ("eyJhbGciOiJub25lIn0.e30.", "a JSON Web Token"),
        ("hunter2", "a text that no Assay server has made"),
    ],
)
def test_the_shape_of_a_wrong_secret_is_told(presented: str, looks_like: str) -> None:
    outcome = authenticate(basic(f"basic:{presented}"))
    assert isinstance(outcome, UnauthenticatedClient)
    assert outcome.refused.evidence["looks_like"] == looks_like
    assert outcome.refused.evidence["live_secrets"] == 1


class Counter:
    def __init__(self) -> None:
        self.count = 0


@pytest.mark.parametrize("credentials", [f"{{}}:{OTHER_SECRET}", "{}:a+b", "{}:a:b"])
def test_unknown_disabled_wrong_and_otherwise_registered_cost_the_same_reads_and_hashes(
    credentials: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    spent = set()
    for client_id in ("nobody", "basic", "two", "rotated", "disabled", "post", "public", "chosen"):
        store, hashes, reads = opened(), Counter(), Counter()

        class CountedClients:
            async def find(self, wanted: str, store: Store = store, reads: Counter = reads) -> Client | None:
                reads.count += 1
                return await store.clients.find(wanted)

            async def list_all(self) -> tuple[Client, ...]:
                return ()

        def counted_digest(salt: bytes, secret: str, hashes: Counter = hashes) -> bytes:
            hashes.count += 1
            return client_secret_digest(salt, secret)

        monkeypatch.setattr(secrets, "client_secret_digest", counted_digest)
        authenticate(basic(credentials.format(client_id)), replace(store, clients=CountedClients()))
        spent.add((reads.count, hashes.count))
    assert len(spent) == 1
    ((reads_spent, hashes_spent),) = spent
    assert reads_spent >= 1 and hashes_spent >= 2
