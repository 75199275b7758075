"""Each question about a registration: what passes, and each way to be refused."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from assay.checks.client_registration import CHECKS
from assay.decision import first_refusal
from assay.model.client_registration import ClientRegistration, RegistrationOffer
from issuing import jwk

OFFER = RegistrationOffer(
    grant_types=("authorization_code", "client_credentials", "refresh_token"),
    authentication_methods=("client_secret_basic", "client_secret_post", "private_key_jwt", "none"),
    signing_algorithms=("ES256", "RS256", "EdDSA"),
    resources=("https://api.example",),
)
MACHINE = ClientRegistration("A machine", ("client_credentials",))
WEB = ClientRegistration(
    "A web client", ("authorization_code", "refresh_token"), redirect_uris=("https://app.example/callback",)
)
PUBLIC = replace(WEB, token_endpoint_auth_method="none")
EC_KEY = jwk()


def jwks(*keys: object) -> str:
    return json.dumps({"keys": keys})


def refusal(registration: ClientRegistration):
    return first_refusal(CHECKS, registration, OFFER)


@pytest.mark.parametrize(
    "registration",
    [
        MACHINE,
        WEB,
        PUBLIC,
        replace(WEB, pkce_required=False),
        replace(WEB, redirect_uris=("http://127.0.0.1/callback", "com.example.app:/callback")),
        replace(WEB, post_logout_redirect_uris=("https://app.example/bye",), resources=("https://api.example",)),
        replace(MACHINE, token_endpoint_auth_method="private_key_jwt", jwks=jwks(EC_KEY)),
        replace(WEB, client_uri="https://app.example", policy_uri="https://app.example/legal?l=en&state=x#policy"),
        replace(WEB, tos_uri="http://localhost:3000/terms", logo_uri="https://cdn.example/logo.svg"),
        replace(WEB, contacts=tuple(f"{number}@app.example" for number in range(10))),
        replace(MACHINE, name="Büro Zürich – Rechnungen 🧾", scopes=("orders:read", "https://x/y")),
    ],
)
def test_a_sound_registration_passes(registration: ClientRegistration) -> None:
    assert refusal(registration) is None


@pytest.mark.parametrize(
    ("registration", "code"),
    [
        (replace(MACHINE, name="  "), "registration.name_unusable"),
        (replace(MACHINE, name="x" * 101), "registration.name_unusable"),
        (replace(MACHINE, name="right\u202eleft"), "registration.name_unusable"),
        (replace(MACHINE, name=" padded"), "registration.name_unusable"),
        (replace(MACHINE, grant_types=()), "registration.grant_type_missing"),
        (replace(MACHINE, grant_types=("password",)), "registration.grant_type_unknown"),
        (
            replace(MACHINE, grant_types=("client_credentials", "refresh_token")),
            "registration.refresh_token_without_source",
        ),
        (
            replace(MACHINE, token_endpoint_auth_method="tls_client_auth"),
            "registration.authentication_method_unknown",
        ),
        (
            replace(MACHINE, token_endpoint_auth_method="none"),
            "registration.client_credentials_without_authentication",
        ),
        (replace(PUBLIC, pkce_required=False), "registration.pkce_not_waived"),
        (replace(WEB, redirect_uris=()), "registration.redirect_uri_missing"),
        (replace(WEB, redirect_uris=("http://app.example/",)), "registration.redirect_uri_unusable"),
        (replace(WEB, post_logout_redirect_uris=("/bye",)), "registration.redirect_uri_unusable"),
        (replace(MACHINE, token_endpoint_auth_method="private_key_jwt"), "registration.jwks_missing"),
        (replace(WEB, policy_uri="http://app.example/policy"), "registration.page_uri_unusable"),
        (replace(WEB, tos_uri="javascript:alert(1)"), "registration.page_uri_unusable"),
        (replace(WEB, tos_uri="com.example.app:/terms"), "registration.page_uri_unusable"),
        (replace(WEB, client_uri="https://bank.example@evil.example/"), "registration.page_uri_unusable"),
        (replace(WEB, client_uri="//app.example/"), "registration.page_uri_unusable"),
        (replace(WEB, client_uri="https://app.example/#a b"), "registration.page_uri_unusable"),
        (replace(WEB, client_uri=""), "registration.page_uri_unusable"),
        (replace(WEB, logo_uri="https://b\u00fcro.example/logo.png"), "registration.page_uri_unusable"),
        (replace(WEB, logo_uri="data:image/png;base64,AAAA"), "registration.page_uri_unusable"),
        (replace(WEB, policy_uri="https://app.example/" + "x" * 500), "registration.page_uri_unusable"),
        (replace(WEB, contacts=("nobody",)), "registration.contact_unusable"),
        (replace(WEB, contacts=("a@b.example\r\nBcc: c",)), "registration.contact_unusable"),
        (replace(WEB, contacts=("\u00e4@b.example",)), "registration.contact_unusable"),
        (replace(WEB, contacts=("a@b.example",) * 11), "registration.contact_unusable"),
        (replace(MACHINE, id_token_signed_response_alg="none"), "registration.id_token_algorithm_unknown"),
        (replace(MACHINE, scopes=("orders read",)), "registration.scope_malformed"),
        (replace(MACHINE, scopes=("",)), "registration.scope_malformed"),
        (replace(MACHINE, resources=("https://api.example/",)), "registration.resource_unknown"),
    ],
)
def test_a_defect_is_refused_by_name(registration: ClientRegistration, code: str) -> None:
    refused = refusal(registration)
    assert refused is not None
    assert refused.reason.code == code


@pytest.mark.parametrize(
    "document",
    [
        "not json",
        "[" * 100_000,
        '{"keys": []}',
        '{"keys": {}}',
        '{"key": [1]}',
        jwks("x"),
        jwks({"kty": "oct"}),
        jwks({"kty": "EC", "crv": "P-256", "x": "AA"}),
        jwks({**EC_KEY, "x": "AA"}),
        jwks(EC_KEY, {"kty": "RSA", "n": 7, "e": "AQAB"}),
        '{"keys": [], "keys": [' + json.dumps(EC_KEY) + "]}",
        jwks(*[EC_KEY] * 21),
    ],
)
def test_a_key_set_that_cannot_be_used_is_refused(document: str) -> None:
    refused = refusal(replace(MACHINE, jwks=document))
    assert refused is not None
    assert refused.reason.code == "registration.jwks_unusable"


def test_a_private_key_is_named_by_its_place_and_never_kept() -> None:
    refused = refusal(replace(MACHINE, jwks=jwks(EC_KEY, {**EC_KEY, "d": "the-secret-part"})))
    assert refused is not None
    assert refused.reason.code == "registration.jwks_holds_private_key"
    assert refused.evidence == {"position": 2, "member": "d"}
    assert "the-secret-part" not in repr(refused)
