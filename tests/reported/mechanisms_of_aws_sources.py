"""AWS homes, sessions, regions, sign-ins and quotation marks, each shown in its different ways."""

from __future__ import annotations

import base64

from reported.short_forms import AK, INV, NOW, SI, SK, SS, ST, amz, aws, creds, env, ex, iso, reporter, xmlerr

REPORTS = []
ROOTS_HOME = "/root"
rep = reporter(REPORTS)

M = "The security token included in the request is invalid"
EXPIRED = ("ExpiredToken", "The provided token has expired.")
AF = ("AuthFailure", "AWS was not able to validate the provided access credentials")
SD = "The request signature we calculated does not match the signature you provided. Check your key and signing method."
AK2, SK2 = "AKIA7ZXPLMQ3BEXAMPLE", "pL9oKi8+Uj7Yh6/Tg5rF4eDsW3qAzXEXAMPLEKEY"
SI2 = "ASIA7ZXPLMQ3BEXAMPLE"
DAY = 86_400


# ---------------------------------------------------------------- a wrong secret just before
rep(
    "aws.negative_cache_after_bad_secret",
    certain=False,
    symptom="SignatureDoesNotMatch: " + SD,
    exchanges=[
        aws("sts", code="SignatureDoesNotMatch", msg=SD, at=-70),
        aws("sts", code="SignatureDoesNotMatch", msg=SD, at=-40),
        aws("sts", at=-2),
    ],
    log=[iso(-50) + " INFO config: secret_access_key updated by ana"],
)
rep(
    "aws.negative_cache_after_bad_secret",
    certain=False,
    symptom="InvalidClientTokenId: " + M,
    exchanges=[aws("sts", code="SignatureDoesNotMatch", msg=SD, at=-20), aws("sts", code=INV[0], msg=INV[1], at=-3)],
    log=[iso(-12) + " INFO credentials corrected, retrying"],
    env=env(),
)
rep(
    "aws.negative_cache_after_bad_secret",
    certain=False,
    symptom="SignatureDoesNotMatch right after I corrected a typo in the secret; when I wait half a minute the same command passes",
    command="aws s3 ls",
)

# ---------------------------------------------------------------- another user's home
rep(
    "aws.other_users_home",
    symptom="Aws\\Exception\\CredentialsException: Cannot read credentials from /.aws/credentials",
    software="aws-sdk-php 3.2 (apache)",
    files={"/home/ana/.aws/credentials": creds()},
)
rep(
    "aws.other_users_home",
    symptom="Unable to load AWS credentials from any provider in the chain",
    software="windows service",
    env={"USERPROFILE": "C:\\Windows\\system32\\config\\systemprofile"},
    files={"C:\\Users\\ana\\.aws\\credentials": creds()},
)
rep(
    "aws.other_users_home",
    symptom="Unable to locate credentials",
    env={"HOME": "/home/node"},
    files={f"{ROOTS_HOME}/.aws/credentials": creds()},
    command=f"docker run -v ~/.aws:{ROOTS_HOME}/.aws app",
)
rep(
    "aws.other_users_home",
    symptom='Unable to locate credentials. You can configure credentials by running "aws configure".',
    env={"HOME": "/github/home"},
    files={f"{ROOTS_HOME}/.aws/credentials": creds()},
)
rep(
    "aws.other_users_home",
    symptom="NoCredentialProviders: no valid providers in chain",
    log=[
        "open /var/lib/jenkins/.aws/credentials: no such file or directory",
        "$ ls /home/ubuntu/.aws",
        "config  credentials",
    ],
)
rep(
    "aws.other_users_home",
    symptom="The config profile (backup) could not be found",
    command="aws s3 sync /data s3://b --profile backup",
    files={
        "/etc/cron.d/backup": "0 3 * * * root aws s3 sync /data s3://b --profile backup\n",
        "/home/ana/.aws/credentials": creds(section="backup"),
    },
)
rep(
    "aws.other_users_home",
    also=("aws.key_deleted_or_rotated",),
    symptom=f"InvalidClientTokenId: {M}",
    files={f"{ROOTS_HOME}/.aws/credentials": creds(AK2, SK2), "/home/ana/.aws/credentials": creds()},
    exchanges=[aws("sts", key_id=AK2, code=INV[0], msg=INV[1])],
    command="sudo terraform apply",
)

