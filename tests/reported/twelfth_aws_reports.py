"""A twelfth set of reports, of AWS: the decisive fact in other files, logs and programs, for causes that few reports are of."""

from __future__ import annotations

import base64

from reported.short_forms import (
    AK,
    INV,
    NOW,
    SI,
    SK,
    SS,
    ST,
    amz,
    aws,
    creds,
    dumps,
    env,
    ex,
    http,
    iso,
    reporter,
    xmlerr,
)

REPORTS = []
rep = reporter(REPORTS)

M = "The security token included in the request is invalid"
SD = "The request signature we calculated does not match the signature you provided. Check your key and signing method."
NONE = 'Unable to locate credentials. You can configure credentials by running "aws configure".'
ROOTS_HOME = "/root"
AK2, SK2 = "AKIA7ZXPLMQ3BEXAMPLE", "pL9oKi8+Uj7Yh6/Tg5rF4eDsW3qAzXEXAMPLEKEY"


def b64file(raw):
    return {"base64": base64.b64encode(raw).decode()}


def day(n=0):
    return iso(n * 86_400)[:10]


# ---------------------------------------------------------------- the account is not active
rep(
    "aws.account_inactive",
    certain=False,
    symptom="operation error EC2: RunInstances, https response error StatusCode: 400, api error Blocked: This account is currently blocked and not recognized as a valid account. Please contact aws-verification@amazon.com if you have questions.",
    software="karpenter v0.37",
    env=env(),
)
rep(
    "aws.account_inactive",
    certain=False,
    also=("aws.unknown_access_key",),
    symptom=f"botocore.exceptions.ClientError: An error occurred (InvalidClientTokenId) when calling the GetCallerIdentity operation: {M}.",
    env=env(),
    settings={"organization": {"accounts": [{"Id": "415926535897", "Name": "sandbox", "Status": "SUSPENDED"}]}},
)
rep(
    "aws.account_inactive",
    certain=False,
    symptom="OptInRequired: The AWS Access Key Id needs a subscription for the service",
    software="laravel/framework 8 aws-sdk-php",
    env=env(),
    exchanges=[
        aws("sqs", "us-east-1", AK, "OptInRequired", "The AWS Access Key Id needs a subscription for the service")
    ],
)
# ---------------------------------------------------------------- local time signed as UTC
rep(
    "aws.clock_timezone_error",
    symptom=f"SignatureDoesNotMatch: {SD}",
    software="esp32 uploader",
    env=env(),
    platform={"os": "freertos", "timezone": "Asia/Kolkata"},
    log=[
        f"> PUT /frames/1.jpg HTTP/1.1\n> Host: s3.ap-south-1.amazonaws.com\n> X-Amz-Date: {amz(19800)}",
        f"< HTTP/1.1 403 Forbidden\n< Date: {http(0)}\n< <Code>RequestTimeTooSkewed</Code>",
    ],
)
rep(
    "aws.clock_timezone_error",
    certain=False,
    symptom="RequestTimeTooSkewed: The difference between the request time and the current time is too large.",
    software="own signer (.NET)",
    files={
        "Signer.cs": "var stamp = DateTime.Now.ToString(\"yyyyMMdd'T'HHmmss'Z'\");\nrequest.Headers.Add(\"X-Amz-Date\", stamp);\n"
    },
    platform={"os": "windows", "timezone": "Asia/Shanghai"},
)
rep(
    "aws.clock_timezone_error",
    certain=False,
    symptom="InvalidSignatureException: Signature expired - the box says 14:13 and so does my phone, here it is summer time",
    software="perl Net::Amazon::Signature::V4",
    log=[
        "timedatectl: Local time: Mon 2026-09-21 14:13:20 UTC",
        "timedatectl: RTC in local TZ: yes",
        "phone: Mon 2026-09-21 14:13:20 CEST",
    ],
    platform={"os": "linux", "timezone": "Europe/Paris"},
)
# ---------------------------------------------------------------- values before any section
rep(
    "aws.credentials_file_no_section",
    symptom="botocore.exceptions.ConfigParseError: Unable to parse config file: /home/mo/.aws/credentials",
    files={"/home/mo/.aws/credentials": f"#[default]\naws_access_key_id = {AK}\naws_secret_access_key = {SK}\n"},
)
rep(
    "aws.credentials_file_no_section",
    symptom="The config profile (default) could not be found",
    files={"~/.aws/credentials": f"[default\naws_access_key_id = {AK}\naws_secret_access_key = {SK}\n"},
)
rep(
    "aws.credentials_file_no_section",
    symptom="java.lang.IllegalArgumentException: Invalid property format: no '=' character is found in the line [default:].",
    software="aws-sdk-java/1.11",
    files={"~/.aws/credentials": f"default:\naws_access_key_id = {AK}\naws_secret_access_key = {SK}\n"},
)
rep(
    "aws.credentials_file_no_section",
    symptom="NoCredentialProviders: no valid providers in chain. Deprecated.",
    software="packer 1.3",
    log=[
        "$ head -3 ~/.aws/credentials",
        f"aws_access_key_id = {AK}",
        "aws_secret_access_key = ****",
        "region = eu-west-1",
    ],
)
# ---------------------------------------------------------------- UTF-16
rep(
    "aws.credentials_file_utf16",
    symptom=NONE,
    files={"C:\\Users\\mo\\.aws\\credentials": b64file(creds().encode("utf-16-le"))},
    platform={"os": "windows"},
)
rep(
    "aws.credentials_file_utf16",
    symptom="NoCredentialProviders: no valid providers in chain",
    log=[
        "$ hexdump -C ~/.aws/credentials | head -1",
        "00000000  ff fe 5b 00 64 00 65 00  66 00 61 00 75 00 6c 00  |..[.d.e.f.a.u.l.|",
    ],
)
rep(
    "aws.credentials_file_utf16",
    certain=False,
    symptom="Failed to load credentials: CredentialsProviderError: Could not load credentials from any providers",
    software="node 20 @aws-sdk/credential-providers",
    log=[
        "$ file ~/.aws/credentials",
        "/home/mo/.aws/credentials: Little-endian UTF-16 Unicode text, with CRLF line terminators",
    ],
)
# ---------------------------------------------------------------- the other file
rep(
    "aws.credentials_in_other_file",
    certain=False,
    symptom="Error: failed to get shared config profile, prod",
    software="terraform/1.7 provider.aws/5.40",
    command="terraform plan",
    files={
        "main.tf": 'provider "aws" {\n  region = "eu-west-1"\n  profile = "prod"\n  shared_credentials_files = ["/opt/tf/creds"]\n}\n',
        "~/.aws/credentials": creds(section="prod"),
    },
)
rep(
    "aws.credentials_in_other_file",
    certain=False,
    symptom="botocore.exceptions.ProfileNotFound: The config profile (prod) could not be found",
    command=f"docker run --rm -e AWS_PROFILE=prod -v /home/mo/.aws/credentials:{ROOTS_HOME}/.aws/credentials:ro amazon/aws-cli sts get-caller-identity",
    files={
        "/home/mo/.aws/credentials": creds(),
        "/home/mo/.aws/config": "[profile prod]\nrole_arn = arn:aws:iam::415926535897:role/ops\nsource_profile = default\n",
    },
)
rep(
    "aws.credentials_in_other_file",
    symptom="Error: SharedCredsLoad: failed to get profile caused by: section 'dev' does not exist",
    software="aws-sdk-go/1.15 (chamber)",
    env={"AWS_PROFILE": "dev"},
    files={
        "~/.aws/credentials": creds(),
        "~/.aws/config": f"[profile dev]\naws_access_key_id = {AK2}\naws_secret_access_key = {SK2}\n",
    },
)
# ---------------------------------------------------------------- DynamoDB Local keeps databases apart
rep(
    "aws.dynamodb_local_key_separates_db",
    certain=False,
    symptom="ResourceNotFoundException: Cannot do operations on a non-existent table",
    settings={
        "migrations": {
            "endpoint": "http://localhost:8000",
            "accessKeyId": "local",
            "secretAccessKey": "local",
            "region": "eu-west-1",
        },
        "app": {
            "endpoint": "http://localhost:8000",
            "accessKeyId": "fakeMyKeyId",
            "secretAccessKey": "x",
            "region": "us-west-2",
        },
    },
)
rep(
    "aws.dynamodb_local_key_separates_db",
    certain=False,
    symptom="com.amazonaws.services.dynamodbv2.model.ResourceNotFoundException: Cannot do operations on a non-existent table (Service: AmazonDynamoDBv2)",
    files={
        "docker-compose.yml": "services:\n  dynamo:\n    image: amazon/dynamodb-local\n  seed:\n    environment:\n      AWS_ACCESS_KEY_ID: seed\n      AWS_SECRET_ACCESS_KEY: x\n  api:\n    environment:\n      AWS_ACCESS_KEY_ID: api\n      AWS_SECRET_ACCESS_KEY: x\n      DYNAMO_ENDPOINT: http://dynamo:8000\n"
    },
)
rep(
    "aws.dynamodb_local_key_separates_db",
    certain=False,
    symptom="An error occurred (ResourceNotFoundException) when calling the Scan operation: Cannot do operations on a non-existent table",
    log=[
        "$ aws dynamodb create-table --cli-input-json file://t.json --endpoint-url http://localhost:8000 --region us-east-1",
        '{"TableDescription": {"TableName": "orders", "TableStatus": "ACTIVE"}}',
        "$ aws dynamodb scan --table-name orders --endpoint-url http://localhost:8000 --region eu-central-1",
    ],
)
# ---------------------------------------------------------------- an empty session token
rep(
    "aws.empty_session_token",
    certain=False,
    symptom=f"Error: error configuring Terraform AWS Provider: InvalidClientTokenId: {M}",
    files={
        "provider.tf": f'provider "aws" {{\n  region     = "eu-west-1"\n  access_key = "{AK}"\n  secret_key = "{SK}"\n  token      = ""\n}}\n'
    },
)
rep(
    "aws.empty_session_token",
    symptom="<Error><Code>InvalidToken</Code><Message>The provided token is malformed or otherwise invalid.</Message></Error>",
    exchanges=[
        ex(
            "GET",
            f"https://drop.s3.eu-west-1.amazonaws.com/a.pdf?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential={AK}%2F{amz()[:8]}%2Feu-west-1%2Fs3%2Faws4_request&X-Amz-Date={amz(-60)}&X-Amz-Expires=900&X-Amz-Security-Token=&X-Amz-SignedHeaders=host&X-Amz-Signature=ab",
            400,
            xmlerr("InvalidToken", "The provided token is malformed or otherwise invalid.", "s3"),
        )
    ],
)
rep(
    "aws.empty_session_token",
    certain=False,
    symptom=f"UnrecognizedClientException: {M}",
    software="serverless 3",
    files={".env": f"AWS_ACCESS_KEY_ID={AK}\nAWS_SECRET_ACCESS_KEY={SK}\nAWS_SESSION_TOKEN=\n"},
)
# ---------------------------------------------------------------- a dummy key at AWS itself
rep(
    "aws.fake_key_to_real_aws",
    symptom=f"software.amazon.awssdk.services.dynamodb.model.DynamoDbException: {M} (Service: DynamoDb, Status Code: 400)",
    files={
        "src/test/resources/application.yml": "spring:\n  cloud:\n    aws:\n      region:\n        static: us-east-1\n      credentials:\n        access-key: noop\n        secret-key: noop\n"
    },
    exchanges=[aws("dynamodb", "us-east-1", "noop", "UnrecognizedClientException", M, status=400)],
)
rep(
    "aws.fake_key_to_real_aws",
    certain=False,
    symptom=f"botocore.exceptions.ClientError: An error occurred (InvalidClientTokenId) when calling the ListQueues operation: {M}.",
    command="pytest tests/test_queue.py",
    files={
        "tests/conftest.py": 'import os\n\n@pytest.fixture\ndef aws_credentials():\n    os.environ["AWS_ACCESS_KEY_ID"] = "testing"\n    os.environ["AWS_SECRET_ACCESS_KEY"] = "testing"\n'
    },
)
rep(
    "aws.fake_key_to_real_aws",
    certain=False,
    symptom=f"Error: validating provider credentials: retrieving caller identity from STS: operation error STS: GetCallerIdentity, https response error StatusCode: 403, api error InvalidClientTokenId: {M}.",
    files={
        "test.tf": 'provider "aws" {\n  access_key = "mock_access_key"\n  secret_key = "mock_secret_key"\n  region = "us-east-1"\n  endpoints {\n    s3 = "http://localhost:4566"\n  }\n}\n'
    },
)
# ---------------------------------------------------------------- id and secret swapped
rep(
    "aws.id_and_secret_swapped",
    certain=False,
    symptom="Error: The security token included in the request is invalid.",
    software="aws-actions/configure-aws-credentials@v4",
    files={
        ".github/workflows/deploy.yml": "      - uses: aws-actions/configure-aws-credentials@v4\n        with:\n          aws-access-key-id: ${{ secrets.AWS_SECRET_ACCESS_KEY }}\n          aws-secret-access-key: ${{ secrets.AWS_ACCESS_KEY_ID }}\n          aws-region: eu-west-1\n"
    },
)
rep(
    "aws.id_and_secret_swapped",
    certain=False,
    symptom="com.amazonaws.services.s3.model.AmazonS3Exception: The AWS Access Key Id you provided does not exist in our records. (Status Code: 403; Error Code: InvalidAccessKeyId)",
    files={
        "S3Config.java": "BasicAWSCredentials creds = new BasicAWSCredentials(props.getSecretKey(), props.getAccessKey());\n"
    },
)
rep(
    "aws.id_and_secret_swapped",
    certain=False,
    symptom=f"An error occurred (InvalidClientTokenId) when calling the ListUsers operation: {M}",
    log=[f"$ aws configure set aws_access_key_id {SK}", f"$ aws configure set aws_secret_access_key {AK}"],
)
rep(
    "aws.id_and_secret_swapped",
    symptom=f"SignatureDoesNotMatch: {SD}",
    software="terraform/0.12",
    files={
        "main.tf": 'provider "aws" {\n  access_key = var.key\n  secret_key = var.secret\n}\n',
        "prod.auto.tfvars": f'key = "{SK}"\nsecret = "{AK}"\n',
    },
)
# ---------------------------------------------------------------- other text beside the id
rep(
    "aws.key_id_extra_text",
    symptom="An error occurred (IncompleteSignature) when calling the GetCallerIdentity operation: Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got 'export AWS_ACCESS_KEY_ID="
    + AK
    + "/20260921/us-east-1/sts/aws4_request'",
)
rep(
    "aws.key_id_extra_text",
    symptom=f"InvalidClientTokenId: {M}",
    exchanges=[aws("sts", key_id=f"AccessKeyId:{AK}", code=INV[0], msg=INV[1])],
)
rep(
    "aws.key_id_extra_text",
    symptom=f"UnrecognizedClientException: {M}",
    settings={"aws": {"access_key_id": f"{AK} (deploy user)", "secret_access_key": SK}},
)
# ---------------------------------------------------------------- the id as the secret
rep(
    "aws.key_id_used_as_secret",
    certain=False,
    symptom=f"Error: {SD}",
    software="aws-actions/configure-aws-credentials@v2",
    files={
        ".github/workflows/ci.yml": "        with:\n          aws-access-key-id: ${{ secrets.AWS_ACCESS_KEY_ID }}\n          aws-secret-access-key: ${{ secrets.AWS_ACCESS_KEY_ID }}\n"
    },
)
rep(
    "aws.key_id_used_as_secret",
    symptom=f"SignatureDoesNotMatch: {SD}",
    files={"terraform.tfvars": f'aws_access_key = "{AK}"\naws_secret_key = "{AK}"\n'},
)
rep(
    "aws.key_id_used_as_secret",
    certain=False,
    symptom=f"SignatureDoesNotMatch: {SD}",
    log=["DEBUG config aws.accessKeyId=AKIA****MPLE (20 chars) aws.secretAccessKey=AKIA****MPLE (20 chars)"],
)
# ---------------------------------------------------------------- placeholders
rep(
    "aws.literal_placeholder",
    symptom=f"InvalidClientTokenId: {M}",
    exchanges=[aws("sts", key_id="%AWS_ACCESS_KEY_ID%", code=INV[0], msg=INV[1])],
)
rep(
    "aws.literal_placeholder",
    symptom=f"UnrecognizedClientException: {M}",
    env=env(
        "arn:aws:secretsmanager:eu-west-1:415926535897:secret:prod/uploader:key_id::",
        "arn:aws:secretsmanager:eu-west-1:415926535897:secret:prod/uploader:secret::",
    ),
    software="ecs task",
)
rep(
    "aws.literal_placeholder",
    symptom=f"InvalidClientTokenId: {M}",
    env=env("<no value>", "<no value>"),
    software="helm 3",
)
rep(
    "aws.literal_placeholder",
    certain=False,
    symptom="An error occurred (IncompleteSignature) when calling the ListBuckets operation: 'AKIA-FROM-CONSOLE/20260921/us-east-1/s3/aws4_request' not a valid key=value pair (missing equal-sign) in Authorization header",
    files={
        "~/.aws/credentials": "[default]\naws_access_key_id = AKIA-FROM-CONSOLE\naws_secret_access_key = SECRET-FROM-CONSOLE\n"
    },
)
# ---------------------------------------------------------------- a wrong secret just before
rep(
    "aws.negative_cache_after_bad_secret",
    certain=False,
    symptom=f"InvalidClientTokenId: {M}",
    env=env(),
    exchanges=[
        aws("sts", code="SignatureDoesNotMatch", msg=SD, at=-9),
        aws("sts", code=INV[0], msg=INV[1], at=-4),
        aws("sts", code=None, status=200, at=20),
    ],
)
rep(
    "aws.negative_cache_after_bad_secret",
    certain=False,
    symptom=f"SignatureDoesNotMatch: {SD}",
    env=env(),
    log=[
        iso(-40) + " vault: kv put secret/aws secret_access_key (v7 had the staging value)",
        iso(-12) + " api: SignatureDoesNotMatch",
        iso(-2) + " api: SignatureDoesNotMatch",
        iso(45) + " api: caller identity arn:aws:iam::415926535897:user/deploy 200",
    ],
)
rep(
    "aws.negative_cache_after_bad_secret",
    certain=False,
    symptom=f"An error occurred (SignatureDoesNotMatch): {SD}\nI had pasted the secret of another user, put the right one in and it still said so. Ten minutes of coffee, and the same command passes.",
)
# ---------------------------------------------------------------- another user's home
rep(
    "aws.other_users_home",
    certain=False,
    symptom="botocore.exceptions.NoCredentialsError: Unable to locate credentials",
    env={"HOME": "/home/app"},
    files={
        "Dockerfile": f"FROM python:3.12\nCOPY aws/credentials {ROOTS_HOME}/.aws/credentials\nUSER app\nCMD python worker.py\n"
    },
)
rep(
    "aws.other_users_home",
    also=(),
    symptom="Amazon.Runtime.AmazonServiceException: Unable to get IAM security credentials from EC2 Instance Metadata Service.",
    env={"USERPROFILE": "C:\\Windows\\system32\\config\\systemprofile", "APP_POOL_ID": "DefaultAppPool"},
    files={"C:\\Users\\dev\\.aws\\credentials": creds()},
    platform={"os": "windows"},
)
rep(
    "aws.other_users_home",
    certain=False,
    symptom="NoCredentialProviders: no valid providers in chain",
    software="amazon-cloudwatch-agent",
    log=[
        "$ sudo su - cwagent -s /bin/bash -c 'ls -la ~/.aws'",
        "ls: cannot access '/home/cwagent/.aws': No such file or directory",
        "$ ls -la /home/ubuntu/.aws",
        "-rw------- 1 ubuntu ubuntu 116 Sep 21 10:02 credentials",
    ],
)
# ---------------------------------------------------------------- plain under data:
rep(
    "aws.plain_value_base64_decoded",
    symptom='RequestError: send request failed caused by: net/http: invalid header field value "AWS4-HMAC-SHA256 Credential=\\x00\\xa2\\x03\\xe1\\x05\\xa4/20260921/us-east-1/route53/aws4_request" for key Authorization',
    software="external-dns",
    files={
        "secret.tf": f'resource "kubernetes_secret" "dns" {{\n  binary_data = {{\n    access_key_id = "{AK}"\n  }}\n}}\n'
    },
)
rep(
    "aws.plain_value_base64_decoded",
    symptom="InvalidAccessKeyId: The AWS Access Key Id you provided does not exist in our records.",
    env={
        "AWS_ACCESS_KEY_ID": base64.b64decode(AK).decode("latin-1"),
        "AWS_SECRET_ACCESS_KEY": base64.b64decode(SK).decode("latin-1"),
    },
)
rep(
    "aws.plain_value_base64_decoded",
    certain=False,
    symptom="IncompleteSignature: the key is garbage, kubectl exec env shows bytes that no terminal prints",
    files={
        "templates/secret.yaml": "apiVersion: v1\nkind: Secret\ndata:\n  AWS_ACCESS_KEY_ID: {{ .Values.aws.id | quote }}\n  AWS_SECRET_ACCESS_KEY: {{ .Values.aws.secret | quote }}\n"
    },
)
# ---------------------------------------------------------------- presigned URLs of a session
rep(
    "aws.presigned_by_expiring_session",
    symptom="<Error><Code>ExpiredToken</Code><Message>The provided token has expired.</Message></Error>",
    settings={
        "report": {
            "downloadLink": f"https://s3.amazonaws.com/rep/q3.pdf?AWSAccessKeyId={SI}&Signature=abc%3D&x-amz-security-token={ST}&Expires={NOW + 90_000}"
        }
    },
)
rep(
    "aws.presigned_by_expiring_session",
    symptom="The link in yesterday's mail answers: The provided token has expired.",
    log=[
        f"mailer: sent https://rep.s3.eu-west-1.amazonaws.com/q3.pdf?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential={SI}%2F{amz()[:8]}%2Feu-west-1%2Fs3%2Faws4_request&X-Amz-Date={amz(-80000)}&X-Amz-Expires=604800&X-Amz-Security-Token={ST}&X-Amz-SignedHeaders=host&X-Amz-Signature=cd"
    ],
)
rep(
    "aws.presigned_by_expiring_session",
    certain=False,
    also=("aws.session_expired",),
    symptom="ExpiredToken: The provided token has expired. Request signature expired at ... although the link was made for 7 days",
    software="lambda nodejs20",
    files={
        "link.mjs": "const url = await getSignedUrl(s3, new GetObjectCommand({Bucket, Key}), {expiresIn: 604800});\n"
    },
)
# ---------------------------------------------------------------- the region is not enabled
rep(
    "aws.region_not_enabled",
    certain=False,
    symptom=f"UnrecognizedClientException: {M}",
    env=env(AWS_REGION="ap-east-1"),
    log=[
        "$ aws account get-region-opt-status --region-name ap-east-1",
        '{"RegionName": "ap-east-1", "RegionOptStatus": "DISABLED"}',
    ],
)
rep(
    "aws.region_not_enabled",
    certain=False,
    symptom=f"InvalidClientTokenId: {M} (scanner stops at the seventh region)",
    env=env(),
    log=["scan us-east-1: 12 queues", "scan eu-west-1: 3 queues", "scan me-south-1: InvalidClientTokenId"],
)
rep(
    "aws.region_not_enabled",
    certain=False,
    symptom="AuthFailure: AWS was not able to validate the provided access credentials",
    env=env(),
    files={
        "regions.json": dumps(
            {
                "Regions": [
                    {"RegionName": "eu-west-1", "OptInStatus": "opt-in-not-required"},
                    {"RegionName": "il-central-1", "OptInStatus": "not-opted-in"},
                ]
            }
        ),
        "packer.pkr.hcl": 'source "amazon-ebs" "x" {\n  region = "il-central-1"\n}\n',
    },
)
rep(
    "aws.region_not_enabled_in_source_account",
    certain=False,
    symptom=f"Error: Cannot assume IAM Role. api error InvalidClientTokenId: {M}",
    env=env(),
    files={
        "provider.tf": 'provider "aws" {\n  region = "me-central-1"\n  assume_role {\n    role_arn = "arn:aws:iam::271828182845:role/deploy"\n  }\n}\n'
    },
)
rep(
    "aws.region_not_enabled_in_source_account",
    certain=False,
    symptom=f"operation error STS: AssumeRole, InvalidClientTokenId: {M}",
    env=env(AWS_REGION="eu-south-2"),
    files={
        "regions-415926535897.json": dumps({"Regions": [{"RegionName": "eu-south-2", "RegionOptStatus": "DISABLED"}]}),
        "regions-271828182845.json": dumps({"Regions": [{"RegionName": "eu-south-2", "RegionOptStatus": "ENABLED"}]}),
    },
    log=["assuming arn:aws:iam::271828182845:role/deploy"],
)
rep(
    "aws.region_not_enabled_in_source_account",
    certain=False,
    symptom=f"AssumeRole at sts.af-south-1.amazonaws.com: InvalidClientTokenId, {M}. Cape Town is opted in at the workload account; our tooling account never did that.",
)
# ---------------------------------------------------------------- sessions that ended
rep(
    "aws.session_expired",
    symptom="An error occurred (ExpiredToken) when calling the ListObjectsV2 operation: The provided token has expired.",
    env={"AWS_PROFILE": "ops"},
    files={
        "~/.aws/config": "[profile ops]\nrole_arn = arn:aws:iam::415926535897:role/ops\nsource_profile = default\n",
        "~/.aws/credentials": creds(),
        "~/.aws/cli/cache/4f2c.json": dumps(
            {"Credentials": {"AccessKeyId": SI, "SecretAccessKey": SS, "SessionToken": ST, "Expiration": iso(-7200)}}
        ),
    },
)
rep(
    "aws.session_expired",
    symptom="RequestExpired: Request has expired.",
    env=env(SI, SS, ST, AWS_CREDENTIAL_EXPIRATION=iso(-400)),
    exchanges=[aws("ec2", key_id=SI, code="RequestExpired", msg="Request has expired.", token=ST, status=400)],
)
rep(
    "aws.session_expired",
    certain=False,
    symptom="ExpiredTokenException: The security token included in the request is expired",
    software="k9s aws-iam-authenticator",
    env=env(SI, SS, ST),
    log=["$ aws-sso-util check", f"session of role ReadOnly ended {iso(-5000)}"],
)
OLD = "ASIA2OLDSESSNEXAMPLE"
rep(
    "aws.session_token_very_old",
    symptom=f"InvalidClientTokenId: {M}",
    files={"~/.aws/credentials": creds(OLD, SS, ST, extra=f"x_security_token_expires = {iso(-40 * 86_400)}\n")},
)
rep(
    "aws.session_token_very_old",
    certain=False,
    symptom=f"UnrecognizedClientException: {M}",
    settings={"aws": {"accessKeyId": OLD, "secretAccessKey": SS, "sessionToken": ST, "savedAt": iso(-20 * 86_400)}},
)
rep(
    "aws.session_token_very_old",
    certain=False,
    symptom=f"InvalidClientTokenId: {M}",
    env=env(OLD, SS, ST),
    files={
        ".git/refs.txt": "",
        "deploy.log": f"{iso(-30 * 86_400)} eval $(assume-role ops) ; exported {OLD}\n{iso(-2)} GetCallerIdentity failed\n",
    },
)
# ---------------------------------------------------------------- the old form of a sign-in profile
URL = "https://tamarack.awsapps.com/start"
LEGACY = f"[profile dev]\nsso_start_url = {URL}\nsso_region = eu-west-1\nsso_account_id = 415926535897\nsso_role_name = Dev\n"
rep(
    "aws.sso_legacy_profile_no_refresh",
    symptom="The SSO session associated with this profile has expired or is otherwise invalid. To refresh this SSO session run aws sso login with the corresponding profile.",
    env={"AWS_PROFILE": "dev"},
    files={
        "~/.aws/config": LEGACY,
        "~/.aws/sso/cache/d033e22ae348aeb5660fc2140aec35850c4da997.json": dumps(
            {"startUrl": URL, "region": "eu-west-1", "accessToken": "eyJlbmMiOiJ", "expiresAt": iso(-3000)}
        ),
    },
)
rep(
    "aws.sso_legacy_profile_no_refresh",
    certain=False,
    also=("aws.sso_session_expired",),
    symptom="Error refreshing SSO token: every eight hours I have to type aws sso login again, colleagues with the new wizard have not",
    files={"~/.aws/config": LEGACY},
    env={"AWS_PROFILE": "dev"},
)
rep(
    "aws.sso_legacy_profile_no_refresh",
    certain=False,
    also=("aws.sso_session_expired",),
    symptom="UnauthorizedException: Session token not found or invalid",
    software="cdk 2.130",
    command="cdk deploy --profile dev",
    log=["$ cat ~/.aws/config", *LEGACY.rstrip().split("\n"), f"cache: expiresAt {iso(-600)}, no refreshToken"],
)
# ---------------------------------------------------------------- a permanent key and a token
rep(
    "aws.stale_session_token_with_new_key",
    symptom=f"InvalidClientTokenId: {M}",
    env={**env(), "AWS_SECURITY_TOKEN": ST},
)
rep(
    "aws.stale_session_token_with_new_key",
    symptom=f"An error occurred (InvalidClientTokenId) when calling the GetCallerIdentity operation: {M}.",
    command=f"AWS_ACCESS_KEY_ID={AK} AWS_SECRET_ACCESS_KEY={SK} aws sts get-caller-identity",
    env={"AWS_SESSION_TOKEN": ST},
)
rep(
    "aws.stale_session_token_with_new_key",
    certain=False,
    symptom=f"UnrecognizedClientException: {M}",
    software="github actions",
    log=[
        "Run aws-actions/configure-aws-credentials@v1",
        "  AWS_SESSION_TOKEN: ***",
        "Run aws ecr get-login-password",
        f"env:\n  AWS_ACCESS_KEY_ID: {AK}\n  AWS_SECRET_ACCESS_KEY: ***\n  AWS_SESSION_TOKEN: ***",
    ],
)
rep(
    "aws.stale_session_token_with_new_key",
    symptom=f"InvalidClientTokenId: {M}",
    settings={"storage": {"driver": "s3", "key": AK, "secret": SK, "token": ST}},
)
# ---------------------------------------------------------------- static keys before a provider
rep(
    "aws.static_section_shadows_provider",
    certain=False,
    symptom="ExpiredToken: The security token included in the request is expired",
    env={"AWS_PROFILE": "dev"},
    files={
        "~/.aws/config": f"[profile dev]\nsso_session = main\n[sso-session main]\nsso_start_url = {URL}\n",
        "~/.aws/credentials": creds(SI, SS, ST, section="dev"),
    },
    log=["DEBUG botocore.credentials Found credentials in shared credentials file: ~/.aws/credentials"],
)
rep(
    "aws.static_section_shadows_provider",
    symptom=f"InvalidClientTokenId: {M}",
    command="aws s3 ls --profile vault",
    files={
        "~/.aws/config": "[profile vault]\ncredential_process = aws-vault exec vault --json\n",
        "~/.aws/credentials": creds(section="vault"),
    },
)
rep(
    "aws.static_section_shadows_provider",
    certain=False,
    symptom="ExpiredToken from every call with --profile team, the helper that credential_process names is never run (strace shows no exec)",
    log=[
        "$ grep -A3 team ~/.aws/config",
        "[profile team]",
        "credential_process = /usr/local/bin/team-creds",
        "$ grep -A3 team ~/.aws/credentials",
        "[team]",
        f"aws_access_key_id = {SI}",
        "aws_secret_access_key = ****",
    ],
)
# ---------------------------------------------------------------- nobody knows the key
rep(
    "aws.unknown_access_key",
    certain=False,
    also=("aws.key_deleted_or_rotated",),
    symptom=f"InvalidClientTokenId: {M}",
    env=env(),
    exchanges=[aws("sts", code=INV[0], msg=INV[1])],
)
rep(
    "aws.unknown_access_key",
    certain=False,
    also=("aws.key_deleted_or_rotated",),
    symptom="InvalidAccessKeyId: The AWS Access Key Id you provided does not exist in our records.",
    software="rclone v1.65",
    settings={"remote": {"type": "s3", "provider": "AWS", "access_key_id": AK, "secret_access_key": SK}},
)
# ---------------------------------------------------------------- quotation marks
rep(
    "aws.value_quoted",
    symptom=f"InvalidClientTokenId: {M}",
    exchanges=[aws("sts", key_id=f'"{AK}"', code=INV[0], msg=INV[1])],
)
rep(
    "aws.value_quoted",
    symptom=f"SignatureDoesNotMatch: {SD}",
    env=env(AK, f"'{SK}'"),
)
rep(
    "aws.value_quoted",
    symptom=f"UnrecognizedClientException: {M}",
    files={
        "secret.yaml": f"apiVersion: v1\nkind: Secret\ndata:\n  AWS_ACCESS_KEY_ID: {base64.b64encode(chr(34).encode() + AK.encode() + chr(34).encode()).decode()}\n  AWS_SECRET_ACCESS_KEY: {base64.b64encode(chr(34).encode() + SK.encode() + chr(34).encode()).decode()}\n"
    },
)
rep(
    "aws.value_quoted",
    symptom=f"InvalidClientTokenId: {M}",
    command="docker run --env-file prod.env app",
    files={"prod.env": f'AWS_ACCESS_KEY_ID="{AK}"\nAWS_SECRET_ACCESS_KEY="{SK}"\n'},
)
