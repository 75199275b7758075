from __future__ import annotations

import pytest

from aws_evidence import S3
from evidence import NOW, SESSION_ID, SESSION_TOKEN, answer_to, aws_call, bundle, founded

SYMPTOM = "An error occurred (InvalidClientTokenId) when calling the ListUsers operation: The security token included in the request is invalid"
AT_IAM = aws_call(key_id=SESSION_ID, token=SESSION_TOKEN, host="iam.amazonaws.com", service="iam")


CERTAIN = [
    ("aws.getsessiontoken_no_mfa_iam", bundle(symptom="An error occurred (InvalidClientTokenId) when calling the ListUsers operation: The security token included in the request is invalid", exchanges=[aws_call(200, "<ok/>", key_id=SESSION_ID, token=SESSION_TOKEN, at=NOW - 60, **S3), aws_call(key_id=SESSION_ID, token=SESSION_TOKEN, host="iam.amazonaws.com", service="iam")])),
]  # fmt: skip


@pytest.mark.parametrize(("code", "evidence"), CERTAIN)
def test_the_evidence_proves_it(code, evidence):
    first = answer_to(evidence).causes[0]
    assert (first.code, first.confidence) == (code, "certain")


def test_the_call_to_iam_alone_is_likely_and_not_certain():
    first = answer_to(bundle(symptom=SYMPTOM, exchanges=[AT_IAM])).causes[0]
    assert (first.code, first.confidence) == ("aws.getsessiontoken_no_mfa_iam", "likely")


def test_the_session_of_a_role_may_call_iam():
    whoami = aws_call(
        200,
        "<Arn>arn:aws:sts::111122223333:assumed-role/dev/ana</Arn>",
        key_id=SESSION_ID,
        token=SESSION_TOKEN,
        at=NOW - 60,
    )
    assert "aws.getsessiontoken_no_mfa_iam" not in founded(bundle(symptom=SYMPTOM, exchanges=[whoami, AT_IAM]))


def test_another_service_is_not_iam():
    elsewhere = aws_call(key_id=SESSION_ID, token=SESSION_TOKEN)
    symptom = SYMPTOM.replace("ListUsers", "ListQueues")
    assert "aws.getsessiontoken_no_mfa_iam" not in founded(bundle(symptom=symptom, exchanges=[elsewhere]))
