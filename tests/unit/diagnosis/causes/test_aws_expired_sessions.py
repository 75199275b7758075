from __future__ import annotations

import pytest

from aws_evidence import CREDENTIALS, S3, ini
from evidence import NOW, SESSION_ID, SESSION_TOKEN, answer_to, aws_call, bundle, founded, query_error, s3_error, when

CERTAIN = [
    ("aws.session_expired", bundle(symptom="ExpiredToken", files={CREDENTIALS: ini("default", SESSION_ID, token=SESSION_TOKEN, expiration=when(NOW - 600))}, exchanges=[aws_call(400, s3_error("ExpiredToken", "The provided token has expired."), key_id=SESSION_ID, token=SESSION_TOKEN, **S3)])),
]  # fmt: skip


@pytest.mark.parametrize(("code", "evidence"), CERTAIN)
def test_the_evidence_proves_it(code, evidence):
    first = answer_to(evidence).causes[0]
    assert (first.code, first.confidence) == (code, "certain")


def test_the_services_word_alone_is_likely_and_not_certain():
    first = answer_to(bundle(symptom="An error occurred (ExpiredToken): The provided token has expired.")).causes[0]
    assert (first.code, first.confidence) == ("aws.session_expired", "likely")


def test_a_request_that_came_too_late_is_no_session_that_ended():
    body = query_error("RequestExpired", "Request has expired.")
    evidence = bundle(symptom="RequestExpired", exchanges=[aws_call(400, body)])
    assert "aws.session_expired" not in founded(evidence)
