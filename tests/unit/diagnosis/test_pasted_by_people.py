"""What people paste as it stands in their mail, browser or log: the first cause is that of the words, and certain only where proven."""

from __future__ import annotations

import pytest

from assay.diagnosis.bundle import read_bundle
from assay.diagnosis.diagnosis import diagnose
from assay.diagnosis.evidence.recognised import recognise
from evidence import NOW, bundle, claims, codes, exchange, jwt, verifier, when


def answer_of(text):
    return diagnose(read_bundle({"assay_bundle": 1, "now": when(NOW)} | recognise(text)))


def test_a_token_wrapped_by_a_mail_program_is_read_whole():
    token = jwt(claims(iat=NOW - 3_690, exp=NOW - 90))
    lines = [token[start : start + 60] for start in range(0, len(token), 60)]
    answer = answer_of("\n".join(["> Hi, I get a 401:", ">", *(f"> {line}" for line in lines), ">", "> Thanks, Bob"]))
    assert answer.causes[0].code == "jwt.expired_not_refreshed"
    assert "jwt.token_truncated" not in [cause.code for cause in answer.causes]


def test_a_token_that_was_cut_stays_cut_behind_signs_of_quotation():
    token = jwt(claims(iat=NOW - 3_690, exp=NOW - 90)).rpartition(".")[0]
    lines = [token[start : start + 60] for start in range(0, len(token), 60)]
    answer = answer_of("\n".join(["> a 401:", ">", *(f"> {line}" for line in lines), ">", "> Bob"]))
    assert answer.causes[0].code == "jwt.token_truncated"


@pytest.mark.parametrize(
    ("query", "verdict"),
    [("error=access_denied&state=abc", "refused"), ("error=login_required&state=abc", "accepted"), ("code=c1&state=abc", "accepted")],
)  # fmt: skip
def test_an_error_that_comes_to_the_callback_is_a_refusal(query, verdict):
    evidence = bundle(exchanges=[exchange(f"https://app.example.org/cb?{query}", 200, "<html>")])
    assert diagnose(read_bundle(evidence)).verdict == verdict


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("An error occurred while attempting to decode the Jwt: Jwt expired at 2024-05-02T09:12:44Z", "oauth.code_expired"),
        ("WARN [org.keycloak.events] type=CODE_TO_TOKEN_ERROR, realmId=demo, clientId=web, error=invalid_code, grant_type=authorization_code, code_id=abc, client_auth_method=client-secret", "oauth.client_auth_method_mismatch"),
        ('{"error":"invalid_grant","error_description":"Code not valid"}', "oauth.grant_revoked"),
        ("Error when retrieving token from sso: Token has expired and refresh failed", "oauth.grant_revoked"),
        ('{"message":"No credentials found for given \'iss\'"}', "aws.no_credentials_unsigned"),
        ("[invalid bearer token, oidc: email not verified]", "oauth.bearer_scheme_case"),
    ],
)  # fmt: skip
def test_words_that_only_resemble_a_cause_do_not_name_it_first(text, wrong):
    assert wrong not in [cause.code for cause in answer_of(text).causes][:1]


def test_the_words_of_botocore_and_kong_name_their_cause():
    sso = answer_of("Error when retrieving token from sso: Token has expired and refresh failed")
    assert sso.causes[0].code == "aws.sso_session_expired"
    assert answer_of("No credentials found for given 'iss'").causes[0].code == "jwt.wrong_issuer"


@pytest.mark.parametrize(
    ("issuer", "expected", "certain"),
    [
        ("http://localhost:18455", "https://login.example.com", False),
        ("http://keycloak:8080/realms/demo", "https://login.example.com/realms/demo", True),
    ],
)
def test_two_issuers_are_one_only_where_their_names_share_something(issuer, expected, certain):
    evidence = bundle(
        symptom="issuer invalid", verifier=verifier(issuer=expected), credential={"token": jwt(claims(iss=issuer))}
    )
    found = [cause for cause in diagnose(read_bundle(evidence)).causes if cause.confidence == "certain"]
    assert ("oauth.internal_vs_public_issuer" in [cause.code for cause in found]) == certain
    assert "oauth.internal_vs_public_issuer" in codes(evidence)
