"""What stands in AWS evidence and is not why the call was refused is never certain; where it is why, it is."""

import json

import pytest

from evidence import certain_codes
from reported.short_forms import amz, http, iso

KEY, OTHER, SESSION = "AKIA2NEWEDRFTABCDEFG", "AKIA3OLDEDRFTABCDEFG", "ASIA2NEWEDRFTABCDEFG"
SECRET = "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"
TOKEN, TOKEN_2 = "IQoJb3JpZ2luX2VjE" + "Abc3" * 60, "IQoJb3JpZ2luX2VjE" + "Zbc4" * 60
SAID = "An error occurred ({}) when calling the {} operation: {}"
UNKNOWN = SAID.format(
    "InvalidClientTokenId", "GetCallerIdentity", "The security token included in the request is invalid."
)
UNSIGNED = SAID.format("SignatureDoesNotMatch", "GetObject", "The request signature we calculated does not match.")
EXPIRED = SAID.format("ExpiredToken", "GetCallerIdentity", "The security token included in the request is expired")
KNOWN = SAID.format(
    "AccessDenied",
    "ListBuckets",
    "User: arn:aws:iam::123456789012:user/ci is not authorized to perform: s3:ListAllMyBuckets",
)
DENIED = SAID.format("AccessDenied", "GetObject", "Access Denied")
NO_BUCKET = SAID.format("NoSuchBucket", "ListObjectsV2", "The specified bucket does not exist")
NOT_REACHED = 'Could not connect to the endpoint URL: "https://sts.eu-west-1.amazonaws.com/"'
UNTRUSTED = "SSL validation failed for https://sts.eu-west-1.amazonaws.com/ [SSL: CERTIFICATE_VERIFY_FAILED]"
NONE_FOUND = "Unable to locate credentials. You can configure credentials by running aws configure."
CREDENTIALS, CONFIG = "~/.aws/credentials", "~/.aws/config"


def certain(symptom, **members):
    return certain_codes({"assay_bundle": 1, "now": iso(), "symptom": symptom, **members})


