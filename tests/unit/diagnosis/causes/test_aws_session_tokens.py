from __future__ import annotations

import json

import pytest

from aws_evidence import CREDENTIALS, STRANGER, V1, ini, refused
from evidence import (
    AWS_SECRET,
    INVALID_TOKEN,
    SENTENCE,
    SESSION_ID,
    SESSION_TOKEN,
    answer_to,
    aws_call,
    bundle,
    codes,
    environment,
    founded,
)  # fmt: skip

CERTAIN = [
    ("aws.session_token_missing", refused(environment=environment(SESSION_ID), exchanges=[aws_call(key_id=SESSION_ID)])),
    ("aws.session_token_missing", refused(environment=environment(SESSION_ID, AWS_SECURITY_TOKEN=SESSION_TOKEN), exchanges=[aws_call(key_id=SESSION_ID)])),
    ("aws.stale_session_token_with_new_key", refused(files={CREDENTIALS: ini("default", token=SESSION_TOKEN)}, exchanges=[aws_call(token=SESSION_TOKEN)])),
    ("aws.stale_session_token_with_new_key", bundle(symptom=SENTENCE, files={CREDENTIALS: ini("default", token=SESSION_TOKEN)})),
    ("aws.session_triplet_mismatch", refused(environment=environment(SESSION_ID, token=SESSION_TOKEN), files={"creds.json": json.dumps({"Credentials": {"AccessKeyId": STRANGER, "SecretAccessKey": AWS_SECRET, "SessionToken": SESSION_TOKEN}})}, exchanges=[aws_call(key_id=SESSION_ID, token=SESSION_TOKEN)])),
]  # fmt: skip


@pytest.mark.parametrize(("code", "evidence"), CERTAIN)
def test_the_evidence_proves_it(code, evidence):
    first = answer_to(evidence).causes[0]
    assert (first.code, first.confidence) == (code, "certain")


def test_one_answer_body_in_every_dialect_is_understood():
    bodies = [
        INVALID_TOKEN,
        '{"__type":"UnrecognizedClientException","message":"The security token included in the request is invalid."}',
    ]
    for body in bodies:
        evidence = bundle(environment=environment(SESSION_ID), exchanges=[aws_call(body=body, key_id=SESSION_ID)])
        assert codes(evidence)[0] == "aws.session_token_missing"


def test_a_permanent_key_needs_no_token():
    assert "aws.session_token_missing" not in founded(refused(environment=environment()))


def test_a_session_key_with_its_token_lacks_none():
    whole = refused(
        environment=environment(SESSION_ID, token=SESSION_TOKEN),
        exchanges=[aws_call(key_id=SESSION_ID, token=SESSION_TOKEN)],
    )
    assert not {"aws.session_token_missing", "aws.session_triplet_mismatch"} & set(founded(whole))


def test_a_token_under_the_old_name_is_told():
    first = answer_to(CERTAIN[1][1]).causes[0]
    assert "the token stands in AWS_SECURITY_TOKEN, the old name" in first.evidence


def test_a_log_that_lists_a_session_key_without_token_suggests_it():
    log = [f"accessKeyId={SESSION_ID} secretAccessKey=*** sessionToken=undefined"]
    first = answer_to(bundle(symptom=SENTENCE, log=log)).causes[0]
    assert (first.code, first.confidence) == ("aws.session_token_missing", "likely")


def test_the_token_of_another_answer_is_not_of_this_key():
    given = {"AccessKeyId": SESSION_ID, "SecretAccessKey": AWS_SECRET, "SessionToken": SESSION_TOKEN}
    evidence = refused(
        environment=environment(SESSION_ID, token=V1),
        files={"creds.json": json.dumps({"Credentials": given})},
        exchanges=[aws_call(key_id=SESSION_ID, token=V1)],
    )
    assert codes(evidence)[0] == "aws.session_triplet_mismatch"
