from __future__ import annotations

import pytest

from evidence import NOW, SESSION_ID, answer_to, basic_time, bundle, exchange, founded, s3_error

CERTAIN = [
    ("aws.presigned_by_expiring_session", bundle(symptom="ExpiredToken: The provided token has expired.", exchanges=[exchange(f"https://files.s3.amazonaws.com/a?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential={SESSION_ID}%2F20260921%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date={basic_time(NOW - 7200)}&X-Amz-Expires=604800&X-Amz-Security-Token=abc&X-Amz-Signature=ff", 400, s3_error("ExpiredToken", "The provided token has expired."))])),
]  # fmt: skip


@pytest.mark.parametrize(("code", "evidence"), CERTAIN)
def test_the_evidence_proves_it(code, evidence):
    first = answer_to(evidence).causes[0]
    assert (first.code, first.confidence) == (code, "certain")


def test_a_url_that_is_over_by_its_own_time_did_not_end_with_the_session():
    query = f"X-Amz-Credential={SESSION_ID}%2Fx&X-Amz-Date={basic_time(NOW - 7200)}&X-Amz-Expires=3600&X-Amz-Security-Token=abc"
    body = s3_error("AccessDenied", "Request has expired")
    evidence = bundle(
        symptom="Request has expired", exchanges=[exchange(f"https://files.s3.amazonaws.com/a?{query}", 403, body)]
    )
    assert "aws.presigned_by_expiring_session" not in founded(evidence)


def test_code_that_presigns_beside_an_expired_session_is_likely_and_not_certain():
    evidence = bundle(
        symptom="ExpiredToken: The provided token has expired.",
        files={"share.py": 'url = s3.generate_presigned_url("get_object", Params=params, ExpiresIn=604800)'},
    )
    first = answer_to(evidence).causes[0]
    assert (first.code, first.confidence) == ("aws.presigned_by_expiring_session", "likely")
