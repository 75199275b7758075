"""Words alone bring a cause among the first three, from a person or from a log, and prove nothing of others' refusals."""

from __future__ import annotations

import re

import pytest

from assay.diagnosis.causes import every_cause
from assay.diagnosis.narrated_signs import NARRATED
from evidence import NOW, answer_to, api_call, claims, jwt, when
from reported.told_in_words import NOT_IN_A_LOG, TOLD

CODES = {cause.code for cause in every_cause()}


def first_three(**members):
    return [cause.code for cause in answer_to({"assay_bundle": 1, **members}).causes[:3]]


@pytest.mark.parametrize(("cause", "symptom"), TOLD)
def test_a_symptom_brings_its_cause_among_the_first_three(cause, symptom):
    assert cause in first_three(symptom=symptom)


@pytest.mark.parametrize(("cause", "line"), [told for told in TOLD if told[1] not in NOT_IN_A_LOG])
def test_a_log_brings_it_where_the_person_says_other_words(cause, line):
    assert cause in first_three(symptom="it does not work, login failed", log=line.split("\n"))


def test_words_are_told_of_causes_that_exist_and_every_pattern_is_of_lower_case():
    assert set(NARRATED) <= CODES
    patterns = [pattern for signs in NARRATED.values() for sign in signs for pattern in (sign.said, sign.told)]
    assert [one for one in patterns if re.sub(r"\\.", "", one) != re.sub(r"\\.", "", one).lower()] == []


@pytest.mark.parametrize(
    ("symptom", "log"),
    [
        ("dashboard is as always", ["GET /orders 200 12ms", "scanner reports expired token", "GET /orders 200 11ms"]),
        ("some noise since the deployment", ["WARN TokenExpiredError: jwt expired", "GET /orders 200 9ms"]),
        ("The scanner reports an expired token, everything works", ["scanner reports expired token", "GET /x 200"]),
        ("scanner reports expired token", ["GET /x 200", "GET /y 200"]),
    ],
)
def test_refusals_of_others_in_a_log_are_no_alarm(symptom, log):
    answer = answer_to({"assay_bundle": 1, "symptom": symptom, "log": log})
    assert answer.verdict != "refused"
    assert not [cause for cause in answer.causes if cause.confidence == "certain"]


def test_a_call_that_was_answered_is_not_doubted_for_what_a_log_says():
    call = {
        "request": {"method": "GET", "url": "https://api.finch.example/v1", "headers": [["Authorization", "Bearer x"]]},
        "response": {"status": 200, "headers": [], "body": "[]"},
    }
    answer = answer_to(
        {"assay_bundle": 1, "symptom": "one mail tonight", "exchanges": [call], "log": ["old job: ExpiredToken"]}
    )
    assert answer.verdict != "refused"


def test_a_log_beside_other_words_proves_nothing():
    lines = ["iat is wrong: InvalidSubjectError: Subject must be a string", "Subject must be a string"]
    found = answer_to({"assay_bundle": 1, "symptom": "HTTP 500: internal server error", "log": lines}).causes
    assert found[0].code == "jwt.sub_not_string"
    assert found[0].confidence != "certain"


@pytest.mark.parametrize("label", ["RSA PUBLIC KEY", "EC PRIVATE KEY"])
def test_a_key_in_a_block_of_a_yaml_file_is_seen(label):
    manifest = f"kind: Secret\nstringData:\n  rsa_key: |\n    -----BEGIN {label}-----\n    MIIBCgKCAQEA\n    -----END {label}-----\n"
    answer = answer_to(
        {
            "assay_bundle": 1,
            "symptom": "HTTP 500: no token could be verified",
            "files": {"secret.yaml": manifest},
            "log": ["level=error rsa_key: invalid key"],
        }
    )
    assert answer.causes[0].code == "jwt.pem_kind_not_supported"


def test_a_client_secret_that_must_be_provided_is_none_for_signatures():
    found = first_three(symptom="invalid_request: client_secret must be provided in the Authorization header")
    assert {"oauth.client_secret_not_sent", "oauth.client_auth_method_mismatch"} & {found[0]}
    assert "jwt.secret_not_set" not in found


def test_aws_says_unsupported_authorization_type_of_a_header_that_it_cannot_read():
    body = "<Error><Code>InvalidArgument</Code><Message>Unsupported Authorization Type</Message></Error>"
    assert first_three(symptom=body)[0] == "aws.malformed_authorization_header"


def test_a_valid_token_that_is_some_hours_old_has_no_zone_mixed_up():
    token = jwt(claims(iss="api.kite-cloud.example", iat=NOW - 9_000, exp=NOW + 600_000), alg="HS256")
    call = api_call(token, 401, "Unauthorized", url="https://api.kite-staging.example/v1")
    found = first_three(now=when(), symptom="logged in, then: Unauthorized", exchanges=[call])
    assert found[0] == "oauth.wrong_environment"
    assert "jwt.timezone_offset_in_claims" not in found