def call(
    code="InvalidClientTokenId",
    *,
    key=KEY,
    token=None,
    at=-2,
    ahead=0,
    host="sts.eu-west-1.amazonaws.com",
    words="",
    body="",
    path="/",
):
    region = "us-east-1" if host.startswith("iam.") else "eu-west-1"
    signed = "host;x-amz-date" + ("" if token is None else ";x-amz-security-token")
    scope = f"{key}/{amz(at)[:8]}/{region}/{host.split('.')[0]}/aws4_request"
    headers = [
        ["Host", host],
        ["X-Amz-Date", amz(at)],
        ["Authorization", f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders={signed}, Signature={'a1' * 32}"],
    ]
    headers += [] if token is None else [["X-Amz-Security-Token", token]]
    body = body or (
        f"<ErrorResponse><Error><Code>{code}</Code><Message>{words}</Message></Error></ErrorResponse>"
        if code
        else "<ok/>"
    )
    return {"at": iso(at), "seen_by": "client",
            "request": {"method": "POST", "url": f"https://{host}{path}", "headers": headers},
            "response": {"status": 403 if code else 200, "headers": [["Date", http(at + ahead)]], "body": body}}  # fmt: skip


def passed(**members):
    return call("", at=-60, **members)


def env(key=KEY, secret=SECRET, token=None, **more):
    return {
        "AWS_ACCESS_KEY_ID": key,
        "AWS_SECRET_ACCESS_KEY": secret,
        **({} if token is None else {"AWS_SESSION_TOKEN": token}),
        **more,
    }


def ini(name="default", key=KEY, secret=SECRET, token="", more=""):
    return (
        f"[{name}]\naws_access_key_id = {key}\naws_secret_access_key = {secret}\n"
        + (f"aws_session_token = {token}\n" if token else "")
        + more
    )


DAMAGED = {
    "id with a blank": {"environment": env(KEY + " ")},
    "id with words": {"environment": env("id: " + KEY)},
    "secret with a blank": {"environment": env(KEY, SECRET + " ")},
    "secret with a mark": {"environment": env(KEY, SECRET + "%")},
    "secret encoded": {"environment": env(KEY, SECRET.replace("/", "%2F"))},
    "quoted": {"environment": env(f'"{KEY}"', f'"{SECRET}"')},
    "placeholder": {"environment": env("YOUR_ACCESS_KEY", "YOUR_SECRET_KEY")},
    "swapped": {"environment": env(SECRET, KEY)},
    "id as secret": {"environment": env(KEY, KEY)},
    "session without token": {"environment": env(SESSION)},
    "token beside a permanent key": {"environment": env(KEY, SECRET, TOKEN)},
    "empty token": {"environment": env(KEY, SECRET, "")},
}
FILES = {
    "without section": {"files": {CREDENTIALS: f"aws_access_key_id={KEY}\naws_secret_access_key={SECRET}\n"}},
    "with a mark": {"files": {CREDENTIALS: "\ufeff" + ini()}},
    "section of the other file": {"command": "aws s3 ls --profile prod", "files": {CREDENTIALS: ini("profile prod")}},
    "section of this file": {"command": "aws s3 ls --profile prod", "files": {CONFIG: "[prod]\nregion = eu-west-1\n", CREDENTIALS: ini("prod")}},
    "hidden provider": {"command": "aws s3 ls --profile prod", "files": {CREDENTIALS: ini("prod"), CONFIG: "[profile prod]\ncredential_process = /bin/x\n"}},
    "another home": {"command": "sudo aws s3 ls", "environment": {"HOME": "/root"}, "files": {"/home/ann/.aws/credentials": ini()}},
}  # fmt: skip


@pytest.mark.parametrize("name", [*DAMAGED, *FILES])
@pytest.mark.parametrize("symptom", [KNOWN, DENIED, NO_BUCKET, NOT_REACHED, UNTRUSTED])
def test_who_is_known_or_was_not_reached_was_not_refused_for_a_damaged_value(symptom, name):
    assert certain(symptom, **(DAMAGED | FILES)[name]) == []


@pytest.mark.parametrize("name", ["secret with a blank", "session without token", "token beside a permanent key"])
@pytest.mark.parametrize("symptom", [
    'You must specify a region. You can also configure your region by running "aws configure".',
    'Parameter validation failed: Missing required parameter in input: "Bucket"',
    "aws: error: argument operation: Invalid choice, valid choices are: ls",
    SAID.format("AWS.SimpleQueueService.NonExistentQueue", "SendMessage", "The specified queue does not exist"),
    SAID.format("InvalidInstanceID.NotFound", "DescribeInstances", "The instance ID 'i-1' does not exist"),
])  # fmt: skip
def test_what_was_never_asked_or_is_of_another_thing_is_not_why(symptom, name):
    assert certain(symptom, **DAMAGED[name], software="aws-cli/2.15.0") == []


@pytest.mark.parametrize("name", ["session without token", "token beside a permanent key"])
def test_a_cluster_refuses_for_grounds_of_its_own(name):
    symptom = "error: You must be logged in to the server (Unauthorized)"
    assert certain(symptom, **DAMAGED[name], command="aws eks update-kubeconfig && kubectl get pods") == []


@pytest.mark.parametrize("name", ["hidden provider", "section of the other file"])
def test_a_mere_number_names_no_ground(name):
    assert certain("An error occurred (403) when calling the HeadObject operation: Forbidden", **FILES[name]) == []


@pytest.mark.parametrize("name", DAMAGED)
@pytest.mark.parametrize("symptom", [NONE_FOUND, "The config profile (prod) could not be found"])
def test_where_nothing_was_found_no_damage_of_a_pair_is_why(symptom, name):
    assert certain(symptom, **DAMAGED[name]) == []


@pytest.mark.parametrize(
    "name", ["without section", "with a mark", "section of the other file", "section of this file"]
)
@pytest.mark.parametrize("symptom", [UNKNOWN, UNSIGNED, EXPIRED])
def test_where_a_key_was_refused_no_unread_file_is_why(symptom, name):
    assert certain(symptom, **FILES[name]) == []


@pytest.mark.parametrize("name", ["secret with a blank", "secret with a mark", "secret encoded", "id as secret"])
@pytest.mark.parametrize("calls", [
    [passed(), call("SignatureDoesNotMatch")],
    [call("SignatureDoesNotMatch"), call("", at=-1)],
    [call("SignatureDoesNotMatch", key=OTHER)],
])  # fmt: skip
def test_a_secret_whose_key_passes_or_was_not_sent_is_not_certain(calls, name):
    assert certain(UNSIGNED, **DAMAGED[name], exchanges=calls) == []


LEGACY = "[profile prod]\nsso_session = corp\n[sso-session corp]\nsso_start_url = https://corp.awsapps.com/start\n"
CACHED = {
    "~/.aws/sso/cache/abc.json": json.dumps(
        {"startUrl": "https://corp.awsapps.com/start#", "accessToken": "x", "expiresAt": iso(7_200)}
    )
}
OF_ANOTHER = {
    "~/.aws/sso/cache/abc.json": json.dumps(
        {"startUrl": "https://other.awsapps.com/start", "accessToken": "x", "expiresAt": iso(7_200)}
    )
}
AT_IAM = {"host": "iam.amazonaws.com", "key": SESSION, "token": TOKEN}
OLD = ini(key=SESSION, token=TOKEN, more=f"expiration = {iso(-900_000)}\n")
ENDED = ini(key=SESSION, token=TOKEN, more=f"expiration = {iso(-14_400)}\n")
URL = f"https://b.s3.amazonaws.com/a?X-Amz-Date={amz(-7_200)}&X-Amz-Expires=604800&X-Amz-Security-Token={TOKEN}&X-Amz-Signature=a1"


@pytest.mark.parametrize(("symptom", "members"), [
    # the clock: no word of the time
    (SAID.format("AuthFailure", "DescribeInstances", "AWS was not able to validate the provided access credentials"), {"exchanges": [call("AuthFailure", ahead=418)]}),
    (UNSIGNED, {"exchanges": [call("SignatureDoesNotMatch", ahead=1_300)]}),
    (DENIED, {"exchanges": [call("AccessDenied", ahead=-7_200)]}),
    (EXPIRED, {"exchanges": [call("ExpiredToken", key=SESSION, token=TOKEN, ahead=1_300)]}),
    # what a reporter masked, what people copy, what a program fills in
    (UNKNOWN, {"environment": env("<AWS_ACCESS_KEY_ID>", "<AWS_SECRET>")}),
    (UNKNOWN, {"files": {CREDENTIALS: ini(key="xxxxxxxx", secret="xxxxxxxx")}}),
    (UNSIGNED, {"environment": env(KEY, "x" * 16)}),
    (UNKNOWN, {"files": {"/app/.env.example": "AWS_ACCESS_KEY_ID=your_access_key\nAWS_SECRET_ACCESS_KEY=your_secret\n"}}),
    (UNKNOWN, {"files": {"main.tf": 'provider "aws" {\n  access_key = "${var.key}"\n  secret_key = "${var.secret}"\n}\n'}}),
    (UNKNOWN, {"settings": {"AWS_ACCESS_KEY_ID": "vault:secret/data/aws#key", "AWS_SECRET_ACCESS_KEY": "vault:secret/data/aws#secret"}}),
    (UNKNOWN, {"files": {"/app/.env": f'AWS_ACCESS_KEY_ID="{KEY}"\nAWS_SECRET_ACCESS_KEY="{SECRET}"\n'}}),
    (UNKNOWN, {"files": {"/app/.env": f'AWS_ACCESS_KEY_ID="{KEY}"\nAWS_SECRET_ACCESS_KEY="{SECRET}"\n'}, "exchanges": [call()]}),
    # variables, profiles and homes
    (UNKNOWN, {"environment": env("", "")}),
    (UNKNOWN, {"environment": env(KEY, SECRET, "")}),
    (UNKNOWN, {"environment": {"AWS_PROFILE": "a", "AWS_DEFAULT_PROFILE": "b"}, "files": {CREDENTIALS: ini("a") + ini("b", OTHER)}}),
    (UNSIGNED, {"environment": env(AWS_PROFILE="prod"), "files": {CREDENTIALS: ini("prod", OTHER)}, "exchanges": [passed(), call("SignatureDoesNotMatch")]}),
    (UNKNOWN, {"log": ["INFO account staging is up"], "files": {CREDENTIALS: ini() + ini("staging", OTHER)}, "exchanges": [call()]}),
    (UNKNOWN, {"command": "sudo aws s3 ls", "environment": {"HOME": "/home/bob"}, "files": {"/home/bob/.aws/credentials": ini(), "/home/ann/.aws/credentials": ini()}}),
    (UNKNOWN, {"command": "sudo aws s3 ls", "environment": {"HOME": "/root"}, "files": {"/home/ann/.aws/credentials": ini()}}),
    (UNKNOWN, {"command": "aws s3 ls --profile prod", "files": {CREDENTIALS: ini("prod"), CONFIG: "[profile prod]\nsso_start_url = https://corp.awsapps.com/start\n"}}),
    (UNKNOWN, {"command": "aws s3 ls --profile prod", "files": {CONFIG: LEGACY, **CACHED}}),
    ("Error loading SSO Token: Token for corp does not exist", {"command": "aws s3 ls --profile prod", "files": {CONFIG: LEGACY, **OF_ANOTHER}}),
    # sessions
    (UNKNOWN, {"files": {CREDENTIALS: f"[default]\naws_access_key_id = {SESSION}\naws_secret_access_key = {SECRET}\n# aws_session_token removed for this report\n"}}),
    (UNKNOWN, {"files": {CREDENTIALS: ini(key=SESSION, token="<redacted>")}, "exchanges": [call(key=SESSION, token=TOKEN)]}),
    (UNKNOWN, {"environment": env(SESSION, SECRET, TOKEN), "files": {CREDENTIALS: ini("old", "ASIA3OLDEDRFTABCDEFG", token=TOKEN)}, "exchanges": [call(key=SESSION, token=TOKEN)]}),
    (UNSIGNED, {"exchanges": [passed(token=TOKEN), call("SignatureDoesNotMatch", token=TOKEN)]}),
    (UNKNOWN, {"log": ["aws sts get-session-token --serial-number arn:aws:iam::1:mfa/x --token-code 123456"], "exchanges": [passed(key=SESSION, token=TOKEN), call(**AT_IAM)]}),
    (UNKNOWN, {"log": ["aws sts get-federation-token --name x"], "exchanges": [passed(key=SESSION, token=TOKEN), call(**AT_IAM)]}),
    (UNKNOWN, {"exchanges": [passed(**AT_IAM), call(**AT_IAM)]}),
    (UNKNOWN, {"files": {CREDENTIALS: OLD}, "exchanges": [call(**AT_IAM)]}),
    (UNKNOWN, {"files": {CREDENTIALS: OLD}, "exchanges": [passed(key=SESSION, token=TOKEN), call(key=SESSION, token=TOKEN)]}),
    (EXPIRED, {"log": [f"{iso(-9_000)} billing: renew credentials ok, now ASIAXYZWEDRFTABCDEFG"], "exchanges": [call("ExpiredToken", key=SESSION, token=TOKEN)]}),
    (SAID.format("ExpiredTokenException", "AssumeRoleWithWebIdentity", "Token expired"), {"files": {CREDENTIALS: ENDED}}),
    (EXPIRED, {"files": {"notes.md": f"link: {URL}"}, "environment": env(SESSION, SECRET, TOKEN)}),
    # places
    (UNKNOWN, {"files": {"regions.py": "ALL = ['us-east-1', 'cn-north-1']"}, "exchanges": [call()]}),
    (UNKNOWN, {"log": ["INFO copied to us-gov-west-1 ok"], "exchanges": [call()]}),
    (UNKNOWN, {"environment": {"AWS_REGION": "cn-north-1"}, "exchanges": [passed(), call()]}),
    (UNKNOWN, {"environment": {"AWS_PROFILE": "prod"}, "files": {CONFIG: "[default]\nregion = cn-north-1\n[profile prod]\nregion = eu-west-1\n"}, "exchanges": [call()]}),
    (UNKNOWN, {"exchanges": [call(key="AKIA2NEW")]}),
    ("InvalidAccessKeyId: The AWS Access Key Id you provided does not exist in our records.", {"exchanges": [call("InvalidAccessKeyId", host="s3.corp.example.com")]}),
    # requests
    (UNSIGNED, {"log": ["CanonicalRequest:\nGET\n/other\n\nhost:x\n\nhost\nUNSIGNED-PAYLOAD"], "exchanges": [call(host="b.s3.amazonaws.com", body="<Error><Code>SignatureDoesNotMatch</Code><CanonicalRequest>GET\n/a\n\nhost:x\n\nhost\nUNSIGNED-PAYLOAD</CanonicalRequest></Error>")]}),
    (NONE_FOUND, {"files": {"/home/a/export.csv": "\ufeffname,x\n1,2\n"}}),
])  # fmt: skip
def test_what_may_be_otherwise_is_not_certain(symptom, members):
    assert certain(symptom, **members) == []


@pytest.mark.parametrize(("cause", "symptom", "members"), [
    ("aws.key_id_whitespace", UNKNOWN, DAMAGED["id with a blank"]),
    ("aws.secret_whitespace", UNSIGNED, DAMAGED["secret with a blank"]),
    ("aws.secret_extra_characters", UNSIGNED, DAMAGED["secret with a mark"]),
    ("aws.value_quoted", UNKNOWN, DAMAGED["quoted"]),
    ("aws.value_quoted", UNKNOWN, {"command": "docker run --env-file .env app", "files": {".env": f'AWS_ACCESS_KEY_ID="{KEY}"\nAWS_SECRET_ACCESS_KEY="{SECRET}"\n'}}),
    ("aws.literal_placeholder", UNKNOWN, DAMAGED["placeholder"]),
    ("aws.session_token_missing", UNKNOWN, DAMAGED["session without token"]),
    ("aws.stale_session_token_with_new_key", UNKNOWN, DAMAGED["token beside a permanent key"]),
    ("aws.empty_session_token", UNKNOWN, {"exchanges": [call(token="")]}),
    ("aws.credentials_file_no_section", NONE_FOUND, FILES["without section"]),
    ("aws.profile_section_name", "The config profile (prod) could not be found", FILES["section of the other file"]),
    ("aws.other_users_home", NONE_FOUND, FILES["another home"]),
    ("aws.session_expired", EXPIRED, {"files": {CREDENTIALS: ENDED}}),
    ("aws.session_token_very_old", UNKNOWN, {"files": {CREDENTIALS: OLD}}),
    ("aws.getsessiontoken_no_mfa_iam", UNKNOWN, {"exchanges": [passed(key=SESSION, token=TOKEN), call(**AT_IAM)]}),
    ("aws.clock_skew", "RequestTimeTooSkewed: the difference is too large", {"exchanges": [call("RequestTimeTooSkewed", ahead=1_300)]}),
    ("aws.session_triplet_mismatch", UNKNOWN, {"files": {CREDENTIALS: ini(key=SESSION, token=TOKEN_2)}, "exchanges": [call(key=SESSION, token=TOKEN)]}),
    ("aws.wrong_partition", UNKNOWN, {"environment": {"AWS_REGION": "cn-north-1"}, "exchanges": [call()]}),
])  # fmt: skip
def test_what_the_evidence_proves_is_certain(cause, symptom, members):
    assert certain(symptom, **members) == [cause]
