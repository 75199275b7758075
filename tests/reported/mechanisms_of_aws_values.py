"""AWS values, each cause in its different ways: its decisive fact stands in each place that it can."""

from __future__ import annotations

import base64

from reported.short_forms import AK, INV, SK, amz, aws, creds, env, ex, iso, reporter

REPORTS = []
ROOTS_HOME = "/root"
rep = reporter(REPORTS)

M = "The security token included in the request is invalid"
AF = ("AuthFailure", "AWS was not able to validate the provided access credentials")
SD = "The request signature we calculated does not match the signature you provided. Check your key and signing method."
AK2, SK2 = "AKIA7ZXPLMQ3BEXAMPLE", "pL9oKi8+Uj7Yh6/Tg5rF4eDsW3qAzXEXAMPLEKEY"
SI2 = "ASIA7ZXPLMQ3BEXAMPLE"


def b64file(raw):
    return {"base64": base64.b64encode(raw).decode()}


def ec2(key_id=AK, region="us-east-1", **more):
    return aws("ec2", region, key_id, *AF, status=401, action="DescribeInstances", **more)


# ---------------------------------------------------------------- the account is not active
rep(
    "aws.account_inactive",
    certain=False,
    symptom="<Error><Code>AccountProblem</Code><Message>There is a problem with your AWS account that prevents the operation from completing successfully.</Message></Error>",
    software="s3cmd 2.3",
    env=env(),
)
rep(
    "aws.account_inactive",
    certain=False,
    symptom="NotSignedUp: Your account is not signed up for the S3 service. You must sign up before you can use S3.",
    exchanges=[aws("s3", "us-east-1", code="NotSignedUp", msg="Your account is not signed up for the S3 service.")],
    env=env(),
)
rep(
    "aws.account_inactive",
    certain=False,
    also=("aws.unknown_access_key",),
    symptom=f"An error occurred (InvalidClientTokenId) when calling the GetCallerIdentity operation: {M}.",
    env=env(),
    exchanges=[aws("sts", key_id=AK, code=INV[0], msg=INV[1])],
    files={
        "describe-account.json": '{"Account": {"Id": "415926535897", "Status": "SUSPENDED", "JoinedMethod": "CREATED"}}'
    },
)
rep(
    "aws.account_inactive",
    certain=False,
    symptom="Error launching source instance: PendingVerification: Your request for accessing resources in this region is being validated, and you will not be able to launch additional resources in this region until the validation is complete.",
    software="packer 1.4",
    env=env(),
)
rep(
    "aws.account_inactive",
    certain=False,
    symptom="AuthFailure: " + AF[1],
    software="kops",
    env=env(),
    exchanges=[ec2()],
    log=["mail from AWS: your payment method was declined, services of account 415926535897 are suspended"],
)
rep(
    "aws.account_inactive",
    certain=False,
    symptom="UnrecognizedClientException: " + M,
    env=env(),
    exchanges=[
        aws("lambda", key_id=AK, code="UnrecognizedClientException", msg=M),
        aws("sts", key_id=AK2, code=INV[0], msg=INV[1], at=-60),
    ],
    files={"~/.aws/credentials": creds() + creds(AK2, SK2, section="second")},
)

