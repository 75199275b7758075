from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import pytest

from assay.decision.stages import Stages
from assay.formats.base64url import encode_text
from assay.formats.jose.jwk import public_jwk
from assay.formats.jose.jwt import CompactSigner, claims_json, token_header
from assay.formats.raw_request import RawRequest
from assay.model.client import Client
from assay.model.effects import RememberOnce, SaveClient
from assay.ports.store import Store
from assay.primitives import public_keys
from assay.primitives.signing import PrivateKey, generate
from assay.server.client_authentication import private_key_jwt
from assay.server.client_authentication.authentication import STAGE, ClientAuthentication, UnauthenticatedClient
from assay.server.client_authentication.failures import ClientFailures, FailureLimits
from assay.server.client_authentication.method import Audience, AuthenticatedClient
from assay.server.client_authentication.private_key_jwt import ASSERTION_TYPE
from assay.server.rate_limiting.in_process import InProcessRateLimits
from assay.storage.memory import open_memory

NOW = 1_800_000_000.0
ISSUER = "https://issuer.example"
TOKEN_ENDPOINT = ISSUER + "/token"
KEYS = {algorithm: generate(algorithm) for algorithm in ("ES256", "RS256", "EdDSA", "PS256", "ES384")}
OTHER = generate("ES256")


def jwks(*keys: PrivateKey) -> str:
    return json.dumps({"keys": [public_jwk(key.public_members(), algorithm=key.algorithm) for key in keys]})


CLIENT = Client("machine", "Machine", "private_key_jwt", ("client_credentials",), jwks=jwks(*KEYS.values()))
CLIENTS = (
    CLIENT,
    replace(CLIENT, client_id="disabled", disabled_at=1),
    replace(CLIENT, client_id="basic", token_endpoint_auth_method="client_secret_basic", jwks=None),
    replace(CLIENT, client_id="keyless", jwks=None),
)


def assertion(key: PrivateKey = KEYS["ES256"], kid: str | None = "own", typ: str = "JWT", **changes: Any) -> str:
    claims = {
        "iss": "machine", "sub": "machine", "aud": ISSUER, "jti": "once", "iat": int(NOW), "exp": int(NOW) + 60, **changes
    }  # fmt: skip
    own = public_jwk(key.public_members(), algorithm=key.algorithm)["kid"]
    header = token_header(algorithm=key.algorithm, kid=own if kid == "own" else kid or "", type=typ)
    if kid is None:
        del header["kid"]
    kept = {name: value for name, value in claims.items() if value is not None}
    return CompactSigner(header, key.sign).sign(claims_json(kept))


def opened() -> Store:
    store = open_memory(issuer_id="default", clock=lambda: NOW)
    asyncio.run(store.unit_of_work.commit([SaveClient(client) for client in CLIENTS]))
    return store


def authenticate(store: Store | None = None, /, **form: str | None) -> AuthenticatedClient | UnauthenticatedClient:
    store = store or opened()
    authentication = ClientAuthentication(
        store.clients,
        store.unit_of_work,
        Audience(ISSUER, TOKEN_ENDPOINT),
        ClientFailures(InProcessRateLimits(), FailureLimits()),
    )
    given = {"client_assertion_type": ASSERTION_TYPE, **form}
    request, parsed = RawRequest("POST", "/token"), {name: (value,) for name, value in given.items() if value}
    return asyncio.run(authentication.authenticate_alone(request, parsed, NOW))


def reason_of(outcome: AuthenticatedClient | UnauthenticatedClient) -> str:
    assert isinstance(outcome, UnauthenticatedClient), outcome
    return outcome.refused.reason.code


@pytest.mark.parametrize("algorithm", list(KEYS))
@pytest.mark.parametrize("aud", [ISSUER, TOKEN_ENDPOINT])
def test_an_assertion_proves_the_client(algorithm: str, aud: str) -> None:
    outcome = authenticate(client_assertion=assertion(KEYS[algorithm], aud=aud))
    assert isinstance(outcome, AuthenticatedClient)
    assert (outcome.client.client_id, outcome.method) == ("machine", "private_key_jwt")