# ---------------------------------------------------------------- a plain value, decoded as base64
BIN = base64.b64decode(AK).decode("latin-1")
rep(
    "aws.plain_value_base64_decoded",
    symptom='Get "https://b.s3.amazonaws.com/": net/http: invalid header field value for "Authorization"',
    env={"AWS_ACCESS_KEY_ID": BIN, "AWS_SECRET_ACCESS_KEY": "\ufffd\ufffd\u0013\ufffd"},
)
rep(
    "aws.plain_value_base64_decoded",
    symptom="InvalidAccessKeyId: The AWS Access Key Id you provided does not exist in our records.",
    files={
        "secret.json": f'{{"kind": "Secret", "apiVersion": "v1", "data": {{"AWS_ACCESS_KEY_ID": "{AK}", "AWS_SECRET_ACCESS_KEY": "{SK}"}}}}'
    },
)
rep(
    "aws.plain_value_base64_decoded",
    symptom=f"InvalidClientTokenId: {M}",
    log=["$ kubectl get secret aws -o jsonpath='{.data.AWS_ACCESS_KEY_ID}'", AK],
)
rep(
    "aws.plain_value_base64_decoded",
    symptom=f"UnrecognizedClientException: {M}",
    files={
        "values.yaml": f"aws:\n  accessKeyId: {AK}\n  secretAccessKey: {SK}\n",
        "templates/secret.yaml": "kind: Secret\ndata:\n  AWS_ACCESS_KEY_ID: {{ .Values.aws.accessKeyId }}\n",
    },
)
rep(
    "aws.plain_value_base64_decoded",
    symptom="IncompleteSignature: Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.",
    exchanges=[aws("sts", key_id=BIN, code="IncompleteSignature", msg="bad header")],
)
rep(
    "aws.plain_value_base64_decoded",
    symptom="ValueError: Invalid header value b'AWS4-HMAC-SHA256 Credential=\\x00\\xa2\\x00\\xe1\\x05\\x84/20260921/us-east-1/s3/aws4_request'",
)

# ---------------------------------------------------------------- a presigned URL outlives its session
V2 = f"https://files.s3.amazonaws.com/a.zip?AWSAccessKeyId={SI}&Signature=abc%3D&x-amz-security-token={ST.replace('/', '%2F').replace('+', '%2B')}&Expires={NOW + 500_000}"
V4 = f"https://files.s3.eu-west-1.amazonaws.com/a.zip?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential={SI}%2F{amz()[:8]}%2Feu-west-1%2Fs3%2Faws4_request&X-Amz-Date={amz(-40_000)}&X-Amz-Expires=604800&X-Amz-SignedHeaders=host&X-Amz-Security-Token={ST.replace('/', '%2F').replace('+', '%2B')}&X-Amz-Signature=00"
rep(
    "aws.presigned_by_expiring_session",
    symptom="ExpiredToken: The provided token has expired.",
    exchanges=[ex("GET", V2, 400, xmlerr(*EXPIRED, "s3"), by="browser")],
)
rep(
    "aws.presigned_by_expiring_session",
    symptom="The provided token has expired.",
    log=[f"link mailed: {V2}"],
)
rep(
    "aws.presigned_by_expiring_session",
    also=("aws.session_expired",),
    verdict="undecided",
    symptom="the download links in our mails are dead after six hours though we ask for seven days",
    files={"links.py": "url = s3.generate_presigned_url('get_object', Params=p, ExpiresIn=604800)\n"},
)
rep(
    "aws.presigned_by_expiring_session",
    symptom="<Error><Code>ExpiredToken</Code><Message>The provided token has expired.</Message></Error>",
    settings={"storage": {"presign_expiry_seconds": 604800, "credentials": "instance role"}},
    log=["signed url for report.pdf valid 7 days"],
)
rep(
    "aws.presigned_by_expiring_session",
    symptom=f"curl: (22) The requested URL returned error: 400\n{V4}\nExpiredToken",
)