# ---------------------------------------------------------------- local time signed as UTC
rep(
    "aws.clock_timezone_error",
    symptom=f"SignatureDoesNotMatch: Signature not yet current: {amz(7200)} is still later than {amz(300)} ({amz()} + 5 min.)",
    software="own signer",
    platform={"os": "windows", "timezone": "Europe/Berlin"},
)
rep(
    "aws.clock_timezone_error",
    also=("aws.clock_skew",),
    symptom="AuthFailure: " + AF[1],
    exchanges=[ec2(at=19_800, date=0)],
    env=env(),
    platform={"os": "linux", "timezone": "Asia/Kolkata"},
)
rep(
    "aws.clock_timezone_error",
    also=("aws.clock_skew",),
    symptom="RequestTimeTooSkewed: The difference between the request time and the current time is too large.",
    files={"sign.py": "from datetime import datetime\nt = datetime.now()\namz_date = t.strftime('%Y%m%dT%H%M%SZ')\n"},
    platform={"os": "linux", "timezone": "America/Sao_Paulo"},
)
rep(
    "aws.clock_timezone_error",
    also=("aws.clock_skew",),
    symptom="RequestTimeTooSkewed",
    log=[f"x-amz-date: {amz(-10_800)}", "< HTTP/1.1 403 Forbidden", "< Date: Mon, 21 Sep 2026 14:13:20 GMT"],
    env=env(),
)
rep(
    "aws.clock_timezone_error",
    also=("aws.clock_skew",),
    symptom="SignatureDoesNotMatch: Signature expired: the request is too old",
    software="java service",
    files={
        "Signer.java": "SimpleDateFormat f = new SimpleDateFormat(\"yyyyMMdd'T'HHmmss'Z'\");\nString amzDate = f.format(new Date());\n"
    },
    platform={"os": "linux", "timezone": "America/New_York"},
)
rep(
    "aws.clock_timezone_error",
    also=("aws.clock_skew",),
    symptom=f"<Error><Code>RequestTimeTooSkewed</Code><Message>The difference between the request time and the current time is too large.</Message><RequestTime>{amz(-14_400)}</RequestTime><ServerTime>{iso()}</ServerTime></Error>",
    software="embedded client",
)
rep(
    "aws.clock_timezone_error",
    also=("aws.clock_skew",),
    symptom="AccessDenied: Invalid according to Policy: Policy expired.",
    files={"policy.json": f'{{"expiration": "{iso(3600 - 7200)}", "conditions": [{{"bucket": "up"}}]}}'},
    log=["policy made with datetime.now() + 1h, local time"],
    platform={"timezone": "Europe/Lisbon"},
)

# ---------------------------------------------------------------- no section header
BARE = f"aws_access_key_id = {AK}\naws_secret_access_key = {SK}\n"
rep(
    "aws.credentials_file_no_section",
    symptom="Error: SharedConfigLoad: failed to load config file, /etc/app/aws\ncaused by: section not found",
    env={"AWS_SHARED_CREDENTIALS_FILE": "/etc/app/aws"},
    files={"/etc/app/aws": BARE},
)
rep(
    "aws.credentials_file_no_section",
    symptom="botocore.exceptions.ConfigParseError: Unable to parse config file: /home/ana/.aws/credentials",
    files={"~/.aws/credentials": "default]\n" + BARE},
)
rep(
    "aws.credentials_file_no_section",
    symptom='Unable to locate credentials. You can configure credentials by running "aws configure".',
    files={"~/.aws/credentials": f"export AWS_ACCESS_KEY_ID={AK}\nexport AWS_SECRET_ACCESS_KEY={SK}\n"},
)
rep(
    "aws.credentials_file_no_section",
    symptom="java.lang.IllegalArgumentException: Expected a profile or property definition on line 1: property lines must be in a profile",
    software="aws-sdk-java-v2",
)
rep(
    "aws.credentials_file_no_section",
    symptom=f"Aws\\Exception\\CredentialsException: 'default' not found in credentials file ({ROOTS_HOME}/.aws/credentials)",
    files={f"{ROOTS_HOME}/.aws/credentials": "# made by the installer\n" + BARE},
    env={"HOME": "/root"},
)
rep(
    "aws.credentials_file_no_section",
    symptom="The config profile (work) could not be found",
    command="aws s3 ls --profile work",
    files={"~/.aws/credentials": "work:\n" + BARE},
)
rep(
    "aws.credentials_file_no_section",
    symptom="CredentialsProviderError: Could not load credentials from any providers",
    log=["$ head -2 ~/.aws/credentials", f"aws_access_key_id = {AK}", "aws_secret_access_key = ****"],
)

