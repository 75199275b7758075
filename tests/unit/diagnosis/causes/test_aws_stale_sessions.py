from __future__ import annotations

import pytest

from aws_evidence import CREDENTIALS, S3, STRANGER, V1, ini, refused
from evidence import NOW, SESSION_ID, SESSION_TOKEN, answer_to, aws_call, bundle, codes, founded, s3_error, when

EXPIRED = aws_call(400, s3_error("ExpiredToken", "The provided token has expired."), key_id=SESSION_ID, token=V1, **S3)

CERTAIN = [
    ("aws.session_cached_not_refreshed", bundle(symptom="ExpiredToken", files={CREDENTIALS: ini("default", STRANGER, token=SESSION_TOKEN, expiration=when(NOW + 3000))}, exchanges=[aws_call(400, s3_error("ExpiredToken", "The provided token has expired."), key_id=SESSION_ID, token=V1, **S3)])),
    ("aws.session_token_very_old", refused(files={CREDENTIALS: ini("default", SESSION_ID, token=SESSION_TOKEN, expiration=when(NOW - 40 * 86400))}, exchanges=[aws_call(key_id=SESSION_ID, token=SESSION_TOKEN)])),
]  # fmt: skip


@pytest.mark.parametrize(("code", "evidence"), CERTAIN)
def test_the_evidence_proves_it(code, evidence):
    first = answer_to(evidence).causes[0]
    assert (first.code, first.confidence) == (code, "certain")


def test_another_profiles_session_is_no_newer_one():
    files = {CREDENTIALS: ini("other", STRANGER, token=SESSION_TOKEN, expiration=when(NOW + 3000))}
    assert "aws.session_cached_not_refreshed" not in founded(
        bundle(symptom="ExpiredToken", files=files, exchanges=[EXPIRED])
    )


def test_a_newer_session_that_has_ended_too_is_none():
    files = {CREDENTIALS: ini("default", STRANGER, token=SESSION_TOKEN, expiration=when(NOW - 60))}
    evidence = bundle(symptom="ExpiredToken", files=files, exchanges=[EXPIRED])
    assert "aws.session_cached_not_refreshed" not in founded(evidence)


def test_code_that_hands_on_the_values_of_one_session_is_likely():
    code = (
        "c = sts.assume_role(RoleArn=arn)['Credentials']\nboto3.client('s3', aws_session_token=creds['SessionToken'])"
    )
    evidence = bundle(symptom="ExpiredToken: The provided token has expired.", files={"worker.py": code})
    first = answer_to(evidence).causes[0]
    assert (first.code, first.confidence) == ("aws.session_cached_not_refreshed", "likely")


def test_a_session_that_has_just_ended_is_not_very_old():
    files = {CREDENTIALS: ini("default", SESSION_ID, token=SESSION_TOKEN, expiration=when(NOW - 600))}
    evidence = refused(files=files, exchanges=[aws_call(key_id=SESSION_ID, token=SESSION_TOKEN)])
    assert codes(evidence)[0] == "aws.session_expired"
