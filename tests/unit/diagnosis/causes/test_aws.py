from __future__ import annotations

import base64
import json

import pytest

from aws_evidence import CONFIG, CREDENTIALS, S3, SSO, STRANGER, V1, ini, refused
from evidence import (
    AWS_SECRET,
    BAD_SIGNATURE,
    KEY_ID,
    NOW,
    OTHER_KEY_ID,
    SENTENCE,
    SESSION_ID,
    SESSION_TOKEN,
    answer_to,
    aws_call,
    basic_time,
    bundle,
    claims,
    codes,
    ec2_error,
    environment,
    exchange,
    jwt,
    query_error,
    s3_error,
    when,
)  # fmt: skip


def signed_badly(secret: str, **more: object) -> dict:
    return bundle(
        **(
            {
                "symptom": "SignatureDoesNotMatch",
                "environment": environment(secret=secret),
                "exchanges": [aws_call(body=BAD_SIGNATURE)],
            }
            | more
        )
    )


OPT_IN = {"host": "ec2.af-south-1.amazonaws.com", "region": "af-south-1", "service": "ec2"}
HOME = {"host": "ec2.eu-west-1.amazonaws.com", "region": "eu-west-1", "service": "ec2"}
LOCAL = {"host": "localhost:8000", "scheme": "http", "service": "dynamodb"}
MALFORMED = "AWS4-HMAC-SHA256 Credential=AKIA2TESTKEYSEXAMPLE, SignedHeaders=host;x-amz-date, Signature=abc"
NO_CREDENTIALS = "botocore.exceptions.NoCredentialsError: Unable to locate credentials"
TRUST = {
    "Statement": [
        {
            "Effect": "Allow",
            "Action": "sts:AssumeRoleWithWebIdentity",
            "Condition": {"StringEquals": {"token.actions.githubusercontent.com:sub": "repo:acme/shop:*"}},
        }
    ]
}
WEB = jwt(
    claims(
        iss="https://token.actions.githubusercontent.com",
        aud="sts.amazonaws.com",
        sub="repo:acme/shop:ref:refs/heads/main",
    )
)


def web_identity(code: str, message: str, **more: object) -> dict:
    call = exchange(
        "https://sts.eu-west-1.amazonaws.com/",
        403,
        query_error(code, message),
        method="POST",
        sent=f"Action=AssumeRoleWithWebIdentity&WebIdentityToken={WEB}",
    )
    return bundle(symptom=message, exchanges=[call], **more)


def apigw(path: str, status: int, body: object, **headers: str) -> dict:
    return exchange(
        f"https://abc123.execute-api.eu-west-1.amazonaws.com{path}",
        status,
        body,
        headers=headers,
        at=NOW - 9 + (status > 299) * 5,
    )