# ---------------------------------------------------------------- the region is not enabled
rep(
    "aws.region_not_enabled",
    certain=False,
    symptom=f"AuthFailure: {AF[1]}",
    exchanges=[
        aws("ec2", "eu-west-1", AK, body="<DescribeInstancesResponse/>", status=200, at=-30),
        aws("ec2", "ap-southeast-4", AK, *AF, status=401),
    ],
    env=env(),
)
rep(
    "aws.region_not_enabled",
    certain=False,
    symptom=f"Error: reading EC2 VPCs: UnrecognizedClientException: {M}",
    files={"providers.tf": 'provider "aws" {\n  alias  = "milan"\n  region = "eu-south-1"\n}\n'},
    env=env(),
)
rep(
    "aws.region_not_enabled",
    certain=False,
    symptom="InvalidAccessKeyId: The AWS Access Key Id you provided does not exist in our records.",
    exchanges=[
        aws(
            "s3",
            "ap-east-1",
            AK,
            "InvalidAccessKeyId",
            "The AWS Access Key Id you provided does not exist in our records.",
            host="hk.s3.ap-east-1.amazonaws.com",
        )
    ],
)
rep(
    "aws.region_not_enabled",
    certain=False,
    symptom=f"AuthFailure: {AF[1]}",
    command="aws ec2 describe-instances --region il-central-1",
    env=env(),
    log=['{"RegionName": "il-central-1", "OptInStatus": "not-opted-in"}'],
)
rep(
    "aws.region_not_enabled",
    certain=False,
    symptom=f"An error occurred (UnrecognizedClientException) when calling the ListFunctions operation: {M}.",
    command="aws lambda list-functions",
    env=env(AWS_DEFAULT_REGION="me-central-1"),
)
rep(
    "aws.region_not_enabled_in_source_account",
    certain=False,
    also=("aws.region_not_enabled",),
    symptom=f"An error occurred (InvalidClientTokenId) when calling the AssumeRole operation: {M}.",
    env={"AWS_PROFILE": "member"},
    files={
        "~/.aws/config": "[profile member]\nregion = eu-south-2\nrole_arn = arn:aws:iam::271828182845:role/ops\nsource_profile = hub\nsts_regional_endpoints = regional\n",
        "~/.aws/credentials": creds(section="hub"),
    },
)
rep(
    "aws.region_not_enabled_in_source_account",
    certain=False,
    symptom=f"Error: Cannot assume IAM Role: InvalidClientTokenId: {M}",
    files={
        "main.tf": 'provider "aws" {\n  region = "ap-southeast-5"\n  assume_role {\n    role_arn = "arn:aws:iam::271828182845:role/tf"\n  }\n}\n'
    },
    log=[
        "271828182845 get-region-opt-status ap-southeast-5: ENABLED",
        "415926535897 get-region-opt-status ap-southeast-5: DISABLED",
    ],
    env=env(),
)
OTHER_ROLE = aws("sts", "af-south-1", AK, INV[0], INV[1], action="AssumeRole")
OTHER_ROLE["request"]["body"] = (
    "Action=AssumeRole&RoleArn=arn%3Aaws%3Aiam%3A%3A271828182845%3Arole%2Fops&RoleSessionName=x"
)
rep(
    "aws.region_not_enabled_in_source_account",
    certain=False,
    symptom=f"InvalidClientTokenId: {M}",
    exchanges=[aws("sts", "us-east-1", at=-30), OTHER_ROLE],
)

