"""A refusal that speaks of a permission, a limit or an absence is not blamed on the credential; with a fault beside it, the fault is."""

from __future__ import annotations

import json

import pytest

from assay.diagnosis.as_html import answer_html
from assay.diagnosis.as_json import answer_document
from assay.diagnosis.as_text import answer_page
from evidence import (
    NOW,
    answer_to,
    api_call,
    aws_call,
    bundle,
    claims,
    environment,
    exchange,
    jwk,
    jwt,
    rsa_key,
    s3_error,
    verifier,
)

ROLE = "arn:aws:sts::210987654321:assumed-role/report-writer/nightly"
DENIED = f"User: {ROLE} is not authorized to perform: dynamodb:Query on resource: arn:aws:dynamodb:eu-west-1:210987654321:table/orders"
KEYS = {"key": {"jwks": {"keys": [jwk(rsa_key())]}}}


def said(symptom, **members):
    return answer_to(bundle(symptom=symptom, **members))


@pytest.mark.parametrize(
    ("because", "told"),
    [
        ("because no identity-based policy allows the dynamodb:Query action", "no policy of the identity allows it"),
        ("with an explicit deny in a service control policy", "a service control policy of the organization denies it"),
        (
            "with an explicit deny in a permissions boundary",
            "the permissions boundary of the identity does not allow it",
        ),
        ("with an explicit deny in a VPC endpoint policy", "the policy of the VPC endpoint does not allow it"),
        ("", "no policy allows it"),
    ],
)
def test_aws_names_the_caller_and_what_it_may_not(because, told):
    answer = said(f"AccessDeniedException: {DENIED} {because} (Service: DynamoDb, Status Code: 400)")
    assert (answer.verdict, answer.ground.kind) == ("undecided", "permission")
    assert answer.headline == "AWS recognised the caller; what it lacks is the permission dynamodb:Query"
    assert any(ROLE in line for line in answer.ground.evidence)
    assert any(told in line for line in answer.ground.evidence)
    assert all(cause.confidence == "possible" for cause in answer.causes)


def test_a_ground_stands_on_every_page_and_in_the_document():
    answer = said(f"operation error DynamoDB: Query, api error AccessDeniedException: {DENIED}")
    document = answer_document(answer)["other_ground"]
    assert document["kind"] == "permission"
    assert json.loads(json.dumps(document)) == document
    for page in (answer_page(answer), answer_html(answer)):
        assert "what it lacks is the permission dynamodb:Query" in page
        assert "report-writer" in page


def test_markup_in_a_name_stays_text():
    answer = said(
        "AccessDenied: User: arn:aws:iam::210987654321:user/<b>x</b> is not authorized to perform: s3:GetObject"
    )
    assert "<b>x" not in answer_html(answer)


@pytest.mark.parametrize(
    "symptom",
    [
        "googleapi: Error 429: Quota exceeded for quota metric 'Read requests', rateLimitExceeded",
        "ThrottlingException: Rate exceeded (Service: AWSOrganizations; Status Code: 400)",
        "okta: the API returned an error: API call exceeded rate limit due to too many requests.",
        "Error: SlowDown: Please reduce your request rate.",
    ],
)
def test_a_limit_is_no_fault_of_the_credential(symptom):
    answer = said(symptom)
    assert (answer.verdict, answer.ground.kind, answer.causes) == ("undecided", "limit", ())


def test_a_missing_object_is_no_fault_of_the_credential():
    answer = said("NoSuchKey: The specified key does not exist. (loki: failed to get s3 object)", software="loki 3.1")
    assert (answer.verdict, answer.ground.kind) == ("undecided", "absence")


def s3(method, path, status, at, body="", **more):
    return aws_call(
        host="backups.s3.eu-west-1.amazonaws.com",
        path=path,
        method=method,
        status=status,
        at=at,
        body=body,
        sent="",
        region="eu-west-1",
        service="s3",
        **more,
    )


def test_the_same_key_taken_just_before_was_not_what_s3_refused():
    calls = [s3("GET", "/a", 200, NOW - 9), s3("HEAD", "/b", 403, NOW - 5)]
    answer = said("Forbidden", exchanges=calls)
    assert answer.ground.kind == "permission"
    assert any("404" in line for line in answer.ground.evidence)


def test_another_key_taken_before_says_nothing():
    calls = [s3("GET", "/a", 200, NOW - 9, key_id="AKIAQRSTUVWXEXAMPLE2"), s3("HEAD", "/b", 403, NOW - 5)]
    assert said("Forbidden", exchanges=calls).ground is None


def test_a_signature_that_is_refused_is_not_excused_by_an_earlier_success():
    calls = [
        s3("GET", "/a", 200, NOW - 9),
        s3(
            "PUT",
            "/b",
            403,
            NOW - 5,
            body=s3_error("SignatureDoesNotMatch", "The request signature we calculated does not match"),
        ),
    ]
    answer = said("SignatureDoesNotMatch", exchanges=calls)
    assert answer.ground is None
    assert answer.verdict == "refused"


def test_a_sound_token_that_is_answered_403_lacks_a_role():
    answer = said(
        "403",
        credential={"token": jwt(claims()), "use": "access_token"},
        verifier=verifier(**KEYS),
        exchanges=[api_call(jwt(claims()), 403, '{"message":"Forbidden"}')],
    )
    assert answer.ground.headline == "The token is sound; what its holder lacks is a right of the application"


def test_a_scope_that_is_asked_for_is_still_the_cause():
    answer = said(
        "403",
        credential={"token": jwt(claims()), "use": "access_token"},
        verifier=verifier(**KEYS),
        exchanges=[api_call(jwt(claims()), 403, '{"error":"insufficient_scope"}')],
    )
    assert answer.ground is None
    assert answer.causes[0].code in {"oauth.missing_scope", "oauth.scope_claim_not_mapped"}


def test_an_expired_token_is_not_excused_by_the_limit_that_was_met_too():
    old = jwt(claims(iat=NOW - 9000, exp=NOW - 5000))
    answer = said(
        "401 then 429 Too Many Requests", credential={"token": old, "use": "access_token"}, verifier=verifier(**KEYS)
    )
    assert (answer.verdict, answer.ground) == ("refused", None)


def test_who_was_recognised_may_be_another_than_was_meant():
    answer = said(
        "AccessDenied: User: arn:aws:iam::210987654321:user/ci is not authorized to perform: eks:DescribeCluster",
        command="aws eks describe-cluster --name blue",
        environment={**environment(), "AWS_PROFILE": "platform"},
        files={
            "~/.aws/config": "[profile platform]\nregion = eu-west-1\nrole_arn = arn:aws:iam::210987654321:role/x\nsource_profile = default\n"
        },
    )
    assert (answer.ground, answer.causes[0].code) == (None, "aws.env_overrides_profile")


def test_the_command_that_asks_who_one_is_needs_no_further_proof():
    asks = "Action=GetCallerIdentity&Version=2011-06-15"
    call = exchange(
        "https://sts.eu-west-1.amazonaws.com/", 200, "<GetCallerIdentityResponse/>", method="POST", sent=asks
    )
    answer = said("the cache file says expired?", command="aws sts get-caller-identity", exchanges=[call])
    assert answer.verdict == "accepted"
