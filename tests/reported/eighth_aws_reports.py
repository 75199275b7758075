"""An eighth set of reports, of AWS: values under a program's own names, what a command sets, what is told around a refusal."""

from __future__ import annotations

from reported.short_forms import AK, INV, SI, SK, SS, ST, aws, creds, ex, iso, reporter, xmlerr

REPORTS = []
rep = reporter(REPORTS)

M = "The security token included in the request is invalid"
S = "The request signature we calculated does not match the signature you provided. Check your key and signing method."
OLD_ID = "ASIAW5KDLT7PEEXAMPLE"
SMTP = "BHk3" + SK

rep(
    "aws.ses_smtp_password_as_secret",
    symptom="SignatureDoesNotMatch: " + S,
    software="aws-sdk-js 2.1",
    env={"MAIL_KEY": AK, "MAIL_PASS": SMTP},
    files={"mail.js": "new AWS.SES({ accessKeyId: process.env.MAIL_KEY, secretAccessKey: process.env.MAIL_PASS })"},
)
rep(
    "aws.literal_placeholder",
    symptom=f"An error occurred (InvalidClientTokenId) when calling the ListHostedZones operation: {M}",
    files={"Dockerfile": "FROM alpine\nENV AWS_ACCESS_KEY_ID ACCESSKEYID\nENV AWS_SECRET_ACCESS_KEY SECRETACCESSKEY\n"},
)
rep(
    "aws.plain_value_base64_decoded",
    symptom="failed to check whether the bucket exists: Access Denied.",
    software="backup-operator 1.2",
    files={"secret.yaml": f'apiVersion: v1\nkind: Secret\ndata:\n  accessKey: "{AK}"\n  secretKey: "<removed>"\n'},
    log=['INFO set s3 client s3-accessKey="\\x00\\xa2\\x00\\xe7" s3-endpoint=s3.eu-central-1.amazonaws.com'],
)
rep(
    "aws.plain_value_base64_decoded",
    symptom='Head https://copies.s3.eu-west-3.amazonaws.com/: net/http: invalid header field value "AWS4-HMAC-SHA256 Credential=\\x00\\xa2\\x00P,E\\xc00/20260921/eu-west-3/s3/aws4_request, SignedHeaders=host" for key Authorization',
    files={"creds.yaml": f"kind: Secret\ndata:\n  accessKey: {AK}\n  secretKey: {SK}\n"},
)
rep(
    "aws.session_token_very_old",
    symptom=f"CustomError: {M}\n  code: 'Unauthorized'",
    settings={"role": {"id": SI, "secret": SS, "security_token": ST, "expires": iso(-86_400 * 30)}},
)
rep(
    "aws.session_token_very_old",
    symptom="InvalidToken: The provided token is malformed or otherwise invalid.",
    exchanges=[
        aws(
            "s3",
            key_id=SI,
            token=ST,
            code="InvalidToken",
            msg="The provided token is malformed",
            host="state.s3.amazonaws.com",
        ),
    ],
    log=["-rw-r--r-- 1 ops ops 5120 Feb 21 11:08 .terraform/terraform.tfstate"],
)
rep(
    "aws.dynamodb_local_key_separates_db",
    verdict="accepted",
    symptom="the table viewer cannot list the tables",
    command="AWS_REGION=eu-west-2 DYNAMO_ENDPOINT=http://localhost:8000 viewer",
    files={
        "~/.aws/credentials": creds(),
        "bin/viewer.js": "process.env.AWS_ACCESS_KEY_ID = 'key'\nprocess.env.AWS_SECRET_ACCESS_KEY = 'secret'\n",
    },
    log=['{ "TableNames": [ "Job" ] }', "GET / 200 (tables: none)"],
)
rep(
    "aws.key_not_yet_propagated",
    certain=False,
    symptom=f"* InvalidClientTokenId: {M}.\n\tstatus code: 403",
    software="Terraform, Vault",
    log=['Vault read "aws/creds/deploy"', "(the same command by hand a minute later works)"],
)
rep(
    "aws.key_not_yet_propagated",
    certain=False,
    symptom=f"An error occurred (InvalidClientTokenId) when calling the DeleteAccessKey operation: {M}",
    command="./rotate-keys",
    log=["Creating new access key", "Deleting old access key", "(fails about once in ten times)"],
)
rep(
    "aws.key_id_whitespace",
    symptom=f"HTTPClientError: Invalid header value b'AWS4-HMAC-SHA256 Credential=-n {AK}\\n/20260921/eu-west-1/athena/aws4_request, SignedHeaders=host'",
    env={"AWS_ACCESS_KEY_ID": f"-n {AK}\n", "AWS_SECRET_ACCESS_KEY": f"-n {SK}\n"},
)
rep(
    "aws.credentials_in_other_file",
    symptom="No matching profiles found\n(none of the profiles defined in ~/.aws/config are found)",
    command="aws @dev",
    env={"AWS_CONFIG_FILE": "/Users/me/.aws/config", "AWS_SHARED_CREDENTIALS_FILE": "/Users/me/.aws/credentials"},
    files={
        "~/.aws/credentials": creds(),
        "~/.aws/config": "[default]\nregion = us-east-1\n\n[profile dev]\nrole_arn = arn:aws:iam::443594953984:role/R\nsource_profile = default\n",
    },
    log=["README: profiles are read from the credentials file"],
)
rep(
    "aws.secret_whitespace",
    symptom="Sender SignatureDoesNotMatch " + S,
    software="Mail extension SMTP Pro",
    settings={"smtppro/ses_access_key": AK, "smtppro/ses_private_key": SK + " "},
)
rep(
    "aws.secret_whitespace",
    symptom="error uploading the backup: " + S + " [Code]: SignatureDoesNotMatch",
    env={
        "AWS_ACCESS_KEY_ID": "backup",
        "AWS_SECRET_ACCESS_KEY_FILE": "/run/secrets/key",
        "AWS_ENDPOINT": "minio:9000",
    },
    files={"/run/secrets/key": "OnlyForThisEXAMPLE\n"},
)
rep(
    "aws.env_overrides_profile",
    verdict="accepted",
    symptom="it lists the instances of my office account instead of my own profile's",
    command="aws-shell -p personal",
    files={"~/.aws/credentials": creds("AKIAQ7VMC4XWTEXAMPLE", SK, section="personal")},
    env={"AWS_ACCESS_KEY_ID": AK, "AWS_SECRET_ACCESS_KEY": SK, "AWS_PROFILE": "personal"},
    exchanges=[aws("sts")],
)
rep(
    "aws.wrong_variable_name",
    symptom="Aws\\Exception\\CredentialsException: Error retrieving credentials from the instance profile metadata server.",
    env={"AWS_ACCESS_KEY": AK, "AWS_SECRET_KEY": "<redacted>", "AWS_REGION": "eu-central-1"},
)
rep(
    "aws.sso_legacy_profile_no_refresh",
    also=["aws.sso_session_expired"],
    symptom="aws-vault: error: exec: Failed to get credentials for admin: Token expired",
    files={
        "~/.aws/config": "[profile admin]\nsso_start_url = https://my.awsapps.com/start\nsso_region = us-east-1\nsso_account_id = 1\nsso_role_name = R\n",
        "~/.aws/sso/cache/a1.json": '{"startUrl": "https://my.awsapps.com/start", "accessToken": "EXAMPLE", "expiresAt": "2026-08-24T15:12:09UTC"}',
    },
)
rep(
    "aws.wrong_profile_selected",
    symptom=f"ServerlessError: {M}.",
    command="sls deploy",
    env={"AWS_PROFILE": "oldjob"},
    files={"~/.aws/credentials": creds() + creds("AKIAQ7VMC4XWTEXAMPLE", SK, section="oldjob")},
    log=["AWS_PROFILE=default sls deploy: works"],
)
rep(
    "aws.session_triplet_mismatch",
    symptom=M + ".",
    settings={"Setup": {"Access Key ID": SI, "Secret Access Key": SS, "Session Token": ST}},
    files={
        "today.txt": f'export AWS_ACCESS_KEY_ID="{SI}"\nexport AWS_SECRET_ACCESS_KEY="{SS}"\nexport AWS_SESSION_TOKEN="IQoJEXAMPLE{"x" * 200}"\n',
        "yesterday.txt": f'export AWS_ACCESS_KEY_ID="{OLD_ID}"\nexport AWS_SECRET_ACCESS_KEY="…"\nexport AWS_SESSION_TOKEN="{ST}"\n',
    },
)
rep(
    "aws.real_key_to_other_endpoint",
    symptom="An error occurred (InvalidAccessKeyId) when calling the CreateBucket operation: The AWS access key Id you provided does not exist in our records.",
    command="aws s3 --endpoint http://localhost mb s3://one",
    files={"~/.aws/credentials": creds()},
    exchanges=[
        aws("s3", region="us-east-1", host="s3.amazonaws.com", at=-60),
        aws("s3", region="us-east-1", host="localhost", scheme="http", code="InvalidAccessKeyId", msg="unknown"),
    ],
)
rep(
    "aws.region_not_enabled",
    certain=False,
    symptom="rpc error: AuthFailure: AWS was not able to validate the provided access credentials\n\tstatus code: 401",
    files={
        "aws.spc": f'connection "a" {{\n  regions    = ["us-east-1", "me-south-1"]\n  access_key = "{AK}"\n  secret_key = "<redacted>"\n}}\n',
    },
    log=['with regions = ["us-east-1"] alone it answers'],
)
rep(
    "aws.session_cached_not_refreshed",
    symptom="StsException: The security token included in the request is expired (Service: Sts, Status Code: 403)",
    env={"AWS_SHARED_CREDENTIALS_FILE": "/vault/secrets/aws"},
    files={"/vault/secrets/aws": creds(OLD_ID, SS, "IQoJEXAMPLE" + "y" * 200)},
    exchanges=[
        aws(
            "sts", key_id=SI, token=ST, code="ExpiredToken", msg="The security token included in the request is expired"
        )
    ],
)

