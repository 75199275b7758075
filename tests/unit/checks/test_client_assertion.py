"""A client assertion proves one client to one authorization server for a short while."""

from __future__ import annotations

import pytest

from assay.checks.client_assertion import CHECKS, ClientAssertionContext, client_assertion_expectations
from assay.decision import Allowed, Refused
from assay.formats.jose.jwt import read_jwt
from assay.formats.jose.key_set import parse_key_set
from assay.verifier import examine_jwt, verify_jwt
from issuing import ISSUER, NOW, header, key_set, signed

CLIENT, ENDPOINT = "client-1", f"{ISSUER}/token"
EXPECTED = client_assertion_expectations(client_id=CLIENT, issuer=ISSUER, token_endpoint=ENDPOINT)
GOOD = {"iss": CLIENT, "sub": CLIENT, "aud": ENDPOINT, "exp": NOW + 60, "jti": "1"}


def code_of(typ: str | None = None, **changes) -> str:
    body = {name: value for name, value in {**GOOD, **changes}.items() if value is not None}
    jwt = read_jwt(signed(header(typ=typ), body))
    context = ClientAssertionContext(EXPECTED, parse_key_set(key_set()), NOW)
    answer = verify_jwt(jwt, CHECKS, context)
    if isinstance(answer, Allowed):
        return "allowed"
    assert isinstance(answer, Refused)
    assert examine_jwt(jwt, CHECKS, context).refusals[0].reason is answer.reason
    return answer.reason.code


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, "allowed"),
        ({"aud": ISSUER}, "allowed"),
        ({"aud": [ISSUER, ENDPOINT]}, "allowed"),
        ({"typ": "JWT"}, "allowed"),
        ({"typ": "client-authentication+jwt"}, "allowed"),
        ({"typ": "at+jwt"}, "token.type_mismatch"),
        ({"iss": "client-2"}, "token.issuer_mismatch"),
        ({"iss": None}, "token.claim_missing"),
        ({"sub": "client-2"}, "token.subject_mismatch"),
        ({"sub": None}, "token.claim_missing"),
        ({"aud": "https://other.example"}, "token.audience_mismatch"),
        ({"aud": [ISSUER, "https://other.example"]}, "token.audience_shared"),
        ({"exp": NOW - 5}, "token.expired"),
        ({"exp": NOW - 4}, "allowed"),
        ({"exp": None}, "token.claim_missing"),
        ({"exp": NOW + 3606}, "token.lifetime_too_long"),
        ({"exp": NOW + 3605}, "allowed"),
        ({"iat": NOW + 6}, "token.issued_in_future"),
        ({"nbf": NOW + 6}, "token.not_yet_valid"),
        ({"jti": None}, "token.claim_missing"),
        ({"jti": 1}, "token.claim_wrong_type"),
    ],
    ids=str,
)
def test_each_claim_counts(changes, code):
    assert code_of(**changes) == code


def test_without_keys_and_expectations_it_can_still_be_examined():
    jwt = read_jwt(signed(header(typ=None), {**GOOD, "exp": "soon"}))
    from assay.checks.client_assertion import ClientAssertionExpectations

    examination = examine_jwt(jwt, CHECKS, ClientAssertionContext(ClientAssertionExpectations(), None, NOW))
    assert [refused.reason.code for refused in examination.refusals] == ["token.claim_wrong_type"]
    assert examination.signature == "not_checked"
    assert examination.outcome("signature").why == "no key is at hand"
    assert examination.outcome("audience").outcome == "not_applicable"