CERTAIN = [
    ("aws.key_id_whitespace", refused(environment=environment(KEY_ID + "\n"), exchanges=[aws_call(key_id=KEY_ID + "\n")])),
    ("aws.key_id_whitespace", refused(environment=environment("-n " + KEY_ID), exchanges=[aws_call(key_id="-n " + KEY_ID)])),
    ("aws.key_id_extra_text", refused(environment=environment(f"Access key ID: {KEY_ID}"), exchanges=[aws_call(key_id=f"Access key ID: {KEY_ID}")])),
    ("aws.secret_whitespace", signed_badly(AWS_SECRET + "\n")),
    ("aws.secret_whitespace", signed_badly("\u200b" + AWS_SECRET)),
    ("aws.secret_extra_characters", signed_badly(AWS_SECRET + "%")),
    ("aws.secret_extra_characters", signed_badly(AWS_SECRET * 2)),
    ("aws.secret_special_chars_mangled", signed_badly(AWS_SECRET.replace("+", " "))),
    ("aws.secret_special_chars_mangled", signed_badly(AWS_SECRET.replace("/", "%2F"))),
    ("aws.value_quoted", refused(environment=environment(f'"{KEY_ID}"', f'"{AWS_SECRET}"'), exchanges=[aws_call(key_id=f'"{KEY_ID}"')])),
    ("aws.value_quoted", signed_badly(f'"{AWS_SECRET}"')),
    ("aws.literal_placeholder", refused(environment=environment("YOUR_ACCESS_KEY_ID"), exchanges=[aws_call(key_id="YOUR_ACCESS_KEY_ID")])),
    ("aws.literal_placeholder", refused(files={CREDENTIALS: ini("default", "${AWS_ACCESS_KEY_ID}", "${AWS_SECRET_ACCESS_KEY}")}, exchanges=[aws_call(key_id="${AWS_ACCESS_KEY_ID}")])),
    ("aws.plain_value_base64_decoded", refused(environment=environment(base64.b64decode(KEY_ID).decode("latin-1")), exchanges=[])),
    ("aws.plain_value_base64_decoded", refused(exchanges=[], files={"secret.yaml": f"kind: Secret\ndata:\n  AWS_ACCESS_KEY_ID: {KEY_ID}\n  AWS_SECRET_ACCESS_KEY: {AWS_SECRET}\n"})),
    ("aws.id_and_secret_swapped", refused(environment=environment(AWS_SECRET, KEY_ID), exchanges=[aws_call(key_id=AWS_SECRET)])),
    ("aws.key_id_used_as_secret", signed_badly(KEY_ID)),
    ("aws.ses_smtp_password_as_secret", signed_badly("B" + "k9" * 21 + "Z")),
    ("aws.credentials_file_bom", bundle(symptom="Unable to parse config file: ~/.aws/credentials", files={CREDENTIALS: "\ufeff" + ini("default")})),
    ("aws.credentials_file_utf16", bundle(symptom=NO_CREDENTIALS, files={CREDENTIALS: {"base64": base64.b64encode(ini("default").encode("utf-16")).decode()}})),
    ("aws.credentials_file_no_section", bundle(symptom="configparser.MissingSectionHeaderError: File contains no section headers.", files={CREDENTIALS: f"aws_access_key_id = {KEY_ID}\naws_secret_access_key = {AWS_SECRET}\n"})),
    ("aws.dynamodb_local_key_charset", bundle(symptom="UnrecognizedClientException: The Access Key ID or security token is invalid.", environment=environment("local-key"), exchanges=[aws_call(400, '{"__type":"com.amazonaws.dynamodb.v20120810#UnrecognizedClientException"}', key_id="local-key", **LOCAL)])),
    ("aws.empty_env_variable", bundle(symptom="The AWS Access Key Id you provided does not exist in our records.", environment=environment("", ""), files={CREDENTIALS: ini("default")}, exchanges=[aws_call(403, s3_error("InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records."), key_id="", **S3)])),
    ("aws.empty_session_token", refused(environment=environment(token=""), exchanges=[aws_call(token="")])),
    ("aws.static_section_shadows_provider", refused(symptom="ExpiredToken", environment={"AWS_PROFILE": "dev"}, files={CREDENTIALS: ini("dev", SESSION_ID, token=SESSION_TOKEN), CONFIG: SSO}, exchanges=[aws_call(403, query_error("ExpiredToken", "expired"), key_id=SESSION_ID, token=SESSION_TOKEN)])),
    ("aws.env_overrides_profile", refused(environment=environment(AWS_PROFILE="work"), files={CREDENTIALS: ini("work", OTHER_KEY_ID)})),
    ("aws.wrong_variable_name", bundle(symptom=NO_CREDENTIALS, environment={"AWS_ACCESS_KEY": KEY_ID, "AWS_SECRET_KEY": AWS_SECRET})),
    ("aws.other_users_home", bundle(symptom=NO_CREDENTIALS, command="sudo ./backup.sh", environment={"HOME": "/root"}, files={"/home/ana/.aws/credentials": ini("default")})),
    ("aws.no_credentials_unsigned", bundle(symptom="Missing Authentication Token", exchanges=[exchange("https://kms.eu-west-1.amazonaws.com/", 400, '{"__type":"MissingAuthenticationTokenException"}', method="POST", headers={"Host": "kms.eu-west-1.amazonaws.com"})])),
    ("aws.profile_section_name", bundle(symptom="The config profile (work) could not be found", environment={"AWS_PROFILE": "work"}, files={CONFIG: "[work]\nregion = eu-west-1\n"})),
    ("aws.profile_section_name", bundle(symptom="The config profile (work) could not be found", command="aws s3 ls --profile work", files={CREDENTIALS: ini("profile work")})),
    ("aws.credentials_in_other_file", bundle(symptom="The config profile (work) could not be found", environment={"AWS_PROFILE": "work", "AWS_SHARED_CREDENTIALS_FILE": "/etc/app/credentials"}, files={"/etc/app/credentials": ini("default"), CREDENTIALS: ini("work")})),
    ("aws.wrong_profile_selected", bundle(symptom=NO_CREDENTIALS, files={CREDENTIALS: ini("work") + ini("home", OTHER_KEY_ID)})),
    ("aws.wrong_partition", refused(environment=environment(AWS_REGION="cn-north-1"))),
    ("aws.wrong_partition", refused(settings={"roleArn": "arn:aws-us-gov:iam::111122223333:role/x"})),
    ("aws.sigv4_wrong_region", bundle(symptom="InvalidSignatureException: Credential should be scoped to a valid region, not 'eu-west1'.", exchanges=[aws_call(400, '{"__type":"InvalidSignatureException","message":"Credential should be scoped to a valid region, not \'eu-west1\'."}', region="eu-west1")])),
    ("aws.fake_key_to_real_aws", refused(environment=environment("test", "test"), exchanges=[aws_call(key_id="test")])),
    ("aws.fake_key_to_real_aws", refused(environment=environment("AKIAIOSFODNN7EXAMPLE"), exchanges=[aws_call(key_id="AKIAIOSFODNN7EXAMPLE")])),
    ("aws.dynamodb_local_key_separates_db", bundle(symptom="ResourceNotFoundException: Cannot do operations on a non-existent table", exchanges=[aws_call(200, "{}", key_id="one", at=NOW - 60, **LOCAL), aws_call(400, '{"__type":"com.amazonaws.dynamodb.v20120810#ResourceNotFoundException"}', key_id="two", **LOCAL)])),
    ("aws.clock_timezone_error", bundle(symptom="SignatureDoesNotMatch: Signature expired", environment=environment(), exchanges=[aws_call(403, query_error("SignatureDoesNotMatch", f"Signature expired: {basic_time(NOW - 2)} is now earlier than {basic_time(NOW + 6298)} ({basic_time(NOW + 7198)} - 15 min.)"), date=NOW + 7198)])),
    ("aws.clock_skew", bundle(symptom="AuthFailure", environment=environment(), exchanges=[aws_call(401, ec2_error(), date=NOW + 1000, **HOME)])),
    ("aws.request_changed_after_signing", bundle(symptom="SignatureDoesNotMatch", exchanges=[aws_call(403, s3_error("SignatureDoesNotMatch", "x", "<CanonicalRequest>GET\n/a%20b\n\nhost:h\n\nhost\nabc</CanonicalRequest>"), **S3)], log=[f"{when()} DEBUG CanonicalRequest:\nGET\n/a b\n\nhost:h\n\nhost\nabc"])),
    ("aws.malformed_authorization_header", bundle(symptom="IncompleteSignatureException", exchanges=[exchange("https://sqs.eu-west-1.amazonaws.com/", 400, query_error("IncompleteSignature", "Credential must have exactly 5 slash-delimited elements"), method="POST", headers={"Authorization": MALFORMED})])),
    ("aws.apigw_no_such_route", bundle(symptom='{"message":"Missing Authentication Token"}', exchanges=[apigw("/prod/orders", 200, "{}"), apigw("/prod/order", 403, {"message": "Missing Authentication Token"})])),
    ("aws.web_identity_sub_mismatch", web_identity("AccessDenied", "Not authorized to perform sts:AssumeRoleWithWebIdentity", files={"trust.json": json.dumps(TRUST)})),
]  # fmt: skip

