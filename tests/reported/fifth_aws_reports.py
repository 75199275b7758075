"""A fifth set of reports of AWS credentials: other carriers, other programs, other words."""

from __future__ import annotations

import base64
import hashlib

from reported.short_forms import (
    AK,
    INV,
    SI,
    SK,
    SS,
    ST,
    STS_INV,
    amz,
    aws,
    bearer,
    claims,
    creds,
    dumps,
    env,
    ex,
    iso,
    reporter,
    sign,
    xmlerr,
)

REPORTS = []
rep = reporter(REPORTS)

# ---- AWS
rep(
    "aws.plain_value_base64_decoded",
    symptom="InvalidAccessKeyId: The AWS Access Key Id you provided does not exist in our records.",
    software="velero/1.9",
    env={"KUBERNETES_SERVICE_HOST": "10.96.0.1"},
    files={
        "secret.yaml": f"apiVersion: v1\nkind: Secret\nmetadata:\n  name: cloud\ntype: Opaque\ndata:\n  AWS_ACCESS_KEY_ID: {AK}\n  AWS_SECRET_ACCESS_KEY: {SK}\n"
    },
)
rep(
    "aws.plain_value_base64_decoded",
    symptom='net/http: invalid header field value for "Authorization"',
    software="external-dns/0.5",
    env=env(key_id=base64.b64decode(AK).decode("latin-1"), secret=SK, AWS_REGION="eu-west-1"),
)
rep(
    "aws.fake_key_to_real_aws",
    symptom=STS_INV,
    software="terraform/1.5 aws/5.0",
    env=env("test", "test", AWS_DEFAULT_REGION="us-east-1"),
    exchanges=[aws(region="us-east-1", key_id="test", code=INV[0], msg=INV[1])],
    files={
        "main.tf": 'provider "aws" {\n  access_key = "test"\n  secret_key = "test"\n  region = "us-east-1"\n  endpoints {\n    s3 = "http://localhost:4566"\n  }\n}\n'
    },
)
rep(
    "aws.fake_key_to_real_aws",
    symptom="UnrecognizedClientException: The security token included in the request is invalid.",
    software="aws-sdk-js/2.700",
    env=env("local", "local", AWS_REGION="us-east-1"),
    exchanges=[
        aws(
            "dynamodb",
            "us-east-1",
            "local",
            "UnrecognizedClientException",
            INV[1],
            400,
            body={"__type": "com.amazon.coral.service#UnrecognizedClientException", "message": INV[1]},
        )
    ],
)
rep(
    "aws.fake_key_to_real_aws",
    symptom="InvalidAccessKeyId: The AWS Access Key Id you provided does not exist in our records.",
    software="boto3/1.26",
    env=env("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
    exchanges=[
        aws(
            "s3",
            "us-east-1",
            "AKIAIOSFODNN7EXAMPLE",
            "InvalidAccessKeyId",
            "The AWS Access Key Id you provided does not exist in our records.",
            host="assets.s3.amazonaws.com",
            method="GET",
        )
    ],
)
PS = (
    f"https://tamarack-files.s3.eu-west-1.amazonaws.com/report.csv?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential={SI}%2F{amz(-50000)[:8]}%2Feu-west-1%2Fs3%2Faws4_request&X-Amz-Date={amz(-50000)}&X-Amz-Expires=604800&X-Amz-SignedHeaders=host&X-Amz-Security-Token={ST}&X-Amz-Signature="
    + "ab" * 32
)
rep(
    "aws.presigned_by_expiring_session",
    symptom="ExpiredToken: The provided token has expired.",
    software="curl/8.4",
    exchanges=[ex("GET", PS, 400, xmlerr("ExpiredToken", "The provided token has expired.", "s3"))],
)
rep(
    "aws.presigned_by_expiring_session",
    symptom="The provided token has expired.",
    software="Mozilla/5.0",
    exchanges=[
        ex(
            "GET",
            PS.replace("604800", "432000"),
            403,
            xmlerr("ExpiredToken", "The provided token has expired.", "s3"),
            by="browser",
        )
    ],
    log=[iso(-50000) + " INFO presigned url for 5 days"],
)
rep("aws.id_and_secret_swapped", symptom="InvalidAccessKeyId", software="boto3/1.17", env=env(SK, AK), exchanges=[])
rep(
    "aws.id_and_secret_swapped",
    symptom="An error occurred (IncompleteSignature) when calling the GetCallerIdentity operation: Credential must have exactly 5 slash-delimited elements",
    software="aws-cli/1.14",
    files={"~/.aws/credentials": creds(SK, AK)},
)
rep(
    "aws.clock_timezone_error",
    symptom="AuthFailure: AWS was not able to validate the provided access credentials",
    software="boto/2.34",
    env=env(AWS_REGION="eu-west-1"),
    exchanges=[
        aws(
            "ec2",
            code="AuthFailure",
            msg="AWS was not able to validate the provided access credentials",
            status=401,
            action="DescribeInstances",
            date=-2 - 7200,
        )
    ],
    platform={"os": "linux", "timezone": "Europe/Berlin"},
)
rep(
    "aws.credentials_file_no_section",
    symptom="Unable to parse config file: /home/dev/.aws/credentials",
    software="aws-cli/1.7",
    files={"~/.aws/credentials": f"aws_access_key_id = {AK}\naws_secret_access_key = {SK}\n"},
    command="aws s3 ls",
)
rep(
    "aws.credentials_file_no_section",
    symptom="configparser.MissingSectionHeaderError: File contains no section headers.",
    software="boto3/1.9",
    files={"~/.aws/credentials": f"  [default]\n  aws_access_key_id = {AK}\n  aws_secret_access_key = {SK}\n"},
)
rep(
    "aws.empty_session_token",
    symptom=STS_INV,
    software="aws-sdk-js/2.600",
    env=env(token="", AWS_REGION="eu-west-1"),
    exchanges=[aws(code=INV[0], msg=INV[1])],
)
rep(
    "aws.empty_session_token",
    symptom="The security token included in the request is invalid",
    software="s3-upload-action/1",
    files={"~/.aws/credentials": creds(token="")},
)
rep(
    "aws.literal_placeholder",
    symptom="The security token included in the request is invalid.",
    software="aws-cli/2.4",
    env=env("${{ secrets.AWS_ACCESS_KEY_ID }}", "${{ secrets.AWS_SECRET_ACCESS_KEY }}"),
)
rep(
    "aws.literal_placeholder",
    symptom="An error occurred (InvalidAccessKeyId) when calling the ListBuckets operation: The AWS Access Key Id you provided does not exist in our records.",
    software="aws-cli/1.16",
    files={"~/.aws/credentials": creds("YOUR_ACCESS_KEY", "YOUR_SECRET_KEY")},
)
rep(
    "aws.literal_placeholder",
    symptom="InvalidClientTokenId",
    software="cdk/2.1",
    files={"~/.aws/credentials": creds("<access key>", "<secret key>")},
    command="cdk bootstrap",
)
rep(
    "aws.region_not_enabled_in_source_account",
    symptom="InvalidClientTokenId: The security token included in the request is invalid. status code: 403 (AssumeRole)",
    software="terraform/1.3",
    certain=False,
    also=["aws.region_not_enabled"],
    exchanges=[
        aws(
            region="af-south-1",
            action="AssumeRole&RoleArn=arn:aws:iam::271828182845:role/deploy",
            code=INV[0],
            msg=INV[1],
        )
    ],
    env=env(AWS_REGION="af-south-1"),
    log=[iso(-100) + " af-south-1 is enabled in account 271828182845"],
    files={
        "~/.aws/config": "[profile target]\nrole_arn = arn:aws:iam::271828182845:role/deploy\nsource_profile = default\nregion = af-south-1\n"
    },
)
rep(
    "aws.region_not_enabled",
    symptom="InvalidClientTokenId: The security token included in the request is invalid.",
    software="aws-sdk-js/3.200",
    certain=False,
    exchanges=[aws(region="eu-west-3", at=-20), aws(region="eu-south-1", code=INV[0], msg=INV[1])],
    env=env(),
)
rep(
    "aws.region_not_enabled",
    symptom="The security token included in the request is invalid. (Service: AWSSecurityTokenService; Status Code: 403; Error Code: InvalidClientTokenId)",
    software="aws-sdk-java/1.11.700",
    certain=False,
    also=["aws.region_not_enabled_in_source_account"],
    exchanges=[aws(region="us-east-1", at=-30), aws(region="ap-east-1", code=INV[0], msg=INV[1], action="AssumeRole")],
    env=env(AWS_REGION="ap-east-1"),
)
rep(
    "aws.v1_token_in_optin_region",
    symptom="UnrecognizedClientException: The security token included in the request is invalid",
    software="terraform/1.9.3",
    certain=True,
    also=["aws.region_not_enabled"],
    exchanges=[
        aws(
            "sts",
            "us-east-1",
            host="sts.amazonaws.com",
            action="AssumeRole&RoleArn=arn:aws:iam::415926535897:role/x",
            at=-30,
            body=f"<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>{SI}</AccessKeyId><SessionToken>{ST}</SessionToken><Expiration>{iso(3500)}</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>",
        ),
        aws("ecs", "me-central-1", SI, token=ST, code="UnrecognizedClientException", msg=INV[1], status=400),
    ],
)
rep(
    "aws.stale_session_token_with_new_key",
    symptom=STS_INV,
    software="aws-cli/2.1",
    files={"~/.aws/credentials": creds(AK, SK, ST)},
    command="aws sts get-caller-identity",
)
rep(
    "aws.stale_session_token_with_new_key",
    symptom="The security token included in the request is invalid.",
    software="serverless/2.1",
    env=env(AK, SK, ST, AWS_REGION="eu-west-1"),
    exchanges=[aws("cloudformation", key_id=AK, token=ST, code=INV[0], msg=INV[1])],
)
rep(
    "aws.value_quoted",
    symptom="InvalidAccessKeyId: The AWS Access Key Id you provided does not exist in our records.",
    software="docker/20",
    env=env(f'"{AK}"', f'"{SK}"'),
)
rep(
    "aws.value_quoted",
    symptom="SignatureDoesNotMatch",
    software="rclone/1.55",
    files={"~/.aws/credentials": creds(f"'{AK}'", f"'{SK}'")},
)
rep(
    "aws.account_inactive",
    symptom="AuthFailure: AWS was not able to validate the provided access credentials",
    software="packer/0.10",
    certain=False,
    exchanges=[
        aws(
            "ec2",
            code="AuthFailure",
            msg="AWS was not able to validate the provided access credentials",
            status=401,
            action="DescribeRegions",
        ),
        aws(
            "ec2",
            key_id="AKIA7ZXCVBNMQEXAMPLE",
            at=-60,
            code="AuthFailure",
            msg="AWS was not able to validate the provided access credentials",
            status=401,
            action="DescribeRegions",
        ),
    ],
    log=[
        iso(-50)
        + " INFO made a second key, same answer; account was signed up yesterday, payment method pending verification"
    ],
)
rep(
    "aws.account_inactive",
    symptom="An error occurred (AuthFailure) when calling the DescribeInstances operation: AWS was not able to validate the provided access credentials",
    software="aws-cli/1.9",
    certain=False,
    also=["aws.unknown_access_key"],
    env=env(AWS_REGION="eu-west-1"),
    exchanges=[
        aws(
            "ec2",
            code="AuthFailure",
            msg="AWS was not able to validate the provided access credentials",
            status=401,
            action="DescribeInstances",
        )
    ],
    log=[iso(-86400 * 3) + " mail: your AWS account 415926535897 is suspended, invoice past due"],
)
rep(
    "aws.credentials_file_utf16",
    symptom="'utf-8' codec can't decode byte 0xff in position 0: invalid start byte",
    software="aws-cli/1.10 (Windows)",
    files={"~/.aws/credentials": {"base64": base64.b64encode(creds().encode("utf-16")).decode()}},
    platform={"os": "windows"},
)
rep(
    "aws.credentials_file_bom",
    symptom="Unable to parse config file: C:\\Users\\lea\\.aws\\credentials",
    software="aws-cli/1.15 (Windows)",
    files={"~/.aws/credentials": {"base64": base64.b64encode(b"\xef\xbb\xbf" + creds().encode()).decode()}},
    platform={"os": "windows"},
)
rep(
    "aws.credentials_in_other_file",
    symptom='Unable to locate credentials. You can configure credentials by running "aws configure".',
    software="aws-cli/1.15",
    env={"AWS_SHARED_CREDENTIALS_FILE": "/etc/app/creds"},
    files={"~/.aws/credentials": creds(), "/etc/app/creds": ""},
)
rep(
    "aws.credentials_in_other_file",
    symptom="SharedCredsLoad: failed to get profile\ncaused by: SharedConfigProfileNotExist: staging",
    software="aws-sdk-go/1.44",
    env={"AWS_PROFILE": "staging"},
    also=["aws.profile_section_name"],
    files={"~/.aws/config": creds(section="profile staging"), "~/.aws/credentials": creds("AKIA7ZXCVBNMQEXAMPLE")},
    log=["AWS_SDK_LOAD_CONFIG is unset, only the credentials file is read"],
)
rep(
    "aws.dynamodb_local_key_separates_db",
    symptom="ResourceNotFoundException: Cannot do operations on a non-existent table",
    software="aws-sdk-js/2.200",
    exchanges=[
        aws(
            "dynamodb",
            "us-east-1",
            "local",
            host="localhost:8000",
            scheme="http",
            at=-20,
            body={"TableDescription": {"TableName": "orders"}},
        ),
        aws(
            "dynamodb",
            "eu-west-1",
            "fakeKey",
            host="localhost:8000",
            scheme="http",
            code="x",
            status=400,
            body={
                "__type": "com.amazonaws.dynamodb.v20120810#ResourceNotFoundException",
                "message": "Cannot do operations on a non-existent table",
            },
        ),
    ],
)
rep(
    "aws.dynamodb_local_key_separates_db",
    symptom="Tables created by my app do not show in the admin tool",
    software="dynamodb-admin/3.0",
    verdict="accepted",
    env={"DYNAMO_ENDPOINT": "http://localhost:8000"},
    exchanges=[
        aws(
            "dynamodb",
            "us-east-1",
            "abc",
            host="localhost:8000",
            scheme="http",
            at=-20,
            body={"TableNames": ["orders"]},
            action="ListTables",
        ),
        aws(
            "dynamodb",
            "us-east-1",
            "xyz",
            host="localhost:8000",
            scheme="http",
            body={"TableNames": []},
            action="ListTables",
        ),
    ],
)
rep(
    "aws.dynamodb_local_key_charset",
    symptom="UnrecognizedClientException: The Access Key ID or security token is invalid.",
    software="dynamodb-local/2.0",
    env=env("my_key", "secret"),
    exchanges=[
        aws(
            "dynamodb",
            "us-east-1",
            "my_key",
            host="localhost:8000",
            scheme="http",
            status=400,
            code="x",
            body={
                "__type": "com.amazonaws.dynamodb.v20120810#UnrecognizedClientException",
                "Message": "The Access Key ID or security token is invalid.",
            },
        )
    ],
)
rep(
    "aws.key_id_extra_text",
    symptom=f"IncompleteSignature: 'key:' not a valid key=value pair (missing equal-sign) in Authorization header: 'AWS4-HMAC-SHA256 Credential=Access key: {AK}/{amz()[:8]}/eu-west-1/sts/aws4_request, SignedHeaders=host;x-amz-date, Signature=00'.",
    software="fog-aws/3",
    env=env(f"Access key: {AK}"),
)
rep(
    "aws.key_id_extra_text",
    symptom="An error occurred (IncompleteSignature) when calling the GetCallerIdentity operation",
    software="aws-cli/1.10",
    files={"~/.aws/credentials": creds(f"{AK} # build user")},
)
rep(
    "aws.key_id_used_as_secret",
    symptom="SignatureDoesNotMatch: The request signature we calculated does not match the signature you provided. Check your key and signing method.",
    software="jenkins-s3/0.10",
    env=env(AK, AK),
)
rep(
    "aws.key_id_used_as_secret",
    symptom="The request signature we calculated does not match the signature you provided.",
    software="s3fs/1.9",
    settings={"passwd-s3fs": f"{AK}:{AK}", "access_key": AK, "secret_key": AK},
)
rep(
    "aws.negative_cache_after_bad_secret",
    symptom="SignatureDoesNotMatch: The request signature we calculated does not match the signature you provided.",
    software="vault/1.2",
    certain=False,
    exchanges=[
        aws(at=-9, code="SignatureDoesNotMatch", msg="The request signature we calculated does not match"),
        aws(at=-5, code="SignatureDoesNotMatch", msg="The request signature we calculated does not match"),
        aws(at=-1),
    ],
    log=[iso(-7) + " INFO secret corrected in settings"],
    env=env(AWS_REGION="eu-west-1"),
)
rep(
    "aws.other_users_home",
    symptom="NoCredentialsError: Unable to locate credentials",
    software="boto3/1.18",
    env={"HOME": "/root", "SUDO_USER": "lea"},
    files={"/home/lea/.aws/credentials": creds()},
    command="sudo python3 sync.py",
    also=["aws.no_credentials_unsigned"],
)
rep(
    "aws.other_users_home",
    symptom="upload failed: Unable to locate credentials",
    software="aws-cli/2.0 (systemd)",
    env={"HOME": "/var/lib/backup", "USER": "backup"},
    files={
        "/home/tom/.aws/credentials": creds(),
        "/etc/systemd/system/backup.service": "[Service]\nUser=backup\nExecStart=/usr/local/bin/backup.sh\n",
    },
    log=["works in my shell as tom"],
)
rep(
    "aws.session_expired",
    symptom="An error occurred (ExpiredToken) when calling the ListBuckets operation: The provided token has expired.",
    software="aws-cli/2.9",
    files={"~/.aws/credentials": creds(SI, SS, ST, extra=f"expiration = {iso(-7200)}\n")},
    exchanges=[aws("s3", key_id=SI, token=ST, code="ExpiredToken", msg="The provided token has expired.", status=400)],
)
rep(
    "aws.session_expired",
    symptom="ExpiredTokenException: The security token included in the request is expired",
    software="terraform/1.1",
    env=env(SI, SS, ST, AWS_REGION="eu-west-1", AWS_CREDENTIAL_EXPIRATION=iso(-3600)),
    exchanges=[
        aws(
            "kms",
            key_id=SI,
            token=ST,
            code="ExpiredTokenException",
            msg="The security token included in the request is expired",
            status=400,
        )
    ],
)
rep(
    "aws.session_token_very_old",
    symptom=STS_INV,
    software="aws-cli/2.7",
    files={"~/.aws/credentials": creds(SI, SS, ST, extra=f"expiration = {iso(-86400 * 40)}\n")},
    exchanges=[aws(key_id=SI, token=ST, code=INV[0], msg=INV[1])],
)
rep(
    "aws.session_token_very_old",
    symptom="UnrecognizedClientException: The security token included in the request is invalid",
    software="ecs-cli/1.9",
    env=env(SI, SS, ST, AWS_SESSION_EXPIRATION=iso(-86400 * 21)),
    exchanges=[aws("ecs", key_id=SI, token=ST, code="UnrecognizedClientException", msg=INV[1], status=400)],
)
rep(
    "aws.sso_legacy_profile_no_refresh",
    symptom="Error loading SSO Token: Token for https://tamarack.awsapps.com/start does not exist or has expired",
    software="aws-cli/2.9",
    files={
        "~/.aws/config": "[profile dev]\nsso_start_url = https://tamarack.awsapps.com/start\nsso_region = eu-west-1\nsso_account_id = 415926535897\nsso_role_name = Dev\n",
        "~/.aws/sso/cache/" + hashlib.sha1(b"https://tamarack.awsapps.com/start").hexdigest() + ".json": dumps(
            {
                "startUrl": "https://tamarack.awsapps.com/start",
                "region": "eu-west-1",
                "accessToken": "EXAMPLEtoken",
                "expiresAt": iso(-1800),
            }
        ),
    },
    env={"AWS_PROFILE": "dev"},
    also=["aws.sso_session_expired"],
)
rep(
    "aws.sso_session_expired",
    symptom="Error when retrieving token from sso: Token has expired and refresh failed",
    software="aws-cli/2.15",
    files={
        "~/.aws/config": "[sso-session corp]\nsso_start_url = https://tamarack.awsapps.com/start\nsso_region = eu-west-1\n\n[profile dev]\nsso_session = corp\nsso_account_id = 415926535897\nsso_role_name = Dev\n",
        "~/.aws/sso/cache/" + hashlib.sha1(b"corp").hexdigest() + ".json": dumps(
            {
                "startUrl": "https://tamarack.awsapps.com/start",
                "accessToken": "EXAMPLEtoken",
                "expiresAt": iso(-90000),
                "refreshToken": "EXAMPLErefresh",
                "registrationExpiresAt": iso(-80000),
            }
        ),
    },
    env={"AWS_PROFILE": "dev"},
)
rep(
    "aws.static_section_shadows_provider",
    symptom="An error occurred (ExpiredToken) when calling the ListBuckets operation: The provided token has expired.",
    software="aws-cli/2.5",
    env={"AWS_PROFILE": "dev"},
    files={
        "~/.aws/config": "[profile dev]\ncredential_process = /usr/local/bin/broker dev\nregion = eu-west-1\n",
        "~/.aws/credentials": creds(SI, SS, ST, section="dev"),
    },
    exchanges=[aws("s3", key_id=SI, token=ST, code="ExpiredToken", msg="The provided token has expired.", status=400)],
)
rep(
    "aws.static_section_shadows_provider",
    symptom="The security token included in the request is expired",
    software="aws-sdk-js/3.300",
    env={"AWS_PROFILE": "ops"},
    files={
        "~/.aws/config": "[sso-session corp]\nsso_start_url = https://tamarack.awsapps.com/start\nsso_region = eu-west-1\n[profile ops]\nsso_session = corp\nsso_account_id = 415926535897\nsso_role_name = Ops\n",
        "~/.aws/credentials": creds(SI, SS, ST, section="ops"),
        "~/.aws/sso/cache/" + hashlib.sha1(b"corp").hexdigest() + ".json": dumps(
            {"startUrl": "https://tamarack.awsapps.com/start", "accessToken": "EXAMPLEtoken", "expiresAt": iso(9000)}
        ),
    },
)
rep(
    "aws.unknown_access_key",
    symptom=STS_INV,
    software="aws-cli/2.2",
    certain=False,
    also=["aws.key_deleted_or_rotated"],
    env=env(AWS_REGION="eu-west-1"),
    exchanges=[aws(code=INV[0], msg=INV[1])],
)
rep(
    "aws.unknown_access_key",
    symptom="InvalidAccessKeyId: The AWS Access Key Id you provided does not exist in our records.",
    software="boto3",
    certain=False,
    also=["aws.key_deleted_or_rotated"],
    files={"~/.aws/credentials": creds()},
    exchanges=[
        aws(
            "s3",
            code="InvalidAccessKeyId",
            msg="The AWS Access Key Id you provided does not exist in our records.",
            method="GET",
        )
    ],
)
rep(
    "aws.key_deleted_or_rotated",
    symptom=STS_INV,
    software="aws-cli/2.2",
    certain=False,
    also=["aws.unknown_access_key"],
    env=env(AWS_REGION="eu-west-1"),
    exchanges=[aws(at=-86400 * 3), aws(code=INV[0], msg=INV[1])],
)
rep(
    "aws.key_not_yet_propagated",
    symptom="InvalidClientTokenId: The security token included in the request is invalid.",
    software="vault/0.6",
    certain=False,
    exchanges=[
        aws(
            "iam",
            "us-east-1",
            host="iam.amazonaws.com",
            key_id="AKIA7ZXCVBNMQEXAMPLE",
            action="CreateAccessKey&UserName=ci",
            at=-5,
            body=f"<CreateAccessKeyResponse><CreateAccessKeyResult><AccessKey><UserName>ci</UserName><AccessKeyId>{AK}</AccessKeyId><Status>Active</Status></AccessKey></CreateAccessKeyResult></CreateAccessKeyResponse>",
        ),
        aws(code=INV[0], msg=INV[1]),
    ],
)
rep(
    "aws.wrong_variable_name",
    symptom="NoCredentialsError: Unable to locate credentials",
    software="boto3/1.4",
    env={"AWS_ACCESS_KEY": AK, "AWS_SECRET_KEY": SK},
)
rep(
    "aws.wrong_variable_name",
    symptom="Could not load credentials from any providers",
    software="aws-sdk-js/3.1",
    env={"AWS_ACCESS_ID": AK, "AWS_ACCESS_SECRET": SK, "AWS_REGION": "eu-west-1"},
)
rep(
    "aws.getsessiontoken_no_mfa_iam",
    symptom="InvalidClientTokenId: The security token included in the request is invalid (iam:ListUsers)",
    software="aws-vault/4",
    exchanges=[
        aws(key_id=SI, token=ST, at=-40),
        aws("iam", "us-east-1", SI, token=ST, host="iam.amazonaws.com", action="ListUsers", code=INV[0], msg=INV[1]),
    ],
    env=env(SI, SS, ST),
)
rep(
    "aws.env_overrides_profile",
    symptom=STS_INV,
    software="aws-cli/1.11",
    command="aws sts get-caller-identity",
    env=env(AWS_PROFILE="prod", AWS_REGION="eu-west-1"),
    files={"~/.aws/credentials": creds("AKIA7ZXCVBNMQEXAMPLE", section="prod")},
    exchanges=[aws(code=INV[0], msg=INV[1])],
)
rep(
    "aws.profile_section_name",
    symptom="The config profile (dev) could not be found",
    software="aws-cli/2",
    env={"AWS_PROFILE": "dev"},
    files={
        "~/.aws/config": "[dev]\nregion = eu-west-1\nrole_arn = arn:aws:iam::415926535897:role/dev\nsource_profile = default\n",
        "~/.aws/credentials": creds(),
    },
)
rep(
    "aws.empty_env_variable",
    symptom="UnrecognizedClientException: The security token included in the request is invalid.",
    software="chamber/2",
    env=env("", "", AWS_REGION="eu-west-1"),
    files={"~/.aws/credentials": creds()},
)
rep(
    "aws.sigv4_wrong_region",
    symptom="AuthorizationHeaderMalformed: The authorization header is malformed; the region 'us-east-1' is wrong; expecting 'eu-central-1'",
    software="rclone/1.5",
    exchanges=[
        aws(
            "s3",
            "us-east-1",
            host="tamarack.s3.amazonaws.com",
            code="AuthorizationHeaderMalformed",
            msg="The authorization header is malformed; the region 'us-east-1' is wrong; expecting 'eu-central-1'",
            status=400,
        )
    ],
)
rep(
    "aws.sigv4_wrong_region",
    symptom="SignatureDoesNotMatch: Credential should be scoped to a valid region, not 'eu-wset-1'.",
    software="boto3",
    env=env(AWS_REGION="eu-wset-1"),
    exchanges=[
        aws(
            "sts",
            "eu-wset-1",
            host="sts.amazonaws.com",
            code="SignatureDoesNotMatch",
            msg="Credential should be scoped to a valid region, not 'eu-wset-1'.",
        )
    ],
)
rep(
    "aws.malformed_authorization_header",
    symptom="IncompleteSignatureException: Authorization header requires 'SignedHeaders' parameter.",
    software="own client",
    exchanges=[
        aws(
            "execute-api",
            auth=f"AWS4-HMAC-SHA256 Credential={AK}/{amz()[:8]}/eu-west-1/execute-api/aws4_request Signature=abcdef",
            code="IncompleteSignatureException",
            msg="Authorization header requires 'SignedHeaders' parameter.",
        )
    ],
)
rep(
    "aws.apigw_no_such_route",
    symptom="Authorization header requires 'Credential' parameter. Authorization header requires 'Signature' parameter.",
    software="axios",
    exchanges=[
        bearer(
            sign(claims()),
            url="https://m0nk5fzesr.execute-api.eu-central-1.amazonaws.com/dev/ordrs",
            status=403,
            body={
                "message": "Authorization header requires 'Credential' parameter. Authorization header requires 'Signature' parameter. Authorization header requires 'SignedHeaders' parameter. Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header."
            },
            resp=[["x-amzn-ErrorType", "IncompleteSignatureException"]],
        ),
        bearer(
            sign(claims()),
            url="https://m0nk5fzesr.execute-api.eu-central-1.amazonaws.com/dev/orders",
            status=200,
            body={"ok": True},
            resp=[],
            at=-20,
        ),
    ],
)
rep(
    "aws.real_key_to_other_endpoint",
    symptom="InvalidAccessKeyId: The Access Key Id you provided does not exist in our records.",
    software="s3cmd/2",
    env=env(AWS_ENDPOINT_URL="https://fra1.digitaloceanspaces.com"),
    exchanges=[
        aws("s3", "us-east-1", host="fra1.digitaloceanspaces.com", code="InvalidAccessKeyId", msg="", method="GET")
    ],
)
rep(
    "aws.wrong_partition",
    symptom=STS_INV,
    software="terraform",
    env=env(),
    exchanges=[aws("sts", "us-east-1", host="sts.amazonaws.com", code=INV[0], msg=INV[1])],
    files={
        "main.tf": 'resource "aws_iam_role_policy_attachment" "x" {\n  policy_arn = "arn:aws-cn:iam::aws:policy/ReadOnlyAccess"\n}\nprovider "aws" { }\n'
    },
    log=["account 415926535897 (Ningxia)"],
)
rep(
    "aws.session_triplet_mismatch",
    symptom=STS_INV,
    software="aws-cli",
    env={"AWS_SESSION_TOKEN": ST},
    files={"~/.aws/credentials": creds("ASIA9ZZZZZZZZEXAMPLE", SS, ST.replace("Fh3k", "Zz9k"))},
    exchanges=[aws(key_id="ASIA9ZZZZZZZZEXAMPLE", token=ST, code=INV[0], msg=INV[1])],
)
rep(
    "aws.web_identity_provider_missing",
    symptom="InvalidIdentityToken: No OpenIDConnect provider found in your account for https://token.actions.githubusercontent.com",
    software="configure-aws-credentials",
    certain=False,
)
rep(
    "aws.secret_extra_characters",
    symptom="SignatureDoesNotMatch",
    software="aws-cli",
    files={"~/.aws/credentials": creds(secret=SK + SK)},
)
rep(
    "aws.secret_special_chars_mangled",
    symptom="SignatureDoesNotMatch",
    software="celery sqs",
    settings={"broker_url": f"sqs://{AK}:{SK}@"},
    env=env(SK and AK, SK.replace("/", "%2F").replace("+", "%2B")),
)
rep(
    "aws.request_changed_after_signing",
    symptom="SignatureDoesNotMatch",
    software="aws-sdk-js behind proxy",
    exchanges=[
        aws(at=-20),
        {
            **aws(
                "s3",
                host="b.s3.eu-west-1.amazonaws.com",
                method="GET",
                code="SignatureDoesNotMatch",
                msg="The request signature we calculated does not match",
                body="<Error><Code>SignatureDoesNotMatch</Code><CanonicalRequest>GET\n/a%2520b.txt\n\nhost:b.s3.eu-west-1.amazonaws.com\n</CanonicalRequest></Error>",
            )
        },
    ],
    log=["CanonicalRequest:\nGET\n/a%20b.txt\n\nhost:b.s3.eu-west-1.amazonaws.com\n"],
    env=env(),
)