# ---------------------------------------------------------------- the session has ended
rep(
    "aws.session_expired",
    symptom=f"AuthFailure: {AF[1]}",
    exchanges=[aws("ec2", "us-east-1", SI, *AF, status=401, token=ST)],
    env=env(SI, SS, ST, AWS_CREDENTIAL_EXPIRATION=iso(-1200)),
)
rep(
    "aws.session_expired",
    symptom="An error occurred (ExpiredToken) when calling the GetCallerIdentity operation: The security token included in the request is expired",
    files={
        "~/.aws/cli/cache/3f0a.json": f'{{"Credentials": {{"AccessKeyId": "{SI}", "SecretAccessKey": "{SS}", "SessionToken": "{ST}", "Expiration": "{iso(-900)}"}}}}'
    },
)
rep(
    "aws.session_expired",
    symptom="RequestExpired: Request has expired.",
    env=env(SI, SS, ST, AWS_SESSION_EXPIRATION=str((NOW - 4000) * 1000)),
    command="aws ec2 describe-instances",
)
rep(
    "aws.session_expired",
    symptom="error: You must be logged in to the server: ExpiredTokenException: The security token included in the request is expired",
    command="kubectl get pods",
    files={"~/.aws/credentials": creds(SI, SS, ST, extra=f"x_security_token_expires = {iso(-5000)}\n")},
)
rep(
    "aws.session_expired",
    symptom="The security token included in the request is expired",
    settings={"creds": {"aws_access_key_id": SI, "aws_secret_access_key": SS, "aws_session_token": ST}},
)

# ---------------------------------------------------------------- a session of long ago
rep(
    "aws.session_token_very_old",
    symptom=f"InvalidClientTokenId: {M}",
    files={
        "~/.aws/cli/cache/3f0a.json": f'{{"Credentials": {{"AccessKeyId": "{SI}", "SecretAccessKey": "{SS}", "SessionToken": "{ST}", "Expiration": "{iso(-20 * DAY)}"}}}}'
    },
    exchanges=[aws("sts", key_id=SI, token=ST, code=INV[0], msg=INV[1])],
)
rep(
    "aws.session_token_very_old",
    symptom=f"UnrecognizedClientException: {M}",
    settings={
        "ci": {
            "AWS_ACCESS_KEY_ID": SI,
            "AWS_SECRET_ACCESS_KEY": SS,
            "AWS_SESSION_TOKEN": ST,
            "updated_at": iso(-60 * DAY),
        }
    },
)
rep(
    "aws.session_token_very_old",
    symptom=f"InvalidClientTokenId: {M}",
    env=env(SI, SS, ST),
    log=[iso(-30 * DAY) + " eval $(aws sts assume-role ...) written to .envrc"],
    files={
        ".envrc": f"export AWS_ACCESS_KEY_ID={SI}\nexport AWS_SECRET_ACCESS_KEY={SS}\nexport AWS_SESSION_TOKEN={ST}\n"
    },
)
rep(
    "aws.session_token_very_old",
    symptom=f"InvalidClientTokenId: {M}",
    files={"~/.aws/credentials": creds(SI, SS, ST, extra="# written 2026-06-02 by awslogin\n")},
)
rep(
    "aws.session_token_very_old",
    symptom=f"InvalidClientTokenId: {M}",
    files={"~/.aws/credentials": creds(SI, SS, ST)},
    log=["  File: /home/ana/.aws/credentials", "Modify: 2026-07-14 08:02:11.000000000 +0200"],
)
rep(
    "aws.session_token_very_old",
    symptom=f"The credentials of the sandbox course do not work any more, I made them three weeks ago: InvalidClientTokenId {M}",
    env=env(SI, SS, ST),
)