# ---------------------------------------------------------------- UTF-16
TEXT = creds()
rep(
    "aws.credentials_file_utf16",
    symptom="'utf-8' codec can't decode byte 0xff in position 0: invalid start byte",
    command="aws s3 ls",
)
rep(
    "aws.credentials_file_utf16",
    symptom="CredentialsProviderError: Could not load credentials from any providers",
    software="aws-sdk-js-v3",
    files={"C:\\Users\\ana\\.aws\\credentials": b64file(b"\xfe\xff" + TEXT.encode("utf-16-be"))},
    env={"USERPROFILE": "C:\\Users\\ana"},
)
rep(
    "aws.credentials_file_utf16",
    symptom="The config profile (default) could not be found",
    files={"~/.aws/credentials": b64file(TEXT.encode("utf-16-le"))},
)
rep(
    "aws.credentials_file_utf16",
    symptom="Unable to locate credentials",
    log=["$ xxd ~/.aws/credentials | head -1", "00000000: fffe 5b00 6400 6500 6600 6100 7500 6c00  ..[.d.e.f.a.u.l."],
)
rep(
    "aws.credentials_file_utf16",
    symptom="Error: failed to get shared config profile, default",
    software="terraform 1.5",
    log=["$ file ~/.aws/credentials", "credentials: Little-endian UTF-16 Unicode text, with CRLF line terminators"],
)

# ---------------------------------------------------------------- keys in another file
rep(
    "aws.credentials_in_other_file",
    symptom="SharedCredsLoad: failed to get profile\ncaused by: section 'team' does not exist",
    env={"AWS_PROFILE": "team"},
    files={"~/.aws/config": f"[profile team]\nregion = eu-west-1\n{BARE}", "~/.aws/credentials": creds()},
)
rep(
    "aws.credentials_in_other_file",
    symptom="The config profile (ops) could not be found",
    command="aws s3 ls --profile ops",
    env={"AWS_CONFIG_FILE": "/opt/tool/aws.conf"},
    files={
        "/opt/tool/aws.conf": "[default]\nregion = eu-west-1\n",
        "~/.aws/config": "[profile ops]\nregion = us-east-1\nrole_arn = arn:aws:iam::415926535897:role/ops\nsource_profile = default\n",
    },
)
rep(
    "aws.credentials_in_other_file",
    symptom="NoCredentialProviders: no valid providers in chain. Deprecated.",
    env={"AWS_SHARED_CREDENTIALS_FILE": "/run/secrets/aws"},
    files={"~/.aws/credentials": creds()},
    log=["open /run/secrets/aws: no such file or directory"],
)
rep(
    "aws.credentials_in_other_file",
    symptom="Unable to locate credentials",
    files={"C:\\Users\\ana\\.aws\\credentials.txt": creds()},
    env={"USERPROFILE": "C:\\Users\\ana"},
)
rep(
    "aws.credentials_in_other_file",
    also=("aws.no_credentials_unsigned",),
    symptom="Unable to locate credentials",
    log=["$ ls ~/.aws", "config  credentials.bak  credentials.old"],
)


# ---------------------------------------------------------------- one database per key id and region
def dynamo(key_id, region, target, body, status=200, at=-5):
    auth = f"AWS4-HMAC-SHA256 Credential={key_id}/{amz(at)[:8]}/{region}/dynamodb/aws4_request, SignedHeaders=host;x-amz-date;x-amz-target, Signature=00ff"
    return ex(
        "POST",
        "http://localhost:8000/",
        status,
        body,
        req=[["X-Amz-Target", f"DynamoDB_20120810.{target}"], ["X-Amz-Date", amz(at)], ["Authorization", auth]],
        at=at,
    )