# ---------------------------------------------------------------- near misses of certainty
rep(
    "aws.getsessiontoken_no_mfa_iam",
    symptom=f"An error occurred (InvalidClientTokenId) when calling the GetRole operation: {M}",
    command="aws iam get-role --role-name r --region us-gov-west-1",
    exchanges=[
        aws("sts", region="us-gov-west-1", key_id=SI, token=ST, at=-60),
        aws(
            "iam", region="us-gov-west-1", host="iam.us-gov.amazonaws.com", key_id=SI, token=ST, code=INV[0], msg=INV[1]
        ),
    ],
)
rep(
    "aws.unknown_access_key",
    also=["aws.key_deleted_or_rotated"],
    certain=False,
    symptom=f"An error occurred (InvalidClientTokenId) when calling the AssumeRole operation: {M}",
    env={"AWS_PROFILE": "main"},
    files={
        "~/.aws/credentials": creds(section="base"),
        "~/.aws/config": "[profile main]\nregion = eu-west-1\nrole_arn = arn:aws:iam::415926535897:role/r\nsource_profile = base\n",
    },
    exchanges=[aws("sts", action="AssumeRole", code=INV[0], msg=INV[1])],
)
rep(
    "aws.apigw_no_such_route",
    also=["aws.no_credentials_unsigned"],
    certain=False,
    symptom='{"message":"Missing Authentication Token"}',
    exchanges=[
        ex(
            "GET",
            "https://jqp5.execute-api.us-east-1.amazonaws.com/dev/api/",
            403,
            {"message": "Missing Authentication Token"},
        )
    ],
)
rep(
    "aws.session_token_very_old",
    also=["aws.v1_token_in_optin_region"],
    symptom="Error reloading remote state: InvalidToken: The provided token is malformed or otherwise invalid.",
    files={"state.json": f'{{"config": {{"access_key": "{SI}", "secret_key": "{SS}", "token": "{ST}"}}}}'},
    log=["-rw-r--r-- 1 ops ops 5120 Feb 21 11:08 state.json"],
)

