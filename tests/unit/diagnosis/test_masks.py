"""What somebody masked before showing it is not known: no certainty rests on it."""

from __future__ import annotations

import pytest

from assay.diagnosis.masks import is_masked
from evidence import ISSUER, api_call, bundle, certain_codes, claims, codes, jwt, token_call, verifier

HEAD, BODY, _ = jwt().split(".")
MASKED = [
    "eyJhbGciOiJSUzI1NiIs...",
    "eyJhbGciOiJSUzI1NiIs…",
    "eyJ...",
    "<redacted>",
    "****",
    "eyJhbGciOi[snip]Xk9",
    "X" * 3,
    "<token>",
    "eyJraWQi<omitted>",
    f"{HEAD}.<payload>.<signature>",
    f"{HEAD}.{BODY}.<signature>",
    f"{HEAD}.{BODY}.xxx",
    f"{HEAD}.{BODY}.[REDACTED]",
    f"{HEAD}.***.***",
    f"{HEAD}.{BODY}...",
    f"{HEAD}.{BODY}.SIGNATURE_REMOVED",
]
WORDS = ["401 Unauthorized", '{"error":"invalid_token"}', "JsonWebTokenError: jwt malformed"]


@pytest.mark.parametrize("words", WORDS)
@pytest.mark.parametrize("token", MASKED)
def test_a_masked_token_proves_nothing(token, words):
    assert certain_codes(bundle(symptom=words, exchanges=[api_call(token)])) == []
    assert certain_codes(bundle(symptom=words, credential={"token": token}, verifier=verifier())) == []


def test_a_token_that_is_really_cut_is_still_found():
    cut = jwt()[:255]
    assert codes(bundle(symptom="jwt malformed", credential={"token": cut}))[0] == "jwt.token_truncated"
    shown = f"{HEAD}.{BODY}..."
    assert codes(bundle(symptom="jwt malformed", credential={"token": shown}))[0] == "jwt.token_truncated"


@pytest.mark.parametrize(
    "mask", ["<redacted>", "https://<tenant>.auth.example/", "https://xxxx.example.org", "https://id..."]
)
@pytest.mark.parametrize("member", ["issuer", "audience"])
def test_a_masked_expectation_is_compared_with_nothing(member, mask):
    evidence = bundle(symptom=f"invalid {member}", credential={"token": jwt()}, verifier=verifier(**{member: mask}))
    assert certain_codes(evidence) == []


def test_a_set_of_keys_with_a_masked_key_says_nothing_of_a_kid():
    keys = {"jwks": {"keys": [{"kty": "RSA", "kid": "k9", "n": "<redacted>", "e": "AQAB"}]}}
    assert (
        certain_codes(bundle(symptom="no key found for kid", credential={"token": jwt()}, verifier=verifier(key=keys)))
        == []
    )


def test_a_masked_client_secret_says_nothing_of_the_client():
    asked = f"{ISSUER}/authorize?response_type=code&client_id=web&code_challenge=2haCZgVs0L7upFta1Y3IisyBR5gRnWO1fNwvAPp-auM&code_challenge_method=S256"
    begun = {
        "request": {"method": "GET", "url": asked},
        "response": {"status": 302, "headers": [["Location", "https://app.example.org/cb?code=c-1"]]},
    }
    redeemed = token_call(
        400, {"error": "invalid_grant"}, basic="<redacted>", grant_type="authorization_code", code="c-1"
    )
    assert codes(bundle(symptom="invalid_grant", exchanges=[begun, redeemed]))[0] == "oauth.pkce_verifier_missing"


@pytest.mark.parametrize(
    "value", [ISSUER, "orders.read", "${ISSUER_URL}", "https://login.example/{tenantid}/v2.0", *claims()]
)
def test_what_is_no_mask_stays(value):
    assert not is_masked(value)