NO_TABLE = {
    "__type": "com.amazonaws.dynamodb.v20120810#ResourceNotFoundException",
    "message": "Cannot do operations on a non-existent table",
}
rep(
    "aws.dynamodb_local_key_separates_db",
    symptom="ResourceNotFoundException: Cannot do operations on a non-existent table",
    exchanges=[
        dynamo("local", "eu-west-1", "CreateTable", {"TableDescription": {"TableName": "t"}}, at=-60),
        dynamo("local", "localhost", "PutItem", NO_TABLE, 400),
    ],
)
rep(
    "aws.dynamodb_local_key_separates_db",
    symptom="ResourceNotFoundException: Cannot do operations on a non-existent table",
    settings={
        "api": {
            "dynamo": {
                "endpoint": "http://dynamo:8000",
                "accessKeyId": "api",
                "secretAccessKey": "x",
                "region": "eu-west-1",
            }
        },
        "migrate": {
            "dynamo": {
                "endpoint": "http://dynamo:8000",
                "accessKeyId": "migrate",
                "secretAccessKey": "x",
                "region": "eu-west-1",
            }
        },
    },
)
rep(
    "aws.dynamodb_local_key_separates_db",
    verdict="undecided",
    symptom="list-tables shows nothing, though the application made the tables",
    command="aws dynamodb list-tables --endpoint-url http://localhost:8000 --region us-east-1",
    env={"AWS_ACCESS_KEY_ID": "dummy", "AWS_SECRET_ACCESS_KEY": "dummy"},
    files={
        "src/db.ts": "new DynamoDB({ endpoint: 'http://localhost:8000', region: 'local', credentials: { accessKeyId: 'dummy', secretAccessKey: 'dummy' } })"
    },
)
rep(
    "aws.dynamodb_local_key_separates_db",
    symptom="Requested resource not found: Table: jobs not found",
    software="aws-sdk-js 2.9",
    log=["DynamoDB Local started on port 8000", "$ ls data", "fake_us-east-1.db  test_eu-west-1.db"],
)

# ---------------------------------------------------------------- an empty session token
rep(
    "aws.empty_session_token",
    symptom=f"UnrecognizedClientException: {M}",
    settings={"aws": {"accessKeyId": AK, "secretAccessKey": SK, "sessionToken": ""}},
)
rep(
    "aws.empty_session_token",
    symptom=f"An error occurred (InvalidClientTokenId) when calling the GetCallerIdentity operation: {M}.",
    files={
        "docker-compose.yml": "services:\n  app:\n    environment:\n      AWS_ACCESS_KEY_ID: ${AWS_ACCESS_KEY_ID}\n      AWS_SESSION_TOKEN: ${AWS_SESSION_TOKEN:-}\n"
    },
    log=[
        'time="..." level=warning msg="The \\"AWS_SESSION_TOKEN\\" variable is not set. Defaulting to a blank string."'
    ],
)
rep(
    "aws.empty_session_token",
    symptom=f"UnrecognizedClientException: {M}",
    log=[
        "CanonicalRequest:",
        "POST",
        "/",
        "",
        "host:dynamodb.eu-west-1.amazonaws.com",
        "x-amz-date:20260921T141320Z",
        "x-amz-security-token:",
        "",
        "host;x-amz-date;x-amz-security-token",
    ],
    env={"AWS_ACCESS_KEY_ID": AK, "AWS_SECRET_ACCESS_KEY": SK},
)
rep(
    "aws.empty_session_token",
    symptom=f"Error: InvalidClientTokenId: {M}.\n\tstatus code: 403",
    software="terraform",
    files={"main.tf": f'provider "aws" {{\n  access_key = "{AK}"\n  secret_key = "{SK}"\n  token      = ""\n}}\n'},
)
rep(
    "aws.empty_session_token",
    symptom=f"UnrecognizedClientException: {M}",
    files={"serverless.env": f"AWS_ACCESS_KEY_ID={AK}\nAWS_SECRET_ACCESS_KEY={SK}\nAWS_SESSION_TOKEN=\n"},
)