# ---------------------------------------------------------------- nothing is wrong
_META = "http://169.254.169.254/latest/"
rep(
    None,
    verdict="accepted",
    symptom="401 in the log each time the container starts, is this why the upload is slow?",
    exchanges=[
        ex("GET", _META + "meta-data/iam/security-credentials/", 401, at=-6),
        ex("PUT", _META + "api/token", 200, "AQAEEXAMPLE", at=-5),
        ex("GET", _META + "meta-data/iam/security-credentials/up", 200, {"Code": "Success", "AccessKeyId": SI}, at=-5),
        aws("s3", key_id=SI, token=ST, at=-3),
    ],
)
_MOVED = xmlerr("AuthorizationHeaderMalformed", "the region 'us-east-1' is wrong; expecting 'ca-central-1'", "s3")
_LIST = {"method": "GET", "path": "/?list-type=2"}
rep(
    None,
    verdict="accepted",
    symptom="AuthorizationHeaderMalformed: The authorization header is malformed; the region 'us-east-1' is wrong; expecting 'ca-central-1'",
    exchanges=[
        aws("s3", region="us-east-1", host="logs.s3.amazonaws.com", code="x", status=400, body=_MOVED, at=-4, **_LIST),
        aws("s3", region="ca-central-1", host="logs.s3.ca-central-1.amazonaws.com", at=-3, **_LIST),
    ],
)
rep(
    None,
    verdict="accepted",
    symptom="the debug output contains InvalidClientTokenId, but apply says complete",
    exchanges=[aws("sts", code=INV[0], msg=INV[1], at=-5), aws("sts", at=-1)],
    log=[iso(-7) + " access_key.made: Creation complete after 1s"],
)
rep(
    "aws.plain_value_base64_decoded",
    symptom="UnicodeDecodeError: 'utf8' codec can't decode byte 0xa2 in position 1: invalid start byte (botocore, add_auth)",
    files={"s.yaml": f"kind: Secret\ntype: Opaque\ndata:\n  aws-access-key-id: {AK}\n  aws-secret-access-key: {SK}\n"},
)
rep(
    "aws.key_id_used_as_secret",
    symptom="SignatureDoesNotMatch: " + S,
    settings={"NewStaticCredentials": [AK, AK, ""]},
)
rep(
    "aws.secret_whitespace",
    symptom="AWS was not able to validate the provided access credentials (Error Code: AuthFailure)",
    files={
        "etc/nodes.properties": f"nodes.source.2.config.accessKey={AK}\nnodes.source.2.config.secretKey={SK} \nnodes.ttl=9\n"
    },
)
rep(
    "aws.session_triplet_mismatch",
    symptom=f"An error occurred (UnrecognizedClientException) when calling the GetAuthorizationToken operation: {M}",
    env={"AWS_ACCESS_KEY_ID": SI, "AWS_SECRET_ACCESS_KEY": SS, "AWS_SESSION_TOKEN": ST},
    log=[f'{{"Credentials": {{"AccessKeyId": "{SI}", "SecretAccessKey": "{SS}", "SessionToken": "{ST[::-1]}"}}}}'],
)