def test_client_id_may_stand_beside_it() -> None:
    assert isinstance(authenticate(client_assertion=assertion(), client_id="machine"), AuthenticatedClient)


def test_clocks_may_differ_by_ten_seconds() -> None:
    ahead = assertion(iat=int(NOW) + 9, nbf=int(NOW) + 9, exp=int(NOW) + 69)
    assert isinstance(authenticate(client_assertion=ahead), AuthenticatedClient)
    assert isinstance(authenticate(client_assertion=assertion(exp=int(NOW) - 9)), AuthenticatedClient)


@pytest.mark.parametrize(
    ("code", "form"),
    [
        ("client.assertion_type_unsupported", {"client_assertion": assertion(), "client_assertion_type": None}),
        ("client.assertion_type_unsupported", {"client_assertion": assertion(), "client_assertion_type": "urn:saml2"}),
        ("request.parameter_missing", {"client_assertion": None, "client_id": "machine"}),
        ("request.parameter_missing", {"client_assertion": assertion(sub=None)}),
        ("token.parts_wrong", {"client_assertion": "a.b"}),
        ("token.base64url_alphabet", {"client_assertion": assertion() + "+", "client_id": "machine"}),
        ("client.several_methods", {"client_assertion": assertion(), "client_secret": "s", "client_id": "machine"}),
        ("client.id_mismatch", {"client_assertion": assertion(), "client_id": "other"}),
        ("client.unknown", {"client_assertion": assertion(iss="nobody", sub="nobody")}),
        ("client.disabled", {"client_assertion": assertion(iss="disabled", sub="disabled")}),
        ("client.method_not_registered", {"client_assertion": assertion(iss="basic", sub="basic")}),
        ("key.kid_unknown", {"client_assertion": assertion(iss="keyless", sub="keyless")}),
        ("key.kid_unknown", {"client_assertion": assertion(OTHER)}),
        ("token.signature_mismatch", {"client_assertion": assertion(OTHER, kid=None)}),
        ("token.issuer_mismatch", {"client_assertion": assertion(iss="other")}),
        ("token.audience_mismatch", {"client_assertion": assertion(aud="https://other.example")}),
        ("token.audience_shared", {"client_assertion": assertion(aud=[ISSUER, "https://other.example"])}),
        ("token.claim_missing", {"client_assertion": assertion(exp=None)}),
        ("token.claim_missing", {"client_assertion": assertion(jti=None)}),
        ("token.expired", {"client_assertion": assertion(exp=int(NOW) - 300)}),
        ("token.not_yet_valid", {"client_assertion": assertion(nbf=int(NOW) + 61)}),
        ("token.lifetime_too_long", {"client_assertion": assertion(exp=int(NOW) + 86_400)}),
    ],
)
def test_every_other_assertion_is_refused_for_its_own_reason(code: str, form: dict[str, str | None]) -> None:
    assert reason_of(authenticate(**form)) == code


def test_an_assertion_counts_once_until_it_expires() -> None:
    store = opened()
    assert isinstance(authenticate(store, client_assertion=assertion()), AuthenticatedClient)
    assert reason_of(authenticate(store, client_assertion=assertion())) == "client.assertion_replayed"
    assert reason_of(authenticate(store, client_assertion=assertion(exp=int(NOW) + 90))) == "client.assertion_replayed"
    assert isinstance(authenticate(store, client_assertion=assertion(jti="twice")), AuthenticatedClient)


def test_a_jti_is_remembered_for_as_long_as_the_assertion_is_taken() -> None:
    outcome = authenticate(client_assertion=assertion(exp=int(NOW) + 100))
    assert isinstance(outcome, AuthenticatedClient)
    (effect,) = outcome.effects
    assert isinstance(effect, RememberOnce) and effect.until > NOW + 100 + private_key_jwt.LEEWAY


def test_clients_do_not_share_their_jti() -> None:
    effects = set()
    for client_id in ("machine", "machine2"):
        client = replace(CLIENT, client_id=client_id)
        effects.add(private_key_jwt._once(client, _Claims()).key)  # type: ignore[arg-type]  # only claims are read
    assert len(effects) == 2