# ---------------------------------------------------------------- an emulator's key at AWS itself
rep(
    "aws.fake_key_to_real_aws",
    symptom=f"UnrecognizedClientException: {M}",
    files={
        "docker-compose.yml": "services:\n  dynamo:\n    image: amazon/dynamodb-local\n",
        "app.py": "boto3.resource('dynamodb', aws_access_key_id='anything', aws_secret_access_key='anything', region_name='us-west-2')\n",
    },
)
rep(
    "aws.fake_key_to_real_aws",
    symptom="InvalidAccessKeyId: The AWS Access Key Id you provided does not exist in our records.",
    exchanges=[
        aws(
            "s3",
            "us-east-1",
            "minioadmin",
            "InvalidAccessKeyId",
            "The AWS Access Key Id you provided does not exist in our records.",
            host="uploads.s3.amazonaws.com",
        )
    ],
    settings={"s3": {"accessKey": "minioadmin", "secretKey": "minioadmin", "endpoint": ""}},
)
rep(
    "aws.fake_key_to_real_aws",
    symptom=f"com.amazonaws.services.sqs.model.AmazonSQSException: {M}. (Service: AmazonSQS; Status Code: 403; Error Code: InvalidClientTokenId)",
    log=[
        "DEBUG AWS4-HMAC-SHA256 Credential=000000000000/20260921/eu-west-1/sqs/aws4_request, SignedHeaders=host, Signature=1a",
        "Endpoint: https://sqs.eu-west-1.amazonaws.com",
    ],
)
rep(
    "aws.fake_key_to_real_aws",
    symptom=f"An error occurred (InvalidClientTokenId) when calling the ListQueues operation: {M}.",
    command="AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test aws sqs list-queues --region us-east-1",
)
rep(
    "aws.fake_key_to_real_aws",
    symptom=f"AuthFailure: {AF[1]}",
    env={
        "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
        "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    },
    exchanges=[ec2("AKIAIOSFODNN7EXAMPLE")],
)
rep(
    "aws.fake_key_to_real_aws",
    also=("aws.literal_placeholder",),
    symptom=f"UnrecognizedClientException: {M}",
    files={"jest.setup.js": "process.env.AWS_ACCESS_KEY_ID = 'FAKE'\nprocess.env.AWS_SECRET_ACCESS_KEY = 'FAKE'\n"},
    exchanges=[aws("dynamodb", "us-east-1", "FAKE", "UnrecognizedClientException", M, status=400)],
)

# ---------------------------------------------------------------- id and secret in each other's place
rep(
    "aws.id_and_secret_swapped",
    symptom=f"<Error><Code>InvalidAccessKeyId</Code><Message>The AWS Access Key Id you provided does not exist in our records.</Message><AWSAccessKeyId>{SK}</AWSAccessKeyId></Error>",
)
rep(
    "aws.id_and_secret_swapped",
    symptom="ERROR: S3 error: 403 (InvalidAccessKeyId): The AWS Access Key Id you provided does not exist in our records.",
    command=f"s3cmd --access_key={SK} --secret_key={AK} ls",
)
rep(
    "aws.id_and_secret_swapped",
    symptom='AuthorizationHeaderMalformed: The authorization header is malformed; the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".',
    files={"main.tf": f'provider "aws" {{\n  region = "eu-west-1"\n  access_key = "{SK}"\n  secret_key = "{AK}"\n}}\n'},
)
rep(
    "aws.id_and_secret_swapped",
    symptom=f"InvalidClientTokenId: {M}",
    settings={"deploy": {"key": SK2.replace("+", "a").replace("/", "b"), "secret": AK2}},
)
rep(
    "aws.id_and_secret_swapped",
    symptom=f"UnrecognizedClientException: {M}",
    files={"app.js": f"AWS.config.update({{ accessKeyId: '{SK}', secretAccessKey: '{AK}', region: 'eu-west-1' }})\n"},
)
rep(
    "aws.id_and_secret_swapped",
    symptom="mc: <ERROR> Unable to initialize new alias from the provided credentials. The Access Key Id you provided does not exist in our records.",
    command=f"mc alias set s3 https://s3.amazonaws.com {SK} {AK}",
)

# ---------------------------------------------------------------- words beside the id
rep(
    "aws.key_id_extra_text",
    symptom=f"IncompleteSignature: 'Access' not a valid key=value pair (missing equal-sign) in Authorization header: 'AWS4-HMAC-SHA256 Credential=Access key ID: {AK}/20260921/us-east-1/sts/aws4_request, SignedHeaders=host'",
)
rep(
    "aws.key_id_extra_text",
    symptom=f"InvalidClientTokenId: {M}",
    files={"~/.aws/credentials": creds(f"{AK} # deploy user")},
)
rep(
    "aws.key_id_extra_text",
    symptom=f"InvalidClientTokenId: {M}",
    env=env(f"AWS_ACCESS_KEY_ID={AK}"),
)
rep(
    "aws.key_id_extra_text",
    symptom="InvalidAccessKeyId: The AWS Access Key Id you provided does not exist in our records.",
    exchanges=[
        aws(
            "s3",
            "us-east-1",
            f"{AK},{SK}",
            "InvalidAccessKeyId",
            "The AWS Access Key Id you provided does not exist in our records.",
        )
    ],
)
rep(
    "aws.key_id_extra_text",
    symptom=f"UnrecognizedClientException: {M}",
    settings={"aws_access_key_id": f"{AK} (readonly)", "aws_secret_access_key": SK},
)

# ---------------------------------------------------------------- the id as the secret too
rep(
    "aws.key_id_used_as_secret",
    symptom="SignatureDoesNotMatch: " + SD,
    exchanges=[aws("sts", code="SignatureDoesNotMatch", msg=SD)],
    env=env(AK, AK),
)
rep(
    "aws.key_id_used_as_secret",
    symptom="SignatureDoesNotMatch: " + SD,
    files={
        ".github/workflows/d.yml": "      - uses: aws-actions/configure-aws-credentials@v4\n        with:\n          aws-access-key-id: ${{ secrets.AWS_ACCESS_KEY_ID }}\n          aws-secret-access-key: ${{ secrets.AWS_ACCESS_KEY_ID }}\n"
    },
)
rep(
    "aws.key_id_used_as_secret",
    symptom="InvalidSignatureException: " + SD,
    files={"main.tf": 'provider "aws" {\n  access_key = var.access_key\n  secret_key = var.access_key\n}\n'},
)
rep(
    "aws.key_id_used_as_secret",
    symptom="SignatureDoesNotMatch: " + SD,
    settings={"s3": {"accessKey": AK, "secretKey": AK2}},
)

# ---------------------------------------------------------------- a reference that nobody resolved
rep(
    "aws.literal_placeholder",
    symptom=f"InvalidClientTokenId: {M}",
    env=env("vault:secret/data/aws#access_key", "vault:secret/data/aws#secret_key"),
)
rep(
    "aws.literal_placeholder",
    symptom=f"InvalidClientTokenId: {M}",
    env=env("op://prod/aws/access key id", "op://prod/aws/secret"),
)
rep(
    "aws.literal_placeholder",
    symptom="SignatureDoesNotMatch: " + SD,
    settings={"access_key": AK, "secret_key": "ENC[AES256_GCM,data:EXAMPLE,iv:EXAMPLE,tag:EXAMPLE,type:str]"},
)
rep(
    "aws.literal_placeholder",
    symptom=f"UnrecognizedClientException: {M}",
    env=env("__AWS_KEY_ID__", "__AWS_SECRET__"),
)
rep(
    "aws.literal_placeholder",
    symptom=f"InvalidClientTokenId: {M}",
    env=env("#{AwsAccessKey}#", "#{AwsSecretKey}#"),
)
rep(
    "aws.literal_placeholder",
    symptom="IncompleteSignature: 'key/20260921/us-east-1/s3/aws4_request' not a valid key=value pair (missing equal-sign) in Authorization header: 'AWS4-HMAC-SHA256 Credential=<access key/20260921/us-east-1/s3/aws4_request, SignedHeaders=host'",
)
rep(
    "aws.literal_placeholder",
    also=("aws.unknown_access_key",),
    symptom=f"InvalidClientTokenId: {M}",
    exchanges=[aws("sts", key_id="%AWS_KEY%", code=INV[0], msg=INV[1])],
)
