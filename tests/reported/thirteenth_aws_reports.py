"""A thirteenth set of reports, of AWS: causes that many reports are of, with the decisive fact in other places."""

from __future__ import annotations

import base64
from urllib.parse import quote

from reported.short_forms import (
    AK,
    INV,
    SI,
    SK,
    SS,
    ST,
    aws,
    creds,
    dumps,
    env,
    ex,
    iso,
    reporter,
    xmlerr,
)

REPORTS = []
rep = reporter(REPORTS)

M = "The security token included in the request is invalid"
SD = "The request signature we calculated does not match the signature you provided. Check your key and signing method."
NONE = 'Unable to locate credentials. You can configure credentials by running "aws configure".'
AK2, SK2 = "AKIA7ZXPLMQ3BEXAMPLE", "pL9oKi8+Uj7Yh6/Tg5rF4eDsW3qAzXEXAMPLEKEY"
SI2 = "ASIA7ZXPLMQ3BEXAMPLE"
ST2 = "IQoJb3JpZ2luX2VjEXAMPLE" + "Qp7RtYw2MnBv4Kd" * 20 + "EXAMPLETOKEN"
STS = f"An error occurred (InvalidClientTokenId) when calling the GetCallerIdentity operation: {M}."

# ---------------------------------------------------------------- the clock
rep(
    "aws.clock_skew",
    symptom="AuthFailure: AWS was not able to validate the provided access credentials",
    software="vagrant-aws",
    env=env(),
    exchanges=[
        aws(
            "ec2",
            key_id=AK,
            code="AuthFailure",
            msg="AWS was not able to validate the provided access credentials",
            status=401,
            date=3700 * 31,
        )
    ],
)
rep(
    "aws.clock_skew",
    certain=False,
    symptom=f"SignatureDoesNotMatch: {SD}",
    env=env(),
    log=["chronyd: System clock wrong by 1187.4 seconds", iso(-2) + " s3: SignatureDoesNotMatch"],
)
rep(
    "aws.clock_skew",
    certain=False,
    symptom=STS,
    env=env(),
    log=[
        "$ date -u",
        "Mon Sep 21 13:01:44 UTC 2026",
        "$ curl -sI https://aws.amazon.com | grep -i ^date",
        "date: Mon, 21 Sep 2026 14:13:20 GMT",
    ],
)
rep(
    "aws.clock_skew",
    symptom="<Error><Code>RequestTimeTooSkewed</Code><Message>The difference between the request time and the current time is too large.</Message><RequestTime>Mon, 21 Sep 2026 13:20:07 GMT</RequestTime><ServerTime>2026-09-21T14:13:20Z</ServerTime><MaxAllowedSkewMilliseconds>900000</MaxAllowedSkewMilliseconds></Error>",
    software="s3fs 1.86",
)
# ---------------------------------------------------------------- version 1 in opt-in regions
rep(
    "aws.v1_token_in_optin_region",
    certain=False,
    also=("aws.region_not_enabled",),
    symptom=f"UnrecognizedClientException: {M}",
    env=env(SI, SS, "FwoGZXIvYXdzEXAMPLE" + "abcd1234" * 30, AWS_REGION="ap-east-1"),
    software="aws-sdk-php 3",
)
rep(
    "aws.v1_token_in_optin_region",
    certain=False,
    symptom="InvalidToken: The provided token is malformed or otherwise invalid.",
    software="boto3 1.16",
    files={
        "fetch.py": 'sts = boto3.client("sts")\nc = sts.assume_role(RoleArn=arn, RoleSessionName="x")["Credentials"]\ns3 = boto3.client("s3", region_name="me-south-1", aws_access_key_id=c["AccessKeyId"], aws_secret_access_key=c["SecretAccessKey"], aws_session_token=c["SessionToken"])\n'
    },
    log=[
        "DEBUG botocore.endpoint: https://sts.amazonaws.com",
        "DEBUG botocore.endpoint: https://s3.me-south-1.amazonaws.com",
        "ERROR InvalidToken",
    ],
)
rep(
    "aws.v1_token_in_optin_region",
    certain=False,
    symptom=f"Error: error listing queues in af-south-1: UnrecognizedClientException: {M}",
    env=env(SI, SS, AWS_STS_REGIONAL_ENDPOINTS="legacy", AWS_SESSION_TOKEN=ST),
)
# ---------------------------------------------------------------- partitions
rep(
    "aws.wrong_partition",
    certain=False,
    symptom=STS,
    command="aws sts get-caller-identity --region us-east-1",
    files={"~/.aws/config": "[default]\nregion = cn-northwest-1\n", "~/.aws/credentials": creds()},
)
rep(
    "aws.wrong_partition",
    certain=False,
    symptom=f"error configuring S3 Backend: error validating provider credentials: InvalidClientTokenId: {M}",
    software="terraform 0.12",
    env=env(),
    files={
        "backend.tf": 'terraform {\n  backend "s3" {\n    bucket = "state"\n    key = "x"\n    region = "us-gov-west-1"\n  }\n}\n'
    },
)
rep(
    "aws.wrong_partition",
    symptom=f"UnrecognizedClientException: {M}",
    env=env(),
    exchanges=[aws("ecr", "us-east-1", AK, "UnrecognizedClientException", M, status=400)],
    settings={"registry": "415926535897.dkr.ecr.cn-north-1.amazonaws.com.cn"},
)
# ---------------------------------------------------------------- white space at the id
rep(
    "aws.key_id_whitespace",
    certain=False,
    symptom="An error occurred (IncompleteSignature) when calling the GetCallerIdentity operation: 'AKIA4QWSEDRFTEXAMPLE\\n/20260921/eu-west-1/sts/aws4_request' not a valid key=value pair (missing equal-sign) in Authorization header",
)
rep(
    "aws.key_id_whitespace",
    symptom="InvalidAccessKeyId: The AWS Access Key Id you provided does not exist in our records.",
    settings={"s3": {"accessKey": f"{AK}\r", "secretKey": SK}},
)
rep(
    "aws.key_id_whitespace",
    symptom="java.lang.IllegalArgumentException: Invalid character(s) in header value: AWS4-HMAC-SHA256 Credential=AKIA4QWSEDRFTEXAMPLE",
    files={
        "secret.yaml": f"apiVersion: v1\nkind: Secret\ndata:\n  access-key-id: {base64.b64encode((AK + chr(10)).encode()).decode()}\n  secret-access-key: {base64.b64encode((SK + chr(10)).encode()).decode()}\n"
    },
)
# ---------------------------------------------------------------- the session token is missing
rep(
    "aws.session_token_missing",
    symptom=f"UnrecognizedClientException: {M}",
    settings={"sqs": {"key": SI, "secret": SS}},
)
rep(
    "aws.session_token_missing",
    symptom="InvalidAccessKeyId: The AWS Access Key Id you provided does not exist in our records.",
    software="duckdb 0.10",
    files={
        "q.sql": f"SET s3_access_key_id='{SI}';\nSET s3_secret_access_key='{SS}';\nSELECT * FROM 's3://b/x.parquet';\n"
    },
)
rep(
    "aws.session_token_missing",
    certain=False,
    symptom="AuthFailure: AWS was not able to validate the provided access credentials",
    software="ansible ec2_instance",
    files={
        "playbook.yml": '- ec2_instance:\n    aws_access_key: \'{{ lookup("env", "AWS_ACCESS_KEY_ID") }}\'\n    aws_secret_key: \'{{ lookup("env", "AWS_SECRET_ACCESS_KEY") }}\'\n    region: eu-west-1\n'
    },
    env=env(SI, SS, ST),
)
# ---------------------------------------------------------------- web identity
rep(
    "aws.web_identity_sub_mismatch",
    certain=False,
    symptom="Error: Could not assume role with OIDC: Not authorized to perform sts:AssumeRoleWithWebIdentity",
    files={
        "trust.json": dumps(
            {
                "Statement": [
                    {
                        "Effect": "Allow",
                        "Principal": {
                            "Federated": "arn:aws:iam::415926535897:oidc-provider/token.actions.githubusercontent.com"
                        },
                        "Action": "sts:AssumeRoleWithWebIdentity",
                        "Condition": {
                            "StringEquals": {
                                "token.actions.githubusercontent.com:sub": "repo:tamarack/orders:ref:refs/heads/master"
                            }
                        },
                    }
                ]
            }
        )
    },
    log=["sub: repo:tamarack/orders:ref:refs/heads/main", "aud: sts.amazonaws.com"],
)
rep(
    "aws.web_identity_sub_mismatch",
    certain=False,
    symptom="WebIdentityErr: failed to retrieve credentials caused by: AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity",
    software="external-secrets 0.9",
    files={
        "role.tf": 'condition {\n  test = "StringEquals"\n  variable = "oidc.eks.eu-west-1.amazonaws.com/id/ABC:sub"\n  values = ["system:serviceaccount:default:external-secrets"]\n}\n',
        "sa.yaml": "kind: ServiceAccount\nmetadata:\n  name: external-secrets\n  namespace: secrets\n",
    },
)
rep(
    "aws.web_identity_provider_missing",
    certain=False,
    symptom="InvalidIdentityToken: No OpenIDConnect provider found in your account for https://oidc.eks.eu-west-1.amazonaws.com/id/93F",
    software="karpenter",
)
rep(
    "aws.web_identity_provider_missing",
    certain=False,
    symptom="An error occurred (InvalidIdentityToken) when calling the AssumeRoleWithWebIdentity operation: Couldn't retrieve verification key from your identity provider, please reference AssumeRoleWithWebIdentity documentation for requirements",
    log=["$ aws iam list-open-id-connect-providers", '{"OpenIDConnectProviderList": []}'],
)
# ---------------------------------------------------------------- GetSessionToken without MFA
rep(
    "aws.getsessiontoken_no_mfa_iam",
    certain=False,
    symptom=f"Error: reading IAM Role (deploy): operation error IAM: GetRole, api error InvalidClientTokenId: {M}",
    command="aws-vault exec home -- terraform plan",
    env=env(SI, SS, ST, AWS_VAULT="home"),
)
rep(
    "aws.getsessiontoken_no_mfa_iam",
    symptom=f"InvalidClientTokenId: {M}",
    env=env(SI, SS, ST),
    exchanges=[
        aws("s3", key_id=SI, token=ST, at=-9),
        aws("iam", "us-east-1", SI, *INV, token=ST, host="iam.amazonaws.com", action="ListUsers"),
    ],
)
rep(
    "aws.getsessiontoken_no_mfa_iam",
    certain=False,
    symptom=f"An error occurred (InvalidClientTokenId) when calling the CreateUser operation: {M}",
    log=[
        "$ aws sts get-session-token --duration-seconds 3600",
        "$ aws s3 ls",
        "2026-09-01 10:00:00 bucket",
        "$ aws iam create-user --user-name x",
    ],
)
# ---------------------------------------------------------------- variables before the profile
rep(
    "aws.env_overrides_profile",
    certain=False,
    symptom=STS,
    files={
        "~/.aws/credentials": creds(AK2, SK2, section="prod"),
        ".envrc": f"export AWS_ACCESS_KEY_ID={AK}\nexport AWS_SECRET_ACCESS_KEY={SK}\nexport AWS_PROFILE=prod\n",
    },
    env=env(AWS_PROFILE="prod"),
)
rep(
    "aws.env_overrides_profile",
    certain=False,
    symptom="ExpiredToken: The security token included in the request is expired",
    env=env(SI, SS, ST, AWS_PROFILE="prod"),
    files={"~/.aws/credentials": creds(AK2, SK2, section="prod")},
)
rep(
    "aws.env_overrides_profile",
    certain=False,
    symptom=f"InvalidClientTokenId: {M}",
    software="serverless 2",
    command="sls deploy --aws-profile prod",
    log=[
        "$ aws configure list --profile prod",
        "access_key     ****************MPLE              env",
        "secret_key     ****************LKEY              env",
    ],
)
# ---------------------------------------------------------------- new keys
rep(
    "aws.key_not_yet_propagated",
    certain=False,
    symptom=f"Error: InvalidClientTokenId: {M}",
    software="terraform",
    env=env(),
    log=[
        iso(-6) + " aws_iam_access_key.ci: Creation complete after 1s [id=" + AK + "]",
        iso(-2) + " provider aws.ci: InvalidClientTokenId",
    ],
)
rep(
    "aws.key_not_yet_propagated",
    certain=False,
    symptom=f"UnrecognizedClientException: {M}",
    settings={
        "vault": {"lease": "aws/creds/deploy/abc", "issue_time": iso(-4)},
        "aws": {"access_key": AK, "secret_key": SK},
    },
)
# ---------------------------------------------------------------- section names
rep(
    "aws.profile_section_name",
    symptom="The config profile (stage) could not be found",
    command="aws s3 ls --profile stage",
    files={
        "~/.aws/config": "[stage]\nrole_arn = arn:aws:iam::415926535897:role/x\nsource_profile = default\n",
        "~/.aws/credentials": creds(),
    },
)
rep(
    "aws.profile_section_name",
    symptom="Error: failed to get shared config profile, stage",
    software="terraform 1.5",
    files={
        "main.tf": 'provider "aws" {\n  profile = "stage"\n}\n',
        "~/.aws/config": "[stage]\nsso_session = x\nsso_account_id = 415926535897\n[sso-session x]\nsso_start_url = https://t.awsapps.com/start\n",
    },
)
rep(
    "aws.profile_section_name",
    symptom="CredentialsProviderError: Could not resolve credentials using profile: [stage] in configuration/credentials file(s).",
    software="aws-sdk-js v3",
    log=["$ cat ~/.aws/credentials", "[profile stage]", f"aws_access_key_id = {AK}", "aws_secret_access_key = ****"],
    env={"AWS_PROFILE": "stage"},
)
# ---------------------------------------------------------------- signed for another region
rep(
    "aws.sigv4_wrong_region",
    symptom="<Error><Code>AuthorizationHeaderMalformed</Code><Message>The authorization header is malformed; the region 'auto' is wrong; expecting 'eu-central-1'</Message><Region>eu-central-1</Region></Error>",
)
rep(
    "aws.sigv4_wrong_region",
    symptom="AuthorizationQueryParametersError: Error parsing the X-Amz-Credential parameter; the region 'us-east-1' is wrong; expecting 'ap-southeast-2'",
)
rep(
    "aws.sigv4_wrong_region",
    certain=False,
    symptom="SignatureDoesNotMatch: Credential should be scoped to a valid region, not 'eu-west'.",
    env=env(AWS_REGION="eu-west"),
)
# ---------------------------------------------------------------- empty variables
rep(
    "aws.empty_env_variable",
    certain=False,
    symptom=NONE,
    software="gitlab-runner",
    log=["+ env | grep AWS", "AWS_ACCESS_KEY_ID=", "AWS_SECRET_ACCESS_KEY=", "AWS_DEFAULT_REGION=eu-west-1"],
)
rep(
    "aws.empty_env_variable",
    certain=False,
    symptom="botocore.exceptions.PartialCredentialsError: Partial credentials found in env, missing: AWS_SECRET_ACCESS_KEY",
    files={
        "docker-compose.yml": "services:\n  api:\n    environment:\n      AWS_ACCESS_KEY_ID: ${AWS_ACCESS_KEY_ID}\n      AWS_SECRET_ACCESS_KEY: ''\n"
    },
)
rep(
    "aws.empty_env_variable",
    symptom="IncompleteSignature: 'Credential=/20260921/us-east-1/s3/aws4_request' - the key id is missing",
    files={
        "k8s.yaml": 'env:\n  - name: AWS_ACCESS_KEY_ID\n    value: ""\n  - name: AWS_SECRET_ACCESS_KEY\n    value: ""\n'
    },
)
# ---------------------------------------------------------------- unsigned
rep(
    "aws.no_credentials_unsigned",
    certain=False,
    symptom="<Error><Code>AccessDenied</Code><Message>Anonymous access is forbidden for this operation</Message></Error>",
    exchanges=[
        ex(
            "GET",
            "https://reports.s3.eu-west-1.amazonaws.com/?list-type=2",
            403,
            xmlerr("AccessDenied", "Anonymous access is forbidden for this operation", "s3"),
            req=[["Host", "reports.s3.eu-west-1.amazonaws.com"]],
        )
    ],
)
rep(
    "aws.no_credentials_unsigned",
    certain=False,
    symptom="Aws::Errors::MissingCredentialsError: unable to sign request without credentials set",
    software="fluentd s3",
)
rep(
    "aws.no_credentials_unsigned",
    certain=False,
    symptom="operation error SQS: SendMessage, failed to sign request: failed to retrieve credentials: no EC2 IMDS role found, operation error ec2imds: GetMetadata, canceled, context deadline exceeded",
)
# ---------------------------------------------------------------- changed after signing
rep(
    "aws.request_changed_after_signing",
    certain=False,
    symptom=f"SignatureDoesNotMatch: {SD}",
    env=env(),
    log=[
        "nginx: proxy_set_header Host $proxy_host; proxy_pass https://es.eu-west-1.amazonaws.com",
        "GetCallerIdentity 200",
    ],
)
rep(
    "aws.request_changed_after_signing",
    certain=False,
    symptom=f"SignatureDoesNotMatch: {SD} - only for object names with a plus or a blank",
    env=env(),
)
# ---------------------------------------------------------------- the secret on its way
rep(
    "aws.secret_special_chars_mangled",
    symptom=f"SignatureDoesNotMatch: {SD}",
    settings={"s3": {"access_key": AK, "secret_key": quote(SK, safe="")}},
)
rep(
    "aws.secret_special_chars_mangled",
    certain=False,
    symptom=f"SignatureDoesNotMatch: {SD}",
    software="celery broker sqs",
    settings={"broker_url": f"sqs://{AK}:{SK}@"},
)
rep(
    "aws.secret_special_chars_mangled",
    certain=False,
    symptom=f"SignatureDoesNotMatch: {SD}",
    env=env(AK, "Ab3$kd93/Lm+Qw8rTy5uI".replace("$kd93", "")),
    files={".env": f"AWS_ACCESS_KEY_ID={AK}\nAWS_SECRET_ACCESS_KEY=Ab3$kd93/Lm+Qw8rTy5uIop2As4dFg6EXAMPLEKE\n"},
)
rep(
    "aws.secret_whitespace",
    symptom=f"SignatureDoesNotMatch: {SD}",
    files={
        "secret.yaml": f"apiVersion: v1\nkind: Secret\ndata:\n  AWS_ACCESS_KEY_ID: {base64.b64encode(AK.encode()).decode()}\n  AWS_SECRET_ACCESS_KEY: {base64.b64encode((SK + chr(10)).encode()).decode()}\n"
    },
)
rep(
    "aws.secret_whitespace",
    certain=False,
    symptom=f"SignatureDoesNotMatch: {SD}",
    log=["DEBUG cfg: AWS_ACCESS_KEY_ID len=20", "DEBUG cfg: AWS_SECRET_ACCESS_KEY len=41, last byte 0x0a"],
)
rep(
    "aws.secret_extra_characters",
    symptom=f"SignatureDoesNotMatch: {SD}",
    settings={"aws": {"accessKeyId": AK, "secretAccessKey": SK + SK}},
)
rep(
    "aws.secret_extra_characters",
    certain=False,
    symptom=f"SignatureDoesNotMatch: {SD}",
    log=["$ echo -n $AWS_SECRET_ACCESS_KEY | wc -c", "41"],
)
rep(
    "aws.ses_smtp_password_as_secret",
    certain=False,
    symptom=f"SignatureDoesNotMatch: {SD} when calling SendEmail; the credentials are those that 'Create SMTP credentials' gave",
)
rep(
    "aws.ses_smtp_password_as_secret",
    symptom=f"SignatureDoesNotMatch: {SD}",
    settings={"ses": {"accessKeyId": AK, "secretAccessKey": "BHt7uQe2Zr9pLw0KxVbn3MsYd5cGf8hJk2LmN4pQrStU"}},
)
# ---------------------------------------------------------------- a session kept
rep(
    "aws.session_cached_not_refreshed",
    certain=False,
    symptom="ExpiredTokenException: The security token included in the request is expired",
    software="java app on EKS, up for 9 hours",
    files={
        "Config.java": "Credentials c = sts.assumeRole(r).credentials();\nS3Client s3 = S3Client.builder().credentialsProvider(StaticCredentialsProvider.create(AwsSessionCredentials.create(c.accessKeyId(), c.secretAccessKey(), c.sessionToken()))).build();\n"
    },
)
rep(
    "aws.session_cached_not_refreshed",
    symptom="ExpiredToken: The provided token has expired.",
    log=[
        iso(-4000) + f" metadata: role creds {SI} Expiration {iso(-300)}",
        iso(-350) + f" metadata: role creds {SI2} Expiration {iso(20000)}",
        iso(-2) + f" worker: PutObject signed by {SI} -> 400 ExpiredToken",
    ],
)
# ---------------------------------------------------------------- API Gateway
rep(
    "aws.apigw_no_such_route",
    certain=False,
    symptom='{"message":"Missing Authentication Token"}',
    exchanges=[
        ex(
            "POST",
            "https://a1b2c3.execute-api.eu-west-1.amazonaws.com/prod/orders/",
            403,
            {"message": "Missing Authentication Token"},
            req=[["x-api-key", "k"]],
            resp=[["x-amzn-ErrorType", "MissingAuthenticationTokenException"]],
        )
    ],
    settings={"routes": ["GET /orders", "POST /order"]},
)
rep(
    "aws.apigw_no_such_route",
    certain=False,
    symptom="curl https://a1b2c3.execute-api.eu-west-1.amazonaws.com/ answers Missing Authentication Token, I forgot no header that I know of",
)
# ---------------------------------------------------------------- the file begins with a mark
rep(
    "aws.credentials_file_bom",
    symptom="botocore.exceptions.ProfileNotFound: The config profile (default) could not be found",
    files={
        "C:\\Users\\mo\\.aws\\credentials": {"base64": base64.b64encode(b"\xef\xbb\xbf" + creds().encode()).decode()}
    },
)
rep(
    "aws.credentials_file_bom",
    symptom=NONE,
    log=[
        "PS> Format-Hex ~\\.aws\\credentials | select -first 1",
        "00000000   EF BB BF 5B 64 65 66 61 75 6C 74 5D 0D 0A 61 77  [default]..aw",
    ],
)
# ---------------------------------------------------------------- Identity Center
URL = "https://tamarack.awsapps.com/start"
rep(
    "aws.sso_start_url_mismatch",
    certain=False,
    symptom="Error loading SSO Token: Token for https://tamarack.awsapps.com/start# does not exist",
    log=["$ aws sso login", "Successfully logged into Start URL: https://tamarack.awsapps.com/start"],
)
rep(
    "aws.sso_session_expired",
    certain=False,
    symptom="Error: failed to refresh cached credentials, refresh cached SSO token failed, unable to refresh SSO token, operation error SSO OIDC: CreateToken, https response error StatusCode: 400, InvalidGrantException",
    software="terraform 1.6",
)
rep(
    "aws.sso_session_expired",
    certain=False,
    symptom="Token has expired and refresh failed",
    env={"AWS_PROFILE": "dev"},
    files={
        "~/.aws/config": f"[profile dev]\nsso_session = t\n[sso-session t]\nsso_start_url = {URL}\nsso_region = eu-west-1\n"
    },
)
# ---------------------------------------------------------------- malformed headers
rep(
    "aws.malformed_authorization_header",
    symptom="IncompleteSignature: Authorization header requires 'Signature' parameter.",
    exchanges=[
        aws(
            "es",
            auth=f"AWS4-HMAC-SHA256 Credential={AK}/20260921/eu-west-1/es/aws4_request SignedHeaders=host;x-amz-date Signature=abcd",
            code="IncompleteSignatureException",
            msg="Authorization header requires 'Signature' parameter.",
        )
    ],
)
rep(
    "aws.malformed_authorization_header",
    certain=False,
    symptom="InvalidSignatureException: Authorization header is malformed",
    files={
        "sign.lua": 'local auth = "AWS4-HMAC-SHA256 Credential=" .. key .. "/" .. date .. "/" .. region .. "/execute-api, SignedHeaders=host, Signature=" .. sig\n'
    },
)
# ---------------------------------------------------------------- wrong profile, variable, key, home, vendor
rep(
    "aws.wrong_profile_selected",
    certain=False,
    symptom="An error occurred (AccessDenied) when calling the ListBuckets operation: User: arn:aws:iam::415926535897:user/personal is not authorized",
    files={
        "~/.aws/credentials": creds() + creds(AK2, SK2, section="work"),
        "samconfig.toml": '[default.deploy.parameters]\nprofile = "work"\n',
    },
    log=[
        "$ aws sts get-caller-identity",
        '"Arn": "arn:aws:iam::415926535897:user/personal"',
        "$ aws sts get-caller-identity --profile work -> works",
    ],
)
rep(
    "aws.wrong_profile_selected",
    symptom="The config profile (prodution) could not be found",
    env={"AWS_PROFILE": "prodution"},
    files={"~/.aws/credentials": creds(section="production")},
)
rep(
    "aws.wrong_variable_name",
    symptom=NONE,
    env={"AWS_ACCESS_KEY": AK, "AWS_SECRET_KEY": SK},
)
rep(
    "aws.wrong_variable_name",
    certain=False,
    symptom="NoCredentialProviders: no valid providers in chain",
    files={
        "deploy.yaml": f"env:\n  - name: AWS_KEY_ID\n    value: {AK}\n  - name: AWS_SECRET\n    valueFrom:\n      secretKeyRef:\n        name: aws\n        key: secret\n"
    },
)
rep(
    "aws.wrong_variable_name",
    certain=False,
    symptom="Unable to locate credentials",
    log=["$ printenv | grep -i aws", f"AWS_ACCESSKEY_ID={AK}", "AWS_SECRET_ACCESSKEY=****"],
)
rep(
    "aws.key_deleted_or_rotated",
    certain=False,
    symptom=STS,
    env=env(),
    files={
        "keys.json": dumps(
            {
                "AccessKeyMetadata": [
                    {"UserName": "deploy", "AccessKeyId": AK, "Status": "Inactive", "CreateDate": iso(-9_000_000)}
                ]
            }
        )
    },
)
rep(
    "aws.key_deleted_or_rotated",
    certain=False,
    symptom=STS,
    env=env(),
    log=["$ aws iam list-access-keys --user-name deploy --query 'AccessKeyMetadata[].AccessKeyId'", f'["{AK2}"]'],
)
rep(
    "aws.session_triplet_mismatch",
    symptom=f"InvalidClientTokenId: {M}",
    env=env(SI, SS, ST2),
    files={
        "session.json": dumps(
            {"Credentials": {"AccessKeyId": SI, "SecretAccessKey": SS, "SessionToken": ST, "Expiration": iso(3000)}}
        )
    },
)
rep(
    "aws.session_triplet_mismatch",
    certain=False,
    symptom=f"UnrecognizedClientException: {M}",
    env={"AWS_SESSION_TOKEN": ST2},
    files={"~/.aws/credentials": creds(SI, SS, ST)},
)
rep(
    "aws.real_key_to_other_endpoint",
    certain=False,
    symptom="InvalidAccessKeyId: The access key ID you provided does not exist in our records",
    software="rclone",
    settings={
        "spaces": {
            "type": "s3",
            "provider": "DigitalOcean",
            "endpoint": "fra1.digitaloceanspaces.com",
            "access_key_id": AK,
            "secret_access_key": SK,
        }
    },
)
rep(
    "aws.real_key_to_other_endpoint",
    certain=False,
    symptom="An error occurred (InvalidAccessKeyId) when calling the ListBuckets operation: Malformed Access Key Id",
    command="aws s3 ls --endpoint-url https://s3.us-west-004.backblazeb2.com",
    env=env(),
)
rep(
    "aws.dynamodb_local_key_charset",
    certain=False,
    symptom="UnrecognizedClientException: The Access Key ID or security token is invalid.",
    files={
        "docker-compose.yml": "services:\n  app:\n    environment:\n      - AWS_ACCESS_KEY_ID=local-dev\n      - AWS_SECRET_ACCESS_KEY=x\n      - DDB=http://dynamodb:8000\n  dynamodb:\n    image: amazon/dynamodb-local:2.0.0\n"
    },
)
rep(
    "aws.dynamodb_local_key_charset",
    symptom="UnrecognizedClientException: The Access Key ID or security token is invalid.",
    exchanges=[
        aws(
            "dynamodb",
            "local",
            "dummy_key",
            "UnrecognizedClientException",
            "The Access Key ID or security token is invalid.",
            host="localhost:8000",
            scheme="http",
            status=400,
        )
    ],
)