LIKELY = [
    ("aws.real_key_to_other_endpoint", bundle(symptom="InvalidAccessKeyId", exchanges=[aws_call(403, s3_error("InvalidAccessKeyId", "The access key ID you provided does not exist in our records."), host="objects.vendor.example", service="s3")])),
    ("aws.apigw_no_such_route", bundle(symptom="'eyJ...' not a valid key=value pair (missing equal-sign) in Authorization header", exchanges=[apigw("/dev/x", 403, {"message": "'x' not a valid key=value pair (missing equal-sign) in Authorization header: 'Bearer x'."}, Authorization="Bearer x")])),
]  # fmt: skip

OWNER_ONLY = [
    ("aws.web_identity_provider_missing", web_identity("InvalidIdentityToken", "No OpenIDConnect provider found in your account for https://token.actions.githubusercontent.com")),
    ("aws.v1_token_in_optin_region", bundle(symptom="AuthFailure", exchanges=[aws_call(200, "<ok/>", key_id=SESSION_ID, token=V1, at=NOW - 60, **HOME), aws_call(401, ec2_error(), key_id=SESSION_ID, token=V1, **OPT_IN)])),
    ("aws.region_not_enabled", bundle(symptom="AuthFailure", exchanges=[aws_call(200, "<ok/>", at=NOW - 60, **HOME), aws_call(401, ec2_error(), **OPT_IN)])),
    ("aws.region_not_enabled_in_source_account", bundle(symptom="operation error STS: AssumeRole, api error InvalidClientTokenId: The security token included in the request is invalid", environment=environment(), exchanges=[aws_call(host="sts.ap-south-2.amazonaws.com", region="ap-south-2", sent="Action=AssumeRole&RoleArn=arn%3Aaws%3Aiam%3A%3A111122223333%3Arole%2Fdeploy")], log=["2026-09-21T10:00:00Z account 111122223333 region list: ap-south-2=ENABLED", "2026-09-21T10:00:01Z account 999988887777 region list: ap-south-2=DISABLED"])),
    ("aws.key_not_yet_propagated", refused(exchanges=[exchange("https://vault.example.org/v1/aws/creds/x", 200, {"data": {"access_key": KEY_ID, "secret_key": AWS_SECRET}}, at=NOW - 9), aws_call()])),
    ("aws.negative_cache_after_bad_secret", bundle(symptom="SignatureDoesNotMatch", exchanges=[aws_call(body=BAD_SIGNATURE, at=NOW - 40), aws_call(body=BAD_SIGNATURE, at=NOW - 36), aws_call(200, "<ok/>", at=NOW - 2)], log=[f"{when(NOW - 37)} INFO secret corrected"])),
    ("aws.account_inactive", bundle(symptom="AuthFailure", environment=environment(), exchanges=[aws_call(401, ec2_error(), key_id=OTHER_KEY_ID, at=NOW - 60, **HOME), aws_call(401, ec2_error(), **HOME)])),
    ("aws.key_deleted_or_rotated", refused(environment=environment(), log=[f"2026-09-01T10:00:00Z INFO GetCallerIdentity ok with {KEY_ID}"])),
    ("aws.unknown_access_key", refused(environment=environment())),
]  # fmt: skip


