"""Evidence as people report it, AWS: the cause, keys that it cannot be told from, whether certainty is allowed, the bundle."""

from __future__ import annotations

import json

from evidence import BAD_SIGNATURE, KEY_ID, NOW, aws_call, basic_time, bundle, ec2_error, exchange, s3_error, when

DAY = 86400
ID = "AKIAWBULQHFD6EXAMPLE"
ID2 = "AKIAQ7XK4ZTN3EXAMPLE"
SID = "ASIAWBULQHFD6EXAMPLE"
SID2 = "ASIAQQ7ZN4HTXEXAMPLE"
SEC = "uO17HgNSUukRE95a6+q//WZiy6diMEXAMPLEKEY1"
SEC2 = "fCrCADSCX926B/GE1lsole+/RIINezEXAMPLEKEY"
assert len(SEC) == len(SEC2) == 40
TOK = "IQoJb3JpZ2luX2VjEXAMPLE" + "YMdFMQWb0wu6pMCbc3S" * 20 + "=="


def cred(name="default", key_id=ID, secret=SEC, token=None, extra=""):
    return (
        f"[{name}]\naws_access_key_id = {key_id}\naws_secret_access_key = {secret}\n"
        + (f"aws_session_token = {token}\n" if token is not None else "")
        + extra
    )


NOISE = {"LANG": "en_US.UTF-8", "SHELL": "/bin/zsh", "AWS_PAGER": "", "APP_NAME": "billing"}


def env(**k):
    return NOISE | k


S3EXP = s3_error("ExpiredToken", "The provided token has expired.")


def presigned(date, expires, token=TOK, key_id=SID):
    return (
        f"https://files.s3.eu-west-1.amazonaws.com/report.pdf?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential={key_id}%2F{basic_time(date)[:8]}%2Feu-west-1%2Fs3%2Faws4_request"
        f"&X-Amz-Date={basic_time(date)}&X-Amz-Expires={expires}&X-Amz-SignedHeaders=host&X-Amz-Security-Token={token.replace('=', '%3D')}&X-Amz-Signature="
        + "ab"
        * 32
    )


def e(code, op, msg):
    return f"An error occurred ({code}) when calling the {op} operation: {msg}"


INV = "The security token included in the request is invalid."
REPORTS = []


def report(cause, also=(), certain=True, **b):
    REPORTS.append((cause, also, certain, bundle(**b)))


