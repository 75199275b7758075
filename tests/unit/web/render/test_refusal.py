from __future__ import annotations

import json
from dataclasses import replace

import pytest

from assay import record
from assay.decision import refuse
from assay.reasons import Fault, PublicAnswer, Reason, every_reason
from assay.reasons import client as client_reasons
from assay.reasons import request as reasons
from assay.server.refusals.disclosure import public_reason
from assay.server.refusals.refused_request import RefusedRequest
from assay.web.render.refusal import error_description, render_refusal

ISSUER = "https://issuer.example"
BEARER = Reason(
    "token.made_up", "The token is made up", "", "", Fault.CLIENT, PublicAnswer("invalid_token", 401, bearer=True)
)


def refused(reason: Reason, **evidence) -> RefusedRequest:
    return RefusedRequest(refuse(reason, **evidence), public_reason(reason), "rf_id")


def test_the_json_of_an_oauth_refusal() -> None:
    answer = render_refusal(refused(reasons.PARAMETER_MISSING, parameter="code"), ISSUER)
    assert answer.status == 400
    assert dict(answer.headers)[b"cache-control"] == b"no-store"
    assert json.loads(answer.body) == {
        "error": "invalid_request",
        "error_description": "The parameter code is missing",
        "error_uri": "https://issuer.example/reasons/request.parameter_missing",
        "refusal_id": "rf_id",
    }
    assert answer.refused is not None


def test_a_reason_that_strangers_may_not_learn_is_told_by_its_public_one() -> None:
    one = refused(client_reasons.SECRET_MISMATCH, **{f.name: None for f in client_reasons.SECRET_MISMATCH.evidence})
    answer = render_refusal(one, ISSUER)
    assert json.loads(answer.body)["error_uri"].endswith("/reasons/client.authentication_failed")
    assert b"mismatch" not in answer.body
    assert dict(answer.headers)[b"www-authenticate"] == (
        b'Basic realm="assay", charset="UTF-8", error="invalid_client", error_description="The client could not be authenticated", '
        b'error_uri="https://issuer.example/reasons/client.authentication_failed"'
    )


def test_a_bearer_refusal_is_told_in_the_challenge_and_the_body() -> None:
    one = replace(refused(BEARER), scope="openid")
    challenge = dict(render_refusal(one, ISSUER).headers)[b"www-authenticate"].decode()
    assert challenge == (
        'Bearer realm="assay", scope="openid", error="invalid_token", error_description="The token is made up", '
        'error_uri="https://issuer.example/reasons/token.made_up"'
    )


def test_who_brought_no_token_gets_no_error_code() -> None:
    answer = render_refusal(replace(refused(BEARER), credentials_given=False), ISSUER)
    assert answer.status == 401
    assert dict(answer.headers)[b"www-authenticate"] == b'Bearer realm="assay"'
    assert answer.body == b""


def test_retry_after() -> None:
    answer = render_refusal(replace(refused(reasons.TOO_MANY_PARAMETERS, limit=64), retry_after=7), ISSUER)
    assert dict(answer.headers)[b"retry-after"] == b"7"


@pytest.mark.parametrize("name", ["käse", "evil", '"', "\\", "x\ny"])
def test_a_name_that_was_received_is_not_repeated(name: str) -> None:
    told = error_description(refused(reasons.PARAMETER_REPEATED, parameter=name, count=2))
    assert told == "The parameter (not shown) stands more than once in the request"


def test_limits_of_ours_are_told() -> None:
    reason = record.replace(reasons.TOO_MANY_PARAMETERS, headline="More than {limit} parameters")
    assert error_description(RefusedRequest(refuse(reason, limit=64), reason, "rf_id")) == "More than 64 parameters"


@pytest.mark.parametrize("reason", [reason for reason in every_reason() if not reason.public_as], ids=lambda r: r.code)
def test_every_public_headline_is_a_description_that_rfc_6749_allows(reason: Reason) -> None:
    evidence = dict.fromkeys((field.name for field in reason.evidence), None)
    told = error_description(RefusedRequest(refuse(reason, **evidence), reason, "rf_id"))
    assert all(0x20 <= ord(ch) <= 0x7E and ch not in '"\\' for ch in told)
    assert "{" not in told