# ---------------------------------------------------------------- a sign-in that cannot be refreshed
LEGACY = "[profile dev]\nsso_start_url = https://corp.awsapps.com/start\nsso_region = eu-west-1\nsso_account_id = 415926535897\nsso_role_name = Dev\n"
CACHE = (
    '{"startUrl": "https://corp.awsapps.com/start", "region": "eu-west-1", "accessToken": "EXAMPLE", "expiresAt": "%s"}'
)
rep(
    "aws.sso_legacy_profile_no_refresh",
    symptom="The SSO session associated with this profile has expired or is otherwise invalid. To refresh this SSO session run aws sso login with the corresponding profile.",
    env={"AWS_PROFILE": "dev"},
    files={"~/.aws/config": LEGACY, "~/.aws/sso/cache/0a1b.json": CACHE % iso(-3000)},
)
rep(
    "aws.sso_legacy_profile_no_refresh",
    also=("aws.sso_session_expired",),
    symptom="CredentialsProviderError: The SSO session associated with this profile has expired. To refresh this SSO session run aws sso login with the corresponding profile.",
    software="aws-sdk-js-v3",
    files={"~/.aws/config": LEGACY.replace("profile dev", "default")},
)
rep(
    "aws.sso_legacy_profile_no_refresh",
    also=("aws.sso_session_expired",),
    symptom="Error: failed to refresh cached credentials, the SSO session has expired or is invalid: open /home/ana/.aws/sso/cache/0a1b.json",
    software="terraform (aws-sdk-go-v2)",
    env={"AWS_PROFILE": "dev"},
    files={"~/.aws/config": LEGACY},
    log=["every eight hours we have to sign in again"],
)
rep(
    "aws.sso_legacy_profile_no_refresh",
    also=("aws.sso_session_expired",),
    symptom="UnauthorizedException: Session token not found or invalid",
    exchanges=[
        ex(
            "GET",
            "https://portal.sso.eu-west-1.amazonaws.com/federation/credentials?account_id=415926535897&role_name=Dev",
            401,
            {
                "message": "Session token not found or invalid",
                "__type": "com.amazonaws.switchboard.portal#UnauthorizedException",
            },
        )
    ],
    files={"~/.aws/config": LEGACY, "~/.aws/sso/cache/0a1b.json": CACHE % iso(-100)},
    env={"AWS_PROFILE": "dev"},
)

# ---------------------------------------------------------------- a token beside a permanent key
rep(
    "aws.stale_session_token_with_new_key",
    symptom=f"InvalidClientTokenId: {M}",
    log=[
        f"Authorization: AWS4-HMAC-SHA256 Credential={AK}/20260921/eu-west-1/sts/aws4_request, SignedHeaders=host;x-amz-date;x-amz-security-token, Signature=0f"
    ],
)
rep(
    "aws.stale_session_token_with_new_key",
    symptom=f"UnrecognizedClientException: {M}",
    settings={"aws": {"accessKeyId": AK, "secretAccessKey": SK, "sessionToken": ST}},
)
rep(
    "aws.stale_session_token_with_new_key",
    symptom=f"InvalidClientTokenId: {M}",
    env={"AWS_ACCESS_KEY_ID": AK, "AWS_SECRET_ACCESS_KEY": SK, "AWS_SECURITY_TOKEN": ST},
)
rep(
    "aws.stale_session_token_with_new_key",
    symptom=f"InvalidClientTokenId: {M}",
    files={".env": f"AWS_ACCESS_KEY_ID={AK}\nAWS_SECRET_ACCESS_KEY={SK}\nAWS_SESSION_TOKEN={ST}\n"},
)
rep(
    "aws.stale_session_token_with_new_key",
    symptom=f"InvalidClientTokenId: {M}",
    log=[
        "$ env | grep AWS",
        f"AWS_ACCESS_KEY_ID={AK}",
        "AWS_SECRET_ACCESS_KEY=****",
        f"AWS_SESSION_TOKEN={ST[:30]}...",
    ],
)
rep(
    "aws.stale_session_token_with_new_key",
    symptom=f"Error: InvalidClientTokenId: {M}",
    files={"main.tf": f'provider "aws" {{\n  access_key = "{AK}"\n  secret_key = "{SK}"\n  token = "{ST}"\n}}\n'},
)

# ---------------------------------------------------------------- static keys before the provider
rep(
    "aws.static_section_shadows_provider",
    also=("aws.session_expired",),
    symptom="ExpiredToken: The security token included in the request is expired",
    env={"AWS_PROFILE": "dev"},
    files={"~/.aws/config": LEGACY, "~/.aws/credentials": creds(SI, SS, ST, section="dev")},
)
rep(
    "aws.static_section_shadows_provider",
    symptom=f"InvalidClientTokenId: {M}",
    files={
        "~/.aws/config": "[default]\ncredential_process = /usr/local/bin/vault-creds\n",
        "~/.aws/credentials": creds(AK2, SK2),
    },
    exchanges=[aws("sts", key_id=AK2, code=INV[0], msg=INV[1])],
)
rep(
    "aws.static_section_shadows_provider",
    symptom=f"InvalidClientTokenId: {M}",
    env={"AWS_PROFILE": "eng"},
    files={
        "~/.aws/config": f"[profile eng]\nregion = eu-west-1\ncredential_process = granted credential-process --profile eng\naws_access_key_id = {AK2}\naws_secret_access_key = {SK2}\n"
    },
)
rep(
    "aws.static_section_shadows_provider",
    verdict="accepted",
    symptom="aws sts get-caller-identity shows my old user instead of the SSO role",
    command="aws sts get-caller-identity --profile dev",
    files={"~/.aws/config": LEGACY, "~/.aws/credentials": creds(section="dev")},
    exchanges=[aws("sts")],
)