@pytest.mark.parametrize(("code", "evidence"), CERTAIN)
def test_what_files_variables_and_requests_prove_is_certain(code, evidence):
    first = answer_to(evidence).causes[0]
    assert (first.code, first.confidence) == (code, "certain")


@pytest.mark.parametrize(("code", "evidence"), LIKELY)
def test_what_has_another_reading_is_likely(code, evidence):
    first = answer_to(evidence).causes[0]
    assert (first.code, first.confidence) == (code, "likely")


@pytest.mark.parametrize(("code", "evidence"), OWNER_ONLY)
def test_what_only_the_account_knows_is_never_certain_and_has_a_question(code, evidence):
    answer = answer_to(evidence)
    assert answer.causes[0].code == code
    assert answer.causes[0].settle
    assert not [cause for cause in answer.causes if cause.confidence == "certain"]


HEALTHY = [
    bundle(environment=environment(), exchanges=[aws_call(200, "<ok/>", date=NOW + 200)]),
    bundle(files={CREDENTIALS: ini("default") + ini("old", SESSION_ID, token=SESSION_TOKEN, expiration=when(NOW - 9 * 86400))}, exchanges=[aws_call(200, "<ok/>")]),
    bundle(environment=environment(SESSION_ID, token=SESSION_TOKEN), exchanges=[aws_call(400, s3_error("ExpiredToken", "x"), key_id=STRANGER, token=V1, at=NOW - 9, **S3), aws_call(200, "<ok/>", key_id=SESSION_ID, token=SESSION_TOKEN, **S3)]),
    bundle(environment=environment(AWS_PROFILE="work"), files={CREDENTIALS: ini("work", OTHER_KEY_ID)}, exchanges=[aws_call(200, "<ok/>")]),
    bundle(environment=environment(key_id="minio", secret="minio123"), exchanges=[aws_call(200, "<ok/>", key_id="minio", host="minio.local:9000", service="s3")]),
]  # fmt: skip


@pytest.mark.parametrize("evidence", HEALTHY)
def test_what_aws_answered_well_raises_no_alarm(evidence):
    answer = answer_to(evidence)
    assert (answer.verdict, answer.causes) == ("accepted", ())


def test_another_vendors_secret_may_have_any_length():
    for secret in ("k3short0secret0of0a0MinIO0user", "h7Gq2Rw9ZtLm4Xc8Vb1N" + AWS_SECRET):
        evidence = signed_badly(secret)
        evidence["exchanges"] = [
            aws_call(403, s3_error("SignatureDoesNotMatch", "x"), host="minio.example.org", key_id="backup")
        ]
        evidence["environment"] = environment("backup", secret)
        assert all(cause.confidence != "certain" for cause in answer_to(evidence).causes)
        assert not any("a secret has 40" in line for cause in answer_to(evidence).causes for line in cause.evidence)


def test_the_secret_and_the_session_token_are_never_shown():
    answer = answer_to(
        refused(files={CREDENTIALS: ini("default", token=SESSION_TOKEN)}, exchanges=[aws_call(token=SESSION_TOKEN)])
    )
    shown = json.dumps([[*cause.evidence, *cause.fix] for cause in answer.causes]) + answer.summary
    assert AWS_SECRET not in shown
    assert SESSION_TOKEN[:30] not in shown


def test_the_flagship_sentence_alone_names_no_certain_cause():
    found = answer_to(bundle(symptom=SENTENCE)).causes
    assert found
    assert not [cause for cause in found if cause.confidence == "certain"]


def test_a_decoy_profile_is_not_blamed():
    files = {CREDENTIALS: ini("default") + ini("partner", "YOUR_KEY")}
    assert "aws.literal_placeholder" not in codes(refused(files=files))