report(
    "aws.presigned_by_expiring_session",
    symptom="ExpiredToken: The provided token has expired.",
    command="curl -s '" + presigned(NOW - 7 * 3600, 604800) + "'",
)
report(
    "aws.presigned_by_expiring_session",
    symptom="<Code>ExpiredToken</Code><Message>The provided token has expired.</Message>",
    exchanges=[exchange(presigned(NOW - 40000, 604800), 400, S3EXP)],
)
report(
    "aws.presigned_by_expiring_session",
    symptom="links stop working after 1 hour although ExpiresIn=604800",
    exchanges=[
        exchange(
            presigned(NOW - 5000, 604800),
            403,
            s3_error("ExpiredToken", "The provided token has expired."),
            seen_by="browser",
        )
    ],
    settings={"expires_in": 604800},
)
report(
    "aws.fake_key_to_real_aws",
    symptom=e("UnrecognizedClientException", "PutItem", INV),
    environment=env(AWS_ACCESS_KEY_ID="local", AWS_SECRET_ACCESS_KEY="local", AWS_REGION="us-east-1"),
    software="serverless-offline",
)
report(
    "aws.fake_key_to_real_aws",
    symptom="QueueDoesNotExist? no: InvalidClientTokenId: The security token included in the request is invalid. status code: 403",
    environment=env(AWS_ACCESS_KEY_ID="test", AWS_SECRET_ACCESS_KEY="test"),
    exchanges=[aws_call(403, key_id="test", host="sqs.us-east-1.amazonaws.com", service="sqs")],
    files={
        "docker-compose.yml": "services:\n  localstack:\n    image: localstack/localstack\n    ports: ['4566:4566']\n"
    },
)
report(
    "aws.fake_key_to_real_aws",
    symptom="Error: validating provider credentials: retrieving caller identity from STS: operation error STS: GetCallerIdentity, https response error StatusCode: 403, RequestID: 1, api error InvalidClientTokenId: The security token included in the request is invalid.",
    files={
        "main.tf": 'provider "aws" {\n  region = "us-east-1"\n  access_key = "mock_access_key"\n  secret_key = "mock_secret_key"\n  endpoints {\n    s3 = "http://localhost:4566"\n  }\n}\n'
    },
    software="terraform/1.9",
)
report(
    "aws.id_and_secret_swapped",
    symptom=e("InvalidClientTokenId", "GetCallerIdentity", INV),
    files={"~/.aws/credentials": cred(key_id=SEC.replace("/", "x"), secret=ID)},
)
report(
    "aws.id_and_secret_swapped",
    symptom=e(
        "AuthorizationHeaderMalformed",
        "ListBuckets",
        'The authorization header is malformed; the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".',
    ),
    environment=env(AWS_ACCESS_KEY_ID=SEC, AWS_SECRET_ACCESS_KEY=ID),
)
report(
    "aws.plain_value_base64_decoded",
    symptom='net/http: invalid header field value for "Authorization"',
    environment=env(AWS_ACCESS_KEY_ID=__import__("base64").b64decode(ID).decode("latin1"), AWS_SECRET_ACCESS_KEY=SEC),
    files={
        "secret.yaml": f"apiVersion: v1\nkind: Secret\nmetadata:\n  name: s3\ndata:\n  AWS_ACCESS_KEY_ID: {ID}\n  AWS_SECRET_ACCESS_KEY: {SEC}\n"
    },
)
report(
    "aws.plain_value_base64_decoded",
    symptom="InvalidAccessKeyId: The AWS Access Key Id you provided does not exist in our records.",
    files={
        "k8s/secret.yaml": f"apiVersion: v1\nkind: Secret\nmetadata:\n  name: backup\ntype: Opaque\ndata:\n  AWS_ACCESS_KEY_ID: {ID}\n  AWS_SECRET_ACCESS_KEY: {SEC}\n"
    },
)
report(
    "aws.clock_timezone_error",
    symptom=e(
        "SignatureDoesNotMatch",
        "GetCallerIdentity",
        f"Signature expired: {basic_time(NOW - 7200)} is now earlier than {basic_time(NOW - 900)} ({basic_time(NOW)} - 15 min.)",
    ),
    platform={"os": "windows", "timezone": "Europe/Berlin"},
)
report(
    "aws.clock_timezone_error",
    also=("aws.clock_skew",),
    symptom="RequestTimeTooSkewed: The difference between the request time and the current time is too large.",
    exchanges=[
        exchange(
            "https://b.s3.amazonaws.com/x",
            403,
            s3_error(
                "RequestTimeTooSkewed",
                "The difference between the request time and the current time is too large.",
                f"<RequestTime>{basic_time(NOW + 19800)}</RequestTime><ServerTime>{when(NOW)}</ServerTime><MaxAllowedSkewMilliseconds>900000</MaxAllowedSkewMilliseconds>",
            ),
            date=NOW,
        )
    ],
)
report(
    "aws.credentials_file_no_section",
    symptom="botocore.exceptions.ConfigParseError: Unable to parse config file: /home/deploy/.aws/credentials",
    files={"~/.aws/credentials": f"aws_access_key_id = {ID}\naws_secret_access_key = {SEC}\n"},
)
report(
    "aws.credentials_file_no_section",
    symptom="Unable to locate credentials",
    files={"~/.aws/credentials": f"# keys\n   [default]\n   aws_access_key_id={ID}\n   aws_secret_access_key={SEC}\n"},
)
report(
    "aws.empty_session_token",
    symptom=e("InvalidClientTokenId", "DescribeInstances", INV),
    environment=env(AWS_ACCESS_KEY_ID=ID, AWS_SECRET_ACCESS_KEY=SEC, AWS_SESSION_TOKEN=""),
)
report(
    "aws.empty_session_token",
    symptom="InvalidToken: The provided token is malformed or otherwise invalid.",
    files={"~/.aws/credentials": cred(token="")},
)
report(
    "aws.literal_placeholder",
    symptom=e("InvalidClientTokenId", "GetCallerIdentity", INV),
    files={"~/.aws/credentials": cred(key_id="${AWS_KEY}", secret="${AWS_SECRET}")},
)
report(
    "aws.literal_placeholder",
    symptom="The AWS Access Key Id you provided does not exist in our records.",
    environment=env(AWS_ACCESS_KEY_ID="YOUR_ACCESS_KEY", AWS_SECRET_ACCESS_KEY="YOUR_SECRET_KEY"),
)
report(
    "aws.literal_placeholder",
    symptom=e("UnrecognizedClientException", "GetAuthorizationToken", INV),
    environment=env(AWS_ACCESS_KEY_ID="<access-key-id>", AWS_SECRET_ACCESS_KEY="<secret>"),
)
report(
    "aws.literal_placeholder",
    symptom="IncompleteSignature",
    environment=env(AWS_ACCESS_KEY_ID="$(aws_access_key_id)", AWS_SECRET_ACCESS_KEY="$(aws_secret_access_key)"),
)
report(
    "aws.region_not_enabled_in_source_account",
    certain=False,
    also=("aws.region_not_enabled",),
    symptom=e("InvalidClientTokenId", "AssumeRole", INV),
    command="aws sts assume-role --role-arn arn:aws:iam::210987654321:role/x --role-session-name s --region ap-east-1",
    environment=env(
        AWS_ACCESS_KEY_ID=ID, AWS_SECRET_ACCESS_KEY=SEC, AWS_REGION="ap-east-1", AWS_STS_REGIONAL_ENDPOINTS="regional"
    ),
    exchanges=[
        aws_call(
            403,
            host="sts.ap-east-1.amazonaws.com",
            region="ap-east-1",
            key_id=ID,
            sent="Action=AssumeRole&RoleArn=arn%3Aaws%3Aiam%3A%3A210987654321%3Arole%2Fx&RoleSessionName=s",
        )
    ],
    log=["ap-east-1 is ENABLED in account 210987654321 (account list-regions)"],
)
report(
    "aws.stale_session_token_with_new_key",
    symptom=e("InvalidClientTokenId", "GetCallerIdentity", INV),
    files={"~/.aws/credentials": cred(token=TOK)},
)
report(
    "aws.stale_session_token_with_new_key",
    symptom="The security token included in the request is expired",
    environment=env(AWS_ACCESS_KEY_ID=ID, AWS_SECRET_ACCESS_KEY=SEC, AWS_SESSION_TOKEN=TOK),
)
report(
    "aws.value_quoted",
    symptom=e("IncompleteSignature", "GetCallerIdentity", "'\"AKIA' not a valid key=value pair"),
    environment=env(AWS_ACCESS_KEY_ID=f'"{ID}"', AWS_SECRET_ACCESS_KEY=f'"{SEC}"'),
)
report(
    "aws.value_quoted",
    symptom="InvalidClientTokenId: " + INV,
    files={"~/.aws/credentials": cred(key_id=f"'{ID}'", secret=f"'{SEC}'")},
)
report(
    "aws.value_quoted",
    symptom=e(
        "SignatureDoesNotMatch",
        "ListObjectsV2",
        "The request signature we calculated does not match the signature you provided.",
    ),
    environment=env(AWS_ACCESS_KEY_ID=ID, AWS_SECRET_ACCESS_KEY=f'"{SEC}"'),
    files={".env": f'AWS_ACCESS_KEY_ID={ID}\nAWS_SECRET_ACCESS_KEY="{SEC}"\n'},
    command="docker run --env-file .env app",
)
report(
    "aws.account_inactive",
    certain=False,
    also=("aws.unknown_access_key", "aws.key_deleted_or_rotated"),
    symptom=e("AuthFailure", "DescribeInstances", "AWS was not able to validate the provided access credentials"),
    environment=env(AWS_ACCESS_KEY_ID=ID, AWS_SECRET_ACCESS_KEY=SEC),
    exchanges=[
        aws_call(401, ec2_error(), key_id=ID, host="ec2.us-east-1.amazonaws.com", service="ec2"),
        aws_call(
            403,
            s3_error("InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records."),
            key_id=ID2,
            host="s3.amazonaws.com",
            service="s3",
        ),
    ],
    log=[
        "every key of the account fails since this morning, root login shows a billing notice: your account is suspended"
    ],
)
report(
    "aws.credentials_file_utf16",
    symptom="'utf-8' codec can't decode byte 0xff in position 0: invalid start byte",
    files={
        "C:\\Users\\ann\\.aws\\credentials": {
            "base64": __import__("base64").b64encode(cred().encode("utf-16")).decode()
        }
    },
)
report(
    "aws.credentials_file_utf16",
    symptom="Unable to parse config file: ~/.aws/credentials",
    files={"~/.aws/credentials": {"base64": __import__("base64").b64encode(cred().encode("utf-16-be")).decode()}},
)
report(
    "aws.credentials_in_other_file",
    symptom="The config profile (staging) could not be found",
    environment=env(AWS_PROFILE="staging", AWS_SHARED_CREDENTIALS_FILE="/etc/app/creds"),
    files={"~/.aws/credentials": cred("staging"), "/etc/app/creds": cred("default", ID2, SEC2)},
)
report(
    "aws.credentials_in_other_file",
    symptom='Unable to locate credentials. You can configure credentials by running "aws configure".',
    environment=env(AWS_CONFIG_FILE="/opt/aws/config", AWS_SHARED_CREDENTIALS_FILE="/opt/aws/credentials"),
    files={"~/.aws/credentials": cred(), "/opt/aws/config": "[default]\nregion=eu-west-1\n"},
)
report(
    "aws.dynamodb_local_key_separates_db",
    symptom="ResourceNotFoundException: Cannot do operations on a non-existent table",
    exchanges=[
        exchange(
            "http://localhost:8000/",
            200,
            {"TableNames": ["Orders"]},
            method="POST",
            headers={
                "X-Amz-Target": "DynamoDB_20120810.ListTables",
                "Authorization": "AWS4-HMAC-SHA256 Credential=local/20260921/us-west-2/dynamodb/aws4_request, SignedHeaders=host, Signature=00",
            },
        ),
        exchange(
            "http://localhost:8000/",
            400,
            {
                "__type": "com.amazonaws.dynamodb.v20120810#ResourceNotFoundException",
                "message": "Cannot do operations on a non-existent table",
            },
            method="POST",
            headers={
                "X-Amz-Target": "DynamoDB_20120810.PutItem",
                "Authorization": "AWS4-HMAC-SHA256 Credential=dummy/20260921/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=00",
            },
        ),
    ],
)
report(
    "aws.key_id_extra_text",
    symptom=e(
        "IncompleteSignature",
        "GetCallerIdentity",
        "'key' not a valid key=value pair (missing equal-sign) in Authorization header: 'AWS4-HMAC-SHA256 Credential=Access key ID: "
        + ID
        + "/20260921/us-east-1/sts/aws4_request",
    ),
    files={"~/.aws/credentials": cred(key_id="Access key ID: " + ID)},
)
report(
    "aws.key_id_extra_text",
    symptom="InvalidClientTokenId",
    environment=env(AWS_ACCESS_KEY_ID="AWS_ACCESS_KEY_ID=" + ID, AWS_SECRET_ACCESS_KEY=SEC),
)
report(
    "aws.key_id_used_as_secret",
    symptom=e(
        "SignatureDoesNotMatch",
        "GetCallerIdentity",
        "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.",
    ),
    environment=env(AWS_ACCESS_KEY_ID=ID, AWS_SECRET_ACCESS_KEY=ID),
)
report(
    "aws.negative_cache_after_bad_secret",
    certain=False,
    symptom="SignatureDoesNotMatch right after I fixed the secret, ok 15 s later",
    exchanges=[
        aws_call(403, BAD_SIGNATURE, at=NOW - 30),
        aws_call(403, BAD_SIGNATURE, at=NOW - 20),
        aws_call(200, "<GetCallerIdentityResponse><Account>1</Account></GetCallerIdentityResponse>", at=NOW - 2),
    ],
    log=[f"{when(NOW - 31)} secret in use sha256:aaaa", f"{when(NOW - 25)} secret replaced, sha256:bbbb"],
    environment=env(AWS_ACCESS_KEY_ID=KEY_ID, AWS_SECRET_ACCESS_KEY=SEC),
)
report(
    "aws.other_users_home",
    symptom="Unable to locate credentials",
    command="sudo aws s3 cp /var/backup s3://bk",
    environment={"HOME": "/root", "USER": "root", "SUDO_USER": "ann"},
    files={"/home/ann/.aws/credentials": cred()},
)
report(
    "aws.other_users_home",
    symptom=e("InvalidClientTokenId", "GetCallerIdentity", INV),
    environment={"HOME": "/var/lib/jenkins", "USER": "jenkins"},
    files={"/home/ann/.aws/credentials": cred(), "/var/lib/jenkins/.aws/credentials": cred(key_id=ID2, secret=SEC2)},
    exchanges=[aws_call(key_id=ID2)],
    log=["as ann: aws sts get-caller-identity works"],
)
report(
    "aws.region_not_enabled",
    certain=False,
    also=("aws.region_not_enabled_in_source_account",),
    symptom=e("AuthFailure", "DescribeInstances", "AWS was not able to validate the provided access credentials"),
    command="aws ec2 describe-instances --region me-south-1",
    environment=env(AWS_ACCESS_KEY_ID=ID, AWS_SECRET_ACCESS_KEY=SEC),
    exchanges=[
        aws_call(
            200,
            "<DescribeInstancesResponse/>",
            key_id=ID,
            host="ec2.eu-west-1.amazonaws.com",
            service="ec2",
            region="eu-west-1",
            at=NOW - 20,
        ),
        aws_call(401, ec2_error(), key_id=ID, host="ec2.me-south-1.amazonaws.com", service="ec2", region="me-south-1"),
    ],
)
report(
    "aws.region_not_enabled",
    certain=False,
    also=("aws.region_not_enabled_in_source_account",),
    symptom=e("UnrecognizedClientException", "ListFunctions", INV),
    environment=env(AWS_ACCESS_KEY_ID=ID, AWS_SECRET_ACCESS_KEY=SEC, AWS_REGION="af-south-1"),
)
report(
    "aws.session_expired",
    symptom=e(
        "ExpiredTokenException", "GetAuthorizationToken", "The security token included in the request is expired"
    ),
    files={"~/.aws/credentials": cred(key_id=SID, token=TOK, extra=f"expiration = {when(NOW - 4000)}\n")},
)
report(
    "aws.session_expired",
    symptom="The security token included in the request is expired",
    files={
        "~/.aws/cli/cache/ab.json": json.dumps(
            {
                "Credentials": {
                    "AccessKeyId": SID,
                    "SecretAccessKey": SEC,
                    "SessionToken": TOK,
                    "Expiration": when(NOW - 999),
                }
            }
        )
    },
    environment=env(
        AWS_ACCESS_KEY_ID=SID,
        AWS_SECRET_ACCESS_KEY=SEC,
        AWS_SESSION_TOKEN=TOK,
        AWS_CREDENTIAL_EXPIRATION=when(NOW - 999),
    ),
)
report(
    "aws.session_expired",
    symptom="RequestExpired: Request has expired.",
    environment=env(
        AWS_ACCESS_KEY_ID=SID,
        AWS_SECRET_ACCESS_KEY=SEC,
        AWS_SESSION_TOKEN=TOK,
        AWS_SESSION_EXPIRATION=when(NOW - 5 * 3600),
    ),
)
report(
    "aws.session_token_very_old",
    symptom=e("InvalidClientTokenId", "GetCallerIdentity", INV),
    files={
        "~/.aws/credentials": cred(key_id=SID, token=TOK, extra=f"x_security_token_expires = {when(NOW - 40 * DAY)}\n")
    },
)
report(
    "aws.session_token_very_old",
    symptom=e("UnrecognizedClientException", "DescribeTable", INV),
    environment=env(
        AWS_ACCESS_KEY_ID=SID,
        AWS_SECRET_ACCESS_KEY=SEC,
        AWS_SESSION_TOKEN=TOK,
        AWS_CREDENTIAL_EXPIRATION=when(NOW - 21 * DAY),
    ),
)
report(
    "aws.sso_legacy_profile_no_refresh",
    symptom="Error when retrieving token from sso: Token has expired and refresh failed",
    environment=env(AWS_PROFILE="dev"),
    files={
        "~/.aws/config": "[profile dev]\nsso_start_url = https://acme.awsapps.com/start\nsso_region = eu-west-1\nsso_account_id = 1234\nsso_role_name = Dev\n",
        "~/.aws/sso/cache/x.json": json.dumps(
            {
                "startUrl": "https://acme.awsapps.com/start",
                "region": "eu-west-1",
                "accessToken": "EXAMPLEabc",
                "expiresAt": when(NOW - 100),
            }
        ),
    },
)
report(
    "aws.static_section_shadows_provider",
    symptom=e("ExpiredToken", "ListBuckets", "The provided token has expired."),
    environment=env(AWS_PROFILE="prod"),
    files={
        "~/.aws/credentials": cred("prod", SID, SEC, TOK),
        "~/.aws/config": "[profile prod]\ncredential_process = /usr/local/bin/saml2aws script\nregion=eu-west-1\n",
    },
)
report(
    "aws.static_section_shadows_provider",
    symptom=e("InvalidClientTokenId", "GetCallerIdentity", INV),
    command="aws sts get-caller-identity --profile prod",
    files={
        "~/.aws/credentials": cred("prod"),
        "~/.aws/config": "[sso-session acme]\nsso_start_url=https://acme.awsapps.com/start\nsso_region=eu-west-1\n[profile prod]\nsso_session = acme\nsso_account_id=1\nsso_role_name=Dev\n",
    },
)
report(
    "aws.unknown_access_key",
    certain=False,
    also=("aws.key_deleted_or_rotated",),
    symptom=e("InvalidClientTokenId", "GetCallerIdentity", INV),
    environment=env(AWS_ACCESS_KEY_ID=ID, AWS_SECRET_ACCESS_KEY=SEC, AWS_REGION="us-east-1"),
    exchanges=[aws_call(key_id=ID)],
)
report(
    "aws.unknown_access_key",
    certain=False,
    also=("aws.key_deleted_or_rotated",),
    symptom="InvalidAccessKeyId: The AWS Access Key Id you provided does not exist in our records.",
    files={"~/.aws/credentials": cred()},
)
# single-case keys second form
report(
    "aws.env_overrides_profile",
    symptom=e("ExpiredToken", "ListBuckets", "The provided token has expired."),
    command="aws s3 ls --profile work",
    environment=env(AWS_ACCESS_KEY_ID=SID, AWS_SECRET_ACCESS_KEY=SEC, AWS_SESSION_TOKEN=TOK, AWS_PROFILE="work"),
    files={"~/.aws/credentials": cred("work", ID2, SEC2)},
    exchanges=[aws_call(400, S3EXP, key_id=SID, host="s3.amazonaws.com", service="s3", token=TOK)],
)
report(
    "aws.profile_section_name",
    symptom="The config profile (dev) could not be found",
    environment=env(AWS_PROFILE="dev"),
    files={"~/.aws/credentials": cred("profile dev")},
)
report(
    "aws.profile_section_name",
    symptom="failed to get shared config profile, dev",
    environment=env(AWS_PROFILE="dev"),
    files={
        "~/.aws/config": "[dev]\nregion=eu-west-1\nrole_arn=arn:aws:iam::1:role/x\nsource_profile=default\n",
        "~/.aws/credentials": cred(),
    },
)
report(
    "aws.wrong_profile_selected",
    symptom=e("AccessDenied", "PutObject", "Access Denied"),
    command="aws s3 cp a s3://prod-b --profile prod",
    environment=env(AWS_PROFILE="staging"),
    files={"~/.aws/credentials": cred("prod") + cred("staging", ID2, SEC2)},
    exchanges=[
        aws_call(403, s3_error("AccessDenied", "Access Denied"), key_id=ID2, host="s3.amazonaws.com", service="s3")
    ],
)
report(
    "aws.secret_special_chars_mangled",
    symptom=e(
        "SignatureDoesNotMatch",
        "ListObjects",
        "The request signature we calculated does not match the signature you provided.",
    ),
    environment=env(AWS_ACCESS_KEY_ID=ID, AWS_SECRET_ACCESS_KEY="uO17HgNSUukRE95a6 q//WZiy6diMEXAMPLEKEY1"),
    files={"~/.aws/credentials": cred()},
)
report(
    "aws.secret_special_chars_mangled",
    symptom="SignatureDoesNotMatch",
    environment=env(AWS_ACCESS_KEY_ID=ID, AWS_SECRET_ACCESS_KEY=SEC.replace("/", "%2F").replace("+", "%2B")),
)
report(
    "aws.sso_session_expired",
    symptom="Error loading SSO Token: Token for acme does not exist",
    also=("aws.sso_start_url_mismatch",),
    files={
        "~/.aws/config": "[default]\nsso_session=acme\nsso_account_id=1\nsso_role_name=d\n[sso-session acme]\nsso_start_url=https://acme.awsapps.com/start\nsso_region=eu-west-1\n"
    },
)
report(
    "aws.sso_session_expired",
    symptom="The SSO session associated with this profile has expired or is otherwise invalid. To refresh this SSO session run aws sso login with the corresponding profile.",
    environment=env(AWS_PROFILE="p"),
    files={
        "~/.aws/config": "[profile p]\nsso_session=acme\nsso_account_id=1\nsso_role_name=d\n[sso-session acme]\nsso_start_url=https://acme.awsapps.com/start\nsso_region=eu-west-1\n",
        "~/.aws/sso/cache/" + __import__("hashlib").sha1(b"acme").hexdigest() + ".json": json.dumps(
            {
                "startUrl": "https://acme.awsapps.com/start",
                "region": "eu-west-1",
                "accessToken": "EXAMPLEa",
                "expiresAt": when(NOW - 3000),
                "refreshToken": "EXAMPLEr",
                "registrationExpiresAt": when(NOW + 99999),
            }
        ),
    },
)
report(
    "aws.session_triplet_mismatch",
    symptom=e("InvalidClientTokenId", "GetCallerIdentity", INV),
    environment=env(AWS_ACCESS_KEY_ID=SID, AWS_SECRET_ACCESS_KEY=SEC, AWS_SESSION_TOKEN=TOK[:-2] + "ZZ=="),
    files={"~/.aws/credentials": cred(key_id=SID, secret=SEC, token=TOK)},
)
report(
    "aws.key_deleted_or_rotated",
    certain=False,
    also=("aws.unknown_access_key",),
    symptom="InvalidAccessKeyId: The AWS Access Key Id you provided does not exist in our records.",
    exchanges=[
        aws_call(200, "<ListAllMyBucketsResult/>", key_id=ID, host="s3.amazonaws.com", service="s3", at=NOW - 3 * DAY),
        aws_call(
            403,
            s3_error(
                "InvalidAccessKeyId",
                "The AWS Access Key Id you provided does not exist in our records.",
                f"<AWSAccessKeyId>{ID}</AWSAccessKeyId>",
            ),
            key_id=ID,
            host="s3.amazonaws.com",
            service="s3",
        ),
    ],
)
report(
    "aws.ses_smtp_password_as_secret",
    symptom=e(
        "SignatureDoesNotMatch",
        "SendEmail",
        "The request signature we calculated does not match the signature you provided.",
    ),
    environment=env(AWS_ACCESS_KEY_ID=ID, AWS_SECRET_ACCESS_KEY="BK4jd8s7Xh2nQ0zRt5vYw9cLm3pAfEXAMPLEKEY1abcd"[:44]),
)
report(
    "aws.wrong_variable_name",
    symptom="NoCredentialProviders: no valid providers in chain. Deprecated.",
    environment=env(AWS_ACCESS_KEY=ID, AWS_SECRET_KEY=SEC),
)
report(
    "aws.credentials_file_bom", symptom="Unable to parse config file", files={"~/.aws/credentials": "\ufeff" + cred()}
)
report(
    "aws.secret_extra_characters",
    symptom=e("SignatureDoesNotMatch", "GetCallerIdentity", "The request signature we calculated"),
    files={"~/.aws/credentials": cred(secret=SEC + "%")},
)
report(
    "aws.malformed_authorization_header",
    symptom='AuthorizationHeaderMalformed: The authorization header is malformed; the authorization component "Credential=" is malformed.',
    exchanges=[
        exchange(
            "https://b.s3.amazonaws.com/x",
            400,
            s3_error(
                "AuthorizationHeaderMalformed",
                "The authorization header is malformed; the authorization component is malformed.",
            ),
            headers={"Authorization": f"AWS4-HMAC-SHA256 Credential={ID}, SignedHeaders=host, Signature=abc"},
        )
    ],
)
report(
    "aws.apigw_no_such_route",
    symptom='{"message":"Missing Authentication Token"}',
    exchanges=[
        exchange("https://a1b2c3.execute-api.eu-west-1.amazonaws.com/prod/orders", 200, "{}", at=NOW - 9),
        exchange(
            "https://a1b2c3.execute-api.eu-west-1.amazonaws.com/orders",
            403,
            {"message": "Missing Authentication Token"},
            answer={"x-amzn-ErrorType": "MissingAuthenticationTokenException"},
        ),
    ],
)