# ---------------------------------------------------------------- nothing but that AWS does not know it
rep(
    "aws.unknown_access_key",
    certain=False,
    also=("aws.key_deleted_or_rotated",),
    symptom="InvalidAccessKeyId: The AWS Access Key Id you provided does not exist in our records.",
    exchanges=[
        aws(
            "s3",
            "us-east-1",
            AK,
            "InvalidAccessKeyId",
            "The AWS Access Key Id you provided does not exist in our records.",
        )
    ],
    env=env(),
)
rep(
    "aws.unknown_access_key",
    certain=False,
    also=("aws.key_deleted_or_rotated",),
    symptom=f"UnrecognizedClientException: {M}",
    exchanges=[aws("dynamodb", key_id=AK, code="UnrecognizedClientException", msg=M, status=400)],
    files={"~/.aws/credentials": creds()},
)

# ---------------------------------------------------------------- quotation marks that belong to no syntax
rep(
    "aws.value_quoted",
    symptom="SignatureDoesNotMatch: " + SD,
    env=env(AK, f'"{SK}"'),
)
rep(
    "aws.value_quoted",
    symptom="InvalidAccessKeyId: The AWS Access Key Id you provided does not exist in our records.",
    exchanges=[
        ex(
            "GET",
            f"https://b.s3.amazonaws.com/?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=%22{AK}%22%2F20260921%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date={amz()}&X-Amz-Expires=900&X-Amz-Signature=0a",
            403,
            xmlerr("InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records.", "s3"),
        )
    ],
)
rep(
    "aws.value_quoted",
    symptom=f"InvalidClientTokenId: {M}",
    env=env(f"\u201c{AK}\u201d", f"\u201c{SK}\u201d"),
)
rep(
    "aws.value_quoted",
    symptom=f"InvalidClientTokenId: {M}",
    files={"aws.env": f"AWS_ACCESS_KEY_ID='{AK}'\nAWS_SECRET_ACCESS_KEY='{SK}'\n"},
    command="docker run --env-file aws.env app",
)
rep(
    "aws.value_quoted",
    symptom=f"InvalidClientTokenId: {M}",
    files={"run.bat": f'set AWS_ACCESS_KEY_ID="{AK}"\r\nset AWS_SECRET_ACCESS_KEY="{SK}"\r\naws s3 ls\r\n'},
)
rep(
    "aws.value_quoted",
    symptom=f"UnrecognizedClientException: {M}",
    files={
        "secret.yaml": "kind: Secret\ndata:\n  AWS_ACCESS_KEY_ID: {}\n  AWS_SECRET_ACCESS_KEY: {}\n".format(
            base64.b64encode(f'"{AK}"'.encode()).decode(), base64.b64encode(f'"{SK}"'.encode()).decode()
        )
    },
)
rep(
    "aws.value_quoted",
    symptom=f"<Error><Code>InvalidAccessKeyId</Code><Message>The AWS Access Key Id you provided does not exist in our records.</Message><AWSAccessKeyId>&quot;{AK}&quot;</AWSAccessKeyId></Error>",
)
rep(
    "aws.value_quoted",
    symptom=f"IncompleteSignature: '\"{AK}\"' in the credential",
    log=[
        f"AWS4-HMAC-SHA256 Credential='{AK}'/20260921/eu-west-1/sts/aws4_request, SignedHeaders=host;x-amz-date, Signature=12"
    ],
)