class _Claims:
    claims = MappingProxyType({"jti": "once", "exp": NOW})


@pytest.mark.parametrize("algorithm", ["ES256", "RS256", "EdDSA"])
@pytest.mark.parametrize("kid", ["own", None, "made-up"])
def test_unknown_and_known_clients_cost_one_verification(
    monkeypatch: pytest.MonkeyPatch, algorithm: str, kid: str | None
) -> None:
    forged = generate(algorithm)
    spent: dict[str, int] = {}
    for client_id in ("nobody", "machine", "disabled", "basic", "keyless"):
        count = 0
        made = public_keys.verification

        def counting(key: Any, algorithm: str, made: Any = made) -> Any:
            verify = made(key, algorithm)

            def counted(signature: bytes, message: bytes) -> bool:
                nonlocal count
                count += 1
                return bool(verify(signature, message))

            return counted

        with monkeypatch.context() as patched:
            patched.setattr(public_keys, "verification", counting)
            private_key_jwt._parsed.cache_clear()
            private_key_jwt.spend_verification.__globals__["_nobodys"].cache_clear()
            authenticate(client_assertion=assertion(forged, kid=kid, iss=client_id, sub=client_id))
        spent[client_id] = count
    private_key_jwt._parsed.cache_clear()
    private_key_jwt.spend_verification.__globals__["_nobodys"].cache_clear()
    assert set(spent.values()) == {1}, spent


def test_a_jwt_of_an_assertion_is_told_as_failed_client_authentication() -> None:
    class Recorder:
        def record(self, _refused: object, **given: Any) -> Any:
            return given["public"]

    expired = authenticate(client_assertion=assertion(exp=int(NOW) - 300))
    mismatch = authenticate(client_assertion=assertion(), client_id="other")
    told = [
        outcome.recorded(Recorder(), Stages((STAGE,)), endpoint="token", request=RawRequest("POST", "/token"), now=NOW)  # type: ignore[arg-type]  # its one method
        for outcome in (expired, mismatch)
        if isinstance(outcome, UnauthenticatedClient)
    ]
    assert [reason and reason.code for reason in told] == ["client.authentication_failed", None]


def test_the_header_cannot_bring_its_own_key() -> None:
    key = generate("ES256")
    header = {"alg": "ES256", "typ": "JWT", "jwk": public_jwk(key.public_members(), algorithm="ES256")}
    claims = {"iss": "machine", "sub": "machine", "aud": ISSUER, "jti": "x", "exp": int(NOW) + 60}
    forged = CompactSigner(header, key.sign).sign(claims_json(claims))
    assert isinstance(authenticate(client_assertion=forged), UnauthenticatedClient)


def test_an_assertion_without_a_signature_proves_nothing() -> None:
    head = encode_text(json.dumps({"alg": "none"}).encode())
    body = encode_text(claims_json({"iss": "machine", "sub": "machine", "aud": ISSUER, "jti": "x", "exp": NOW + 60}))
    assert isinstance(authenticate(client_assertion=f"{head}.{body}."), UnauthenticatedClient)


def test_the_trace_of_an_assertion_has_all_its_checks_and_that_it_counts_once() -> None:
    outcome = authenticate(client_assertion=assertion(exp=int(NOW) - 300))
    assert isinstance(outcome, UnauthenticatedClient)
    outcomes = {line.check: line.outcome for line in outcome.refused.trace}
    assert outcomes["client"] == outcomes["signature"] == "passed"
    assert outcomes["expiry"] == "refused"
    assert outcomes["identifier"] == outcomes["assertion_unused"] == "not_reached"
    store = opened()
    authenticate(store, client_assertion=assertion())
    again = authenticate(store, client_assertion=assertion())
    assert isinstance(again, UnauthenticatedClient)
    assert [(line.check, line.outcome) for line in again.refused.trace][-4:] == [
        ("client", "passed"),
        ("assertion", "passed"),
        ("assertion_unused", "refused"),
        ("few_requests", "not_reached"),
    ]
