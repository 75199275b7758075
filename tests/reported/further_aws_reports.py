"""Further reports about AWS: at least one for each cause, many with little evidence."""

from __future__ import annotations

import base64
import hashlib
import json

from evidence import (
    BAD_SIGNATURE,
    NOW,
    api_call,
    aws_call,
    basic_time,
    claims,
    ec2_error,
    environment,
    exchange,
    jwt,
    query_error,
    rsa_key,
    s3_error,
    when,
)
from reported.program_words import (
    BADSIG,
    ID,
    ID2,
    INV,
    S3SIG,
    SEC,
    SEC2,
    SID,
    SID2,
    TOK,
    TOK2,
    Reports,
    b64s,
    c,
    cli,
    gci,
    gov2,
    java2,
    js3,
    json_error,
    prof,
)

REPORTS = Reports()
add, healthy = REPORTS.add, REPORTS.healthy

# clock
add(
    "aws.clock_skew",
    software="aws-sdk-java/2.20.0",
    symptom=java2(
        "DynamoDb",
        "InvalidSignatureException",
        f"Signature expired: {basic_time(NOW - 2400)} is now earlier than {basic_time(NOW - 900 + 700)} ({basic_time(NOW + 700)} - 15 min.)",
        400,
    ),
    environment=environment(ID, SEC, AWS_REGION="eu-west-1"),
)
add(
    "aws.clock_skew",
    software="aws-sdk-php/3.300",
    symptom='Error executing "SendMessage" on "https://sqs.eu-west-1.amazonaws.com/"; AWS HTTP error: Client error: 403 Forbidden',
    exchanges=[
        aws_call(
            403,
            query_error(
                "SignatureDoesNotMatch",
                f"Signature not yet current: {basic_time(NOW)} is still later than {basic_time(NOW - 1080)} ({basic_time(NOW - 1380)} + 5 min.)",
            ),
            key_id=ID,
            host="sqs.eu-west-1.amazonaws.com",
            service="sqs",
            region="eu-west-1",
            at=NOW,
            date=NOW - 1380,
        )
    ],
)
add(
    "aws.clock_skew",
    software="packer/1.9",
    symptom="Error querying AMI: AuthFailure: AWS was not able to validate the provided access credentials\n\tstatus code: 401",
    exchanges=[
        aws_call(
            401,
            ec2_error(),
            host="ec2.eu-west-1.amazonaws.com",
            service="ec2",
            region="eu-west-1",
            at=NOW,
            date=NOW + 2213,
            key_id=ID,
        )
    ],
    environment=environment(ID, SEC),
)
add(
    "aws.clock_timezone_error",
    software="custom signer (PHP)",
    symptom=f"SignatureDoesNotMatch: Signature expired: {basic_time(NOW - 7200)} is now earlier than {basic_time(NOW - 900)} ({basic_time(NOW)} - 15 min.)",
    platform={"os": "linux", "timezone": "America/Noronha"},
)
add(
    "aws.clock_timezone_error",
    software="esp32-aws/0.3",
    symptom="RequestTimeTooSkewed",
    exchanges=[
        aws_call(
            403,
            s3_error(
                "RequestTimeTooSkewed",
                "The difference between the request time and the current time is too large.",
                f"<RequestTime>{basic_time(NOW + 19800)}</RequestTime><ServerTime>{when(NOW)}</ServerTime><MaxAllowedSkewMilliseconds>900000</MaxAllowedSkewMilliseconds>",
            ),
            host="s3.ap-south-1.amazonaws.com",
            service="s3",
            region="ap-south-1",
            at=NOW + 19800,
            date=NOW,
            key_id=ID,
        )
    ],
    platform={"os": "other", "timezone": "Asia/Kolkata"},
    now=when(NOW + 19800),
)
add(
    "aws.clock_timezone_error",
    software="boto/2.38 Windows dual boot",
    symptom="EC2ResponseError: 401 Unauthorized\nAuthFailure: AWS was not able to validate the provided access credentials",
    exchanges=[
        aws_call(
            401, ec2_error(), host="ec2.us-east-1.amazonaws.com", service="ec2", at=NOW, date=NOW - 3600 * 3, key_id=ID
        )
    ],
)
# v1 token
add(
    "aws.v1_token_in_optin_region",
    certain=False,
    software="aws-nuke/2.25",
    symptom="UnrecognizedClientException: The security token included in the request is invalid",
    environment=environment(SID, SEC, TOK, AWS_REGION="eu-south-1"),
    exchanges=[
        aws_call(
            200,
            f"<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>{SID}</AccessKeyId></Credentials></AssumeRoleResult></AssumeRoleResponse>",
            key_id=ID,
            host="sts.amazonaws.com",
            at=NOW - 60,
            sent="Action=AssumeRole",
        ),
        aws_call(
            400,
            json_error("UnrecognizedClientException", INV),
            key_id=SID,
            token=TOK,
            host="lambda.eu-south-1.amazonaws.com",
            service="lambda",
            region="eu-south-1",
        ),
    ],
    also=["aws.region_not_enabled"],
)
add(
    "aws.v1_token_in_optin_region",
    software="ScoutSuite/5.11",
    symptom=cli("InvalidClientTokenId", "DescribeAlarms", INV),
    environment=environment(SID, SEC, TOK),
    exchanges=[
        aws_call(200, gci(u="assumed-role/audit/x"), key_id=SID, token=TOK, host="sts.amazonaws.com", at=NOW - 50),
        aws_call(
            403,
            key_id=SID,
            token=TOK,
            host="monitoring.me-south-1.amazonaws.com",
            service="monitoring",
            region="me-south-1",
            sent="Action=DescribeAlarms",
        ),
    ],
    log=[
        f"{when(NOW - 90)} DEBUG POST https://sts.amazonaws.com/ Action=AssumeRole -> 200",
        f"{when(NOW - 10)} INFO region me-south-1 opt-in status: opted-in",
    ],
)
add(
    "aws.region_not_enabled",
    certain=False,
    software="chalice/1.15",
    symptom=cli("UnrecognizedClientException", "GetFunction", INV),
    command="AWS_DEFAULT_REGION=ap-east-1 chalice deploy",
    environment=environment(ID, SEC, AWS_DEFAULT_REGION="ap-east-1"),
    exchanges=[
        aws_call(200, gci(), key_id=ID, host="sts.us-west-2.amazonaws.com", region="us-west-2", at=NOW - 60),
        aws_call(
            400,
            json_error("UnrecognizedClientException", INV),
            key_id=ID,
            host="lambda.ap-east-1.amazonaws.com",
            service="lambda",
            region="ap-east-1",
        ),
    ],
)
add(
    "aws.region_not_enabled",
    certain=False,
    software="terraform-provider-aws/5.31",
    symptom="Error: "
    + gov2("STS", "GetCallerIdentity", "InvalidClientTokenId", INV)
    + '\n  with provider["registry.terraform.io/hashicorp/aws"]',
    files={"main.tf": 'provider "aws" {\n  region = "me-central-1"\n}\n', "~/.aws/credentials": prof()},
    exchanges=[aws_call(403, key_id=ID, host="sts.me-central-1.amazonaws.com", region="me-central-1")],
    log=[f"{when(NOW - 900)} INFO plan for eu-central-1 with the same key: ok"],
)
add(
    "aws.region_not_enabled_in_source_account",
    certain=False,
    software="aws-vault/5.4",
    symptom="aws-vault: error: exec: Failed to get credentials for dev: InvalidClientTokenId: The security token included in the request is invalid.\n\tstatus code: 403",
    files={
        "~/.aws/config": "[profile identity]\nregion=us-west-2\n\n[profile dev]\nrole_arn=arn:aws:iam::111122223333:role/admin\nsource_profile=identity\nregion=ap-east-1\n"
    },
    exchanges=[
        aws_call(
            403,
            key_id=ID,
            host="sts.ap-east-1.amazonaws.com",
            region="ap-east-1",
            sent="Action=AssumeRole&RoleArn=arn%3Aaws%3Aiam%3A%3A111122223333%3Arole%2Fadmin",
        )
    ],
    log=[f"{when(NOW - 60)} $ aws ec2 describe-regions --profile dev: ap-east-1 opted-in (account 111122223333)"],
    also=["aws.region_not_enabled"],
)
add(
    "aws.region_not_enabled_in_source_account",
    certain=False,
    software="aws-cli/2.15",
    symptom=cli("UnrecognizedClientException", "AssumeRole", "The provided token is malformed or otherwise invalid"),
    command="aws sts assume-role --region il-central-1 --role-arn arn:aws:iam::444455556666:role/ops --role-session-name x",
    environment=environment(ID, SEC, AWS_REGION="il-central-1"),
    exchanges=[
        aws_call(200, gci("210987654321"), key_id=ID, host="sts.us-east-1.amazonaws.com", at=NOW - 100),
        aws_call(
            403,
            key_id=ID,
            host="sts.il-central-1.amazonaws.com",
            region="il-central-1",
            sent="Action=AssumeRole&RoleArn=arn%3Aaws%3Aiam%3A%3A444455556666%3Arole%2Fops",
        ),
    ],
    log=[f"{when(NOW - 40)} account 444455556666: il-central-1 ENABLED"],
    also=["aws.region_not_enabled"],
)
# partition
add(
    "aws.wrong_partition",
    software="terraform/1.6",
    symptom="Error: " + gov2("STS", "GetCallerIdentity", "InvalidClientTokenId", INV),
    environment=environment(ID, SEC),
    files={
        "main.tf": 'provider "aws" {\n  assume_role {\n    role_arn = "arn:aws-us-gov:iam::210987654321:role/deploy"\n  }\n}\n'
    },
    exchanges=[aws_call(403, key_id=ID, host="sts.us-east-1.amazonaws.com")],
)
add(
    "aws.wrong_partition",
    software="cluster-autoscaler/1.27",
    symptom="WebIdentityErr: failed to retrieve credentials\ncaused by: InvalidIdentityToken: No OpenIDConnect provider found in your account for https://oidc.eks.cn-north-1.amazonaws.com.cn/id/ABCD",
    certain=False,
    environment={
        "AWS_ROLE_ARN": "arn:aws-cn:iam::210987654321:role/ca",
        "AWS_WEB_IDENTITY_TOKEN_FILE": "/var/run/secrets/token",
    },
    exchanges=[
        exchange(
            "https://sts.us-east-1.amazonaws.com/",
            400,
            query_error(
                "InvalidIdentityToken",
                "No OpenIDConnect provider found in your account for https://oidc.eks.cn-north-1.amazonaws.com.cn/id/ABCD",
            ),
            method="POST",
            sent="Action=AssumeRoleWithWebIdentity&RoleArn=arn%3Aaws-cn%3Aiam%3A%3A210987654321%3Arole%2Fca",
        )
    ],
    also=["aws.web_identity_provider_missing"],
)
add(
    "aws.wrong_partition",
    software="rclone/1.64",
    symptom="Failed to lsd: InvalidAccessKeyId: The AWS Access Key Id you provided does not exist in our records.\n\tstatus code: 403",
    files={
        "~/.config/rclone/rclone.conf": f"[cn]\ntype = s3\nprovider = AWS\naccess_key_id = {ID}\nsecret_access_key = {SEC}\nregion = us-east-1\n"
    },
    exchanges=[
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
        )
    ],
    log=[f"{when(NOW - 600)} bucket arn:aws-cn:s3:::backup, account in Beijing region (cn-north-1)"],
)
# whitespace in id
add(
    "aws.key_id_whitespace",
    software="kube2iam",
    symptom=cli(
        "IncompleteSignature",
        "GetCallerIdentity",
        f"'{ID}\\n/20260921/us-east-1/sts/aws4_request' not a valid key=value pair (missing equal-sign) in Authorization header.",
    ),
    files={
        "secret.yaml": f"apiVersion: v1\nkind: Secret\nmetadata:\n  name: aws\ndata:\n  AWS_ACCESS_KEY_ID: {b64s(ID + chr(10))}\n  AWS_SECRET_ACCESS_KEY: {b64s(SEC)}\n"
    },
)
add(
    "aws.key_id_whitespace",
    software="velero/1.11",
    symptom="rpc error: code = Unknown desc = InvalidAccessKeyId",
    environment={"AWS_ACCESS_KEY_ID": f"-n {ID}", "AWS_SECRET_ACCESS_KEY": SEC},
)
add(
    "aws.key_id_whitespace",
    software="aws-sdk-rust/1.1",
    symptom="dispatch failure: failed to parse header value",
    environment=environment(ID + "\r", SEC + "\r", AWS_REGION="us-east-1\r"),
    also=["aws.secret_whitespace"],
)
# session token missing
add(
    "aws.session_token_missing",
    software="aws-sdk-go-v2/1.24",
    symptom=gov2(
        "S3", "ListBuckets", "InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records."
    ),
    environment={"AWS_ACCESS_KEY_ID": SID, "AWS_SECRET_ACCESS_KEY": SEC, "AWS_SECURITY_TOKEN": TOK},
)
add(
    "aws.session_token_missing",
    software="serverless/3.38",
    symptom="UnrecognizedClientException: The security token included in the request is invalid.",
    files={
        "~/.aws/credentials": f"[default]\naws_access_key_id={SID}\naws_secret_access_key={SEC}\naws_security_token={TOK}\n"
    },
)
add(
    "aws.session_token_missing",
    software="jenkins s3 plugin",
    symptom="com.amazonaws.services.s3.model.AmazonS3Exception: The AWS Access Key Id you provided does not exist in our records. (Service: Amazon S3; Status Code: 403; Error Code: InvalidAccessKeyId)",
    settings={"profile": {"accessKey": SID, "secretKey": SEC}},
)


# web identity sub
def gh(sub="repo:acme/web:ref:refs/heads/main", aud="sts.amazonaws.com", **m):
    return jwt(
        claims(iss="https://token.actions.githubusercontent.com", sub=sub, aud=aud, scope=None, client_id=None, **m),
        key=rsa_key("gh"),
        kid="GH1",
    )


def trust(cond, prov="token.actions.githubusercontent.com"):
    return json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow",
                    "Principal": {"Federated": f"arn:aws:iam::210987654321:oidc-provider/{prov}"},
                    "Action": "sts:AssumeRoleWithWebIdentity",
                    "Condition": cond,
                }
            ],
        },
        indent=1,
    )


def wi(tok, msg="Not authorized to perform sts:AssumeRoleWithWebIdentity", code="AccessDenied"):
    return exchange(
        "https://sts.us-east-1.amazonaws.com/",
        403,
        query_error(code, msg),
        method="POST",
        sent="Action=AssumeRoleWithWebIdentity&RoleArn=arn%3Aaws%3Aiam%3A%3A210987654321%3Arole%2Fdeploy&Version=2011-06-15&WebIdentityToken="
        + tok,
    )


add(
    "aws.web_identity_sub_mismatch",
    software="configure-aws-credentials/v4",
    symptom="Error: Could not assume role with OIDC: Not authorized to perform sts:AssumeRoleWithWebIdentity",
    files={"trust.json": trust({"StringEquals": {"token.actions.githubusercontent.com:sub": "repo:acme/web:*"}})},
    exchanges=[wi(gh())],
)
add(
    "aws.web_identity_sub_mismatch",
    software="aws-sdk-go/1.44 external-dns",
    symptom="AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity",
    credential=c(
        jwt(
            claims(
                iss="https://oidc.eks.eu-west-1.amazonaws.com/id/ABC123",
                aud=["sts.amazonaws.com"],
                sub="system:serviceaccount:dns:external-dns",
                scope=None,
                client_id=None,
            ),
            key=rsa_key("eks"),
        ),
        "id_token",
    ),
    files={
        "trust.json": trust(
            {
                "StringEquals": {
                    "oidc.eks.eu-west-1.amazonaws.com/id/ABC123:sub": "system:serviceaccount:kube-system:external-dns"
                }
            },
            "oidc.eks.eu-west-1.amazonaws.com/id/ABC123",
        )
    },
)
add(
    "aws.web_identity_sub_mismatch",
    software="gitlab-runner/16",
    symptom=cli("AccessDenied", "AssumeRoleWithWebIdentity", "Not authorized to perform sts:AssumeRoleWithWebIdentity"),
    settings={
        "trust_policy": json.loads(
            trust(
                {"StringLike": {"gitlab.example.org:sub": "project_path:acme/*:ref_type:branch:ref:main"}},
                "gitlab.example.org",
            )
        )
    },
    environment={
        "ID_TOKEN": jwt(
            claims(
                iss="https://gitlab.example.org",
                aud="https://gitlab.example.org",
                sub="project_path:acme/api:ref_type:tag:ref:v1.2",
                scope=None,
                client_id=None,
            ),
            key=rsa_key("gl"),
        )
    },
)
add(
    "aws.web_identity_sub_mismatch",
    certain=False,
    software="configure-aws-credentials/v4",
    symptom="Not authorized to perform sts:AssumeRoleWithWebIdentity",
    exchanges=[wi(gh("repo:acme/web:environment:prod"))],
    also=[],
)
add(
    "aws.web_identity_provider_missing",
    certain=False,
    software="terraform cloud",
    symptom="Error: Retrieving AWS account details: validating provider credentials: retrieving caller identity from STS: InvalidIdentityToken: No OpenIDConnect provider found in your account for https://app.terraform.io",
)
add(
    "aws.web_identity_provider_missing",
    certain=False,
    software="pod identity",
    symptom="com.amazonaws.services.securitytoken.model.InvalidIdentityTokenException: No OpenIDConnect provider found in your account for https://oidc.eks.us-west-2.amazonaws.com/id/EXAMPLED539D4633E53DE1B71 (Service: AWSSecurityTokenService; Status Code: 400; Error Code: InvalidIdentityToken)",
    environment={
        "AWS_ROLE_ARN": "arn:aws:iam::210987654321:role/x",
        "AWS_WEB_IDENTITY_TOKEN_FILE": "/var/run/secrets/eks.amazonaws.com/serviceaccount/token",
        "AWS_REGION": "us-west-2",
    },
)
# getsessiontoken
add(
    "aws.getsessiontoken_no_mfa_iam",
    software="aws-vault/6.2",
    symptom="InvalidClientTokenId: The security token included in the request is invalid.\n\tstatus code: 403",
    command="aws-vault exec home -- aws iam list-access-keys",
    environment={"AWS_VAULT": "home", "AWS_ACCESS_KEY_ID": SID, "AWS_SECRET_ACCESS_KEY": SEC, "AWS_SESSION_TOKEN": TOK},
    exchanges=[
        aws_call(200, gci(u="user/ana"), key_id=SID, token=TOK, at=NOW - 30),
        aws_call(
            403,
            key_id=SID,
            token=TOK,
            host="iam.amazonaws.com",
            service="iam",
            sent="Action=ListAccessKeys&Version=2010-05-08",
        ),
    ],
)
add(
    "aws.getsessiontoken_no_mfa_iam",
    software="terraform/0.12",
    symptom="Error: error reading IAM User (ci): InvalidClientTokenId: The security token included in the request is invalid.\n\tstatus code: 403",
    environment=environment(SID, SEC, TOK),
    log=[
        f"{when(NOW - 120)} sts get-session-token --duration-seconds 3600 (no --serial-number)",
        f"{when(NOW - 30)} aws_s3_bucket.logs: Refreshing state... ok",
        f"{when(NOW - 20)} aws_iam_user.ci: InvalidClientTokenId",
    ],
)
# env overrides
add(
    "aws.env_overrides_profile",
    software="aws-cli/2.13",
    command="aws s3 ls --profile prod",
    symptom=cli(
        "InvalidAccessKeyId", "ListBuckets", "The AWS Access Key Id you provided does not exist in our records."
    ),
    environment=environment(ID2, SEC2, AWS_PROFILE="prod"),
    files={"~/.aws/credentials": prof("prod")},
    exchanges=[
        aws_call(
            403,
            s3_error(
                "InvalidAccessKeyId",
                "The AWS Access Key Id you provided does not exist in our records.",
                f"<AWSAccessKeyId>{ID2}</AWSAccessKeyId>",
            ),
            key_id=ID2,
            host="s3.us-east-1.amazonaws.com",
            service="s3",
        )
    ],
)
add(
    "aws.env_overrides_profile",
    software="terraform/1.5",
    symptom="Error: "
    + gov2("STS", "GetCallerIdentity", "ExpiredToken", "The security token included in the request is expired"),
    environment=environment(SID2, SEC2, TOK2),
    files={
        "main.tf": 'provider "aws" {\n  profile = "staging"\n  region  = "eu-west-1"\n}\n',
        "~/.aws/credentials": prof("staging"),
    },
    exchanges=[
        aws_call(
            403,
            query_error("ExpiredToken", "The security token included in the request is expired"),
            key_id=SID2,
            token=TOK2,
            host="sts.eu-west-1.amazonaws.com",
            region="eu-west-1",
        )
    ],
    also=["aws.session_expired"],
)
# not yet propagated
add(
    "aws.key_not_yet_propagated",
    certain=False,
    software="ansible/2.15",
    symptom="botocore.exceptions.ClientError: " + cli("InvalidClientTokenId", "GetUser", INV),
    exchanges=[
        aws_call(
            200,
            f"<CreateAccessKeyResponse><CreateAccessKeyResult><AccessKey><AccessKeyId>{ID}</AccessKeyId><CreateDate>{when(NOW - 6)}</CreateDate></AccessKey></CreateAccessKeyResult></CreateAccessKeyResponse>",
            key_id=ID2,
            host="iam.amazonaws.com",
            service="iam",
            at=NOW - 6,
            sent="Action=CreateAccessKey",
        ),
        aws_call(403, key_id=ID, host="iam.amazonaws.com", service="iam", at=NOW - 3, sent="Action=GetUser"),
    ],
)
add(
    "aws.key_not_yet_propagated",
    certain=False,
    software="pulumi/3.90",
    symptom="error: unable to validate AWS credentials: "
    + gov2("STS", "GetCallerIdentity", "InvalidClientTokenId", INV),
    log=[
        f"{when(NOW - 9)} aws:iam:AccessKey ciKey created {ID}",
        f"{when(NOW - 7)} aws provider: using {ID}",
        f"{when(NOW - 5)} InvalidClientTokenId",
        f"{when(NOW + 20 - 60)} INFO worker pool size 5",
    ],
    environment={"AWS_REGION": "eu-west-1"},
)
# profile section
add(
    "aws.profile_section_name",
    software="aws-cli/2.15",
    command="aws sts get-caller-identity --profile dev",
    symptom="The config profile (dev) could not be found",
    files={
        "~/.aws/config": "[default]\nregion=eu-west-1\n\n[dev]\nregion=eu-west-1\nrole_arn=arn:aws:iam::210987654321:role/dev\nsource_profile=default\n",
        "~/.aws/credentials": prof(),
    },
)
add(
    "aws.profile_section_name",
    software="aws-sdk-go-v2",
    symptom="failed to get shared config profile, analytics",
    environment={"AWS_PROFILE": "analytics"},
    files={"~/.aws/credentials": prof("profile analytics")},
)
# sigv4
add(
    "aws.sigv4_wrong_region",
    software="elasticsearch-py aws4auth",
    symptom="TransportError(403, 'Credential should be scoped to a valid region, not \\'us-east-1\\'. ')",
    exchanges=[
        aws_call(
            403,
            json.dumps({"message": "Credential should be scoped to a valid region, not 'us-east-1'. "}),
            key_id=ID,
            host="search-logs-abc.eu-west-1.es.amazonaws.com",
            service="es",
            region="us-east-1",
        )
    ],
)
add(
    "aws.sigv4_wrong_region",
    software="fluent-bit/2.1",
    symptom="AuthorizationHeaderMalformed",
    exchanges=[
        aws_call(
            400,
            s3_error(
                "AuthorizationHeaderMalformed",
                "The authorization header is malformed; the region 'eu-west-1' is wrong; expecting 'ap-southeast-2'",
                "<Region>ap-southeast-2</Region>",
            ),
            host="logs-prod.s3.eu-west-1.amazonaws.com",
            service="s3",
            region="eu-west-1",
            key_id=ID,
        )
    ],
)
# empty env
add(
    "aws.empty_env_variable",
    software="aws-sdk-js/3.450",
    symptom="Resolved credential object is not valid",
    environment={"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": "", "AWS_REGION": "eu-central-1"},
    files={"~/.aws/credentials": prof()},
)
add(
    "aws.empty_env_variable",
    software="docker-compose",
    symptom="botocore.exceptions.NoCredentialsError: Unable to locate credentials",
    environment={"AWS_ACCESS_KEY_ID": ID, "AWS_SECRET_ACCESS_KEY": ""},
    files={
        "docker-compose.yml": "services:\n  app:\n    environment:\n      AWS_ACCESS_KEY_ID: ${AWS_ACCESS_KEY_ID}\n      AWS_SECRET_ACCESS_KEY: ${AWS_SECRET}\n"
    },
)
# unsigned
add(
    "aws.no_credentials_unsigned",
    software="curl/8.1",
    symptom="<MissingAuthenticationToken>Request is missing Authentication Token</MissingAuthenticationToken>",
    exchanges=[
        exchange(
            "https://sqs.eu-west-1.amazonaws.com/210987654321/jobs?Action=ReceiveMessage",
            403,
            query_error("MissingAuthenticationToken", "Request is missing Authentication Token"),
        )
    ],
)
add(
    "aws.no_credentials_unsigned",
    software="python app",
    symptom="botocore.exceptions.NoCredentialsError: Unable to locate credentials",
    environment={"AWS_REGION": "eu-west-1"},
    log=[
        f"{when(NOW - 3)} DEBUG botocore.credentials Looking for credentials via: env",
        f"{when(NOW - 3)} DEBUG Looking for credentials via: shared-credentials-file",
        f"{when(NOW - 2)} DEBUG Looking for credentials via: iam-role",
    ],
)


# presigned
def presign(at, exp, tok, ak=SID):
    return (
        f"https://reports.s3.eu-west-1.amazonaws.com/q3.pdf?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential={ak}%2F{basic_time(at)[:8]}%2Feu-west-1%2Fs3%2Faws4_request&X-Amz-Date={basic_time(at)}&X-Amz-Expires={exp}&X-Amz-SignedHeaders=host&X-Amz-Security-Token={tok}&X-Amz-Signature="
        + "ab" * 32
    )


add(
    "aws.presigned_by_expiring_session",
    software="browser",
    symptom="<Error><Code>ExpiredToken</Code><Message>The provided token has expired.</Message></Error>",
    exchanges=[
        exchange(
            presign(NOW - 20000, 604800, TOK),
            400,
            s3_error("ExpiredToken", "The provided token has expired."),
            seen_by="browser",
        )
    ],
)
add(
    "aws.presigned_by_expiring_session",
    software="django-storages/1.14",
    symptom="Links in mails stop working after some hours though AWS_QUERYSTRING_EXPIRE is a week",
    settings={"AWS_QUERYSTRING_EXPIRE": 604800},
    exchanges=[
        exchange(
            presign(NOW - 30000, 604800, TOK),
            403,
            s3_error("ExpiredToken", "The provided token has expired.", f"<Token-0>{TOK[:40]}</Token-0>"),
            seen_by="browser",
        )
    ],
)
add(
    "aws.presigned_by_expiring_session",
    symptom="ExpiredToken: The provided token has expired.",
    command=f"curl -O '{presign(NOW - 15000, 86400, TOK)}'",
)
# request changed
add(
    "aws.request_changed_after_signing",
    software="aws-sdk-js/3 behind nginx",
    symptom=js3("SignatureDoesNotMatch", S3SIG),
    exchanges=[
        aws_call(200, gci(), key_id=ID, at=NOW - 60),
        aws_call(
            403,
            s3_error(
                "SignatureDoesNotMatch",
                S3SIG,
                "<CanonicalRequest>PUT\n/bucket/a%2Bb.txt\n\nhost:minio.internal:9000\nx-amz-date:"
                + basic_time(NOW - 2)
                + "\n\nhost;x-amz-date\nUNSIGNED-PAYLOAD</CanonicalRequest>",
            ),
            key_id=ID,
            host="s3.example.org",
            service="s3",
            path="/bucket/a%2Bb.txt",
        ),
    ],
    log=[
        f"{when(NOW - 2)} DEBUG CanonicalRequest: PUT\n/bucket/a%2Bb.txt\n\nhost:s3.example.org\nx-amz-date:{basic_time(NOW - 2)}\n\nhost;x-amz-date\nUNSIGNED-PAYLOAD"
    ],
)
add(
    "aws.request_changed_after_signing",
    software="minio-go/7 cloudflare",
    symptom="The request signature we calculated does not match the signature you provided. Check your key and signing method.",
    exchanges=[
        {**aws_call(200, "<ListAllMyBucketsResult/>", key_id=ID, host="s3.example.org", service="s3", at=NOW - 50)},
        {
            **aws_call(
                403,
                s3_error("SignatureDoesNotMatch", S3SIG),
                key_id=ID,
                host="s3.example.org",
                service="s3",
                path="/b/o",
            ),
        },
    ],
    log=[
        f"{when(NOW - 2)} client sent Accept-Encoding: identity (signed)",
        f"{when(NOW - 2)} origin received Accept-Encoding: gzip, br",
    ],
)
# dynamodb local
add(
    "aws.dynamodb_local_key_charset",
    software="dynamodb-admin/4.6",
    symptom="UnrecognizedClientException: The Access Key ID or security token is invalid.",
    environment={
        "AWS_ACCESS_KEY_ID": "local_dev",
        "AWS_SECRET_ACCESS_KEY": "local",
        "DYNAMO_ENDPOINT": "http://dynamodb:8000",
    },
)
add(
    "aws.dynamodb_local_key_charset",
    software="aws-sdk-net/3.7",
    symptom="Amazon.DynamoDBv2.AmazonDynamoDBException: The Access Key ID or security token is invalid.",
    settings={"DynamoDb": {"ServiceURL": "http://localhost:8000", "AccessKey": "test-key", "SecretKey": "x"}},
)
add(
    "aws.dynamodb_local_key_separates_db",
    software="aws-sdk-js/3.400",
    symptom="ResourceNotFoundException: Cannot do operations on a non-existent table",
    command="node seed.js && aws dynamodb list-tables --endpoint-url http://localhost:8000",
    exchanges=[
        aws_call(
            200,
            '{"TableDescription":{"TableName":"orders"}}',
            key_id="local",
            host="localhost:8000",
            service="dynamodb",
            region="us-east-1",
            scheme="http",
            at=NOW - 60,
            sent='{"TableName":"orders"}',
        ),
        aws_call(
            400,
            json_error(
                "com.amazonaws.dynamodb.v20120810#ResourceNotFoundException",
                "Cannot do operations on a non-existent table",
            ),
            key_id="dummy",
            host="localhost:8000",
            service="dynamodb",
            region="eu-west-1",
            scheme="http",
            sent='{"TableName":"orders"}',
        ),
    ],
)
add(
    "aws.dynamodb_local_key_separates_db",
    verdict="accepted",
    software="serverless-dynamodb-local",
    symptom="The tables of the migration are not listed in the shell at http://localhost:8000/shell",
    settings={
        "migration": {
            "endpoint": "http://localhost:8000",
            "region": "localhost",
            "accessKeyId": "MOCK_ACCESS_KEY_ID",
            "secretAccessKey": "x",
        },
        "app": {
            "endpoint": "http://localhost:8000",
            "region": "us-east-1",
            "accessKeyId": "fakeMyKeyId",
            "secretAccessKey": "y",
        },
    },
)
# fake key
add(
    "aws.fake_key_to_real_aws",
    software="aws-sdk-java/2.21",
    symptom=java2("Sqs", "InvalidClientTokenId", INV),
    environment={
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_REGION": "us-east-1",
        "LOCALSTACK_HOST": "localhost",
    },
    exchanges=[aws_call(403, key_id="test", host="sqs.us-east-1.amazonaws.com", service="sqs")],
)
add(
    "aws.fake_key_to_real_aws",
    software="jest",
    symptom="UnrecognizedClientException: The security token included in the request is invalid.",
    exchanges=[
        aws_call(
            400,
            json_error("UnrecognizedClientException", INV),
            key_id="AKIAIOSFODNN7EXAMPLE",
            host="dynamodb.eu-west-1.amazonaws.com",
            service="dynamodb",
            region="eu-west-1",
        )
    ],
    environment={
        "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
        "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    },
)
add(
    "aws.fake_key_to_real_aws",
    software="Testcontainers",
    symptom="The AWS Access Key Id you provided does not exist in our records.",
    settings={"s3": {"accessKey": "dummy", "secretKey": "dummy"}},
    exchanges=[
        aws_call(
            403,
            s3_error(
                "InvalidAccessKeyId",
                "The AWS Access Key Id you provided does not exist in our records.",
                "<AWSAccessKeyId>dummy</AWSAccessKeyId>",
            ),
            key_id="dummy",
            host="my-bucket.s3.amazonaws.com",
            service="s3",
        )
    ],
)
# special chars
add(
    "aws.secret_special_chars_mangled",
    software="celery/5.3 kombu",
    symptom=cli("SignatureDoesNotMatch", "ListQueues", BADSIG),
    environment={"CELERY_BROKER_URL": f"sqs://{ID}:{SEC}@"},
    files={"tasks.py": "app = Celery('x', broker=os.environ['CELERY_BROKER_URL'])\n"},
    log=[f"{when(NOW - 3)} DEBUG secret as parsed: {SEC.split('/')[0]} (length {len(SEC.split('/')[0])})"],
)
add(
    "aws.secret_special_chars_mangled",
    software="docker swarm",
    symptom="SignatureDoesNotMatch: " + BADSIG,
    environment={"AWS_ACCESS_KEY_ID": ID, "AWS_SECRET_ACCESS_KEY": SEC.replace("/", "%2F").replace("+", "%2B")},
)
# secret whitespace
add(
    "aws.secret_whitespace",
    software="boto3/1.28",
    symptom=cli("SignatureDoesNotMatch", "GetCallerIdentity", BADSIG),
    environment={"AWS_ACCESS_KEY_ID": ID, "AWS_SECRET_ACCESS_KEY": SEC + "\u200b"},
)
add(
    "aws.secret_whitespace",
    software="helm",
    symptom="SignatureDoesNotMatch: " + S3SIG,
    settings={"s3": {"accessKey": ID, "secretKey": SEC + "\n"}},
)
# cached
add(
    "aws.session_cached_not_refreshed",
    software="aws-sdk-go-v2",
    symptom="api error ExpiredTokenException: The security token included in the request is expired",
    exchanges=[
        aws_call(
            400,
            json_error("ExpiredTokenException", "The security token included in the request is expired"),
            key_id=SID,
            token=TOK,
            host="kinesis.eu-west-1.amazonaws.com",
            service="kinesis",
            region="eu-west-1",
        )
    ],
    files={"~/.aws/credentials": prof("default", SID2, SEC2, TOK2, f"expiration = {when(NOW + 9000)}\n")},
    log=[f"{when(NOW - 40000)} consumer started with {SID}"],
)
add(
    "aws.session_cached_not_refreshed",
    software="node worker",
    symptom="ExpiredToken: The provided token has expired.",
    log=[
        f"{when(NOW - 30000)} S3Client created, accessKeyId {SID}",
        f"{when(NOW - 700)} assume-role renewed: {SID2}, expires {when(NOW + 2900)}",
        f"{when(NOW - 2)} PutObject signed with {SID} -> 400 ExpiredToken",
    ],
)
# apigw
add(
    "aws.apigw_no_such_route",
    software="postman",
    symptom='{"message":"Missing Authentication Token"}',
    exchanges=[
        aws_call(
            200,
            "[]",
            key_id=ID,
            host="a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com",
            service="execute-api",
            region="eu-west-1",
            path="/prod/orders",
            at=NOW - 60,
        ),
        aws_call(
            403,
            '{"message":"Missing Authentication Token"}',
            key_id=ID,
            host="a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com",
            service="execute-api",
            region="eu-west-1",
            path="/prod/order",
        ),
    ],
)
add(
    "aws.apigw_no_such_route",
    software="axios/1.6",
    symptom="403 Forbidden",
    exchanges=[
        api_call(jwt(), 200, "{}", url="https://a1b2c3d4e5.execute-api.us-east-1.amazonaws.com/dev/users", at=NOW - 50),
        api_call(
            jwt(),
            403,
            {
                "message": "'"
                + jwt()[:40]
                + "' not a valid key=value pair (missing equal-sign) in Authorization header: 'Bearer "
                + jwt()[:40]
                + "'."
            },
            url="https://a1b2c3d4e5.execute-api.us-east-1.amazonaws.com/users",
        ),
    ],
)


# BOM etc
def bom(s, e="utf-8-sig"):
    return {"base64": base64.b64encode(s.encode(e)).decode()}


add(
    "aws.credentials_file_bom",
    software="aws-cli/2.9 powershell",
    symptom="Unable to parse config file: C:\\Users\\lea\\.aws\\credentials",
    files={"C:\\Users\\lea\\.aws\\credentials": bom(prof())},
    platform={"os": "windows", "timezone": "Europe/Berlin"},
)
add(
    "aws.credentials_file_bom",
    software="terraform/1.4",
    symptom="Error: failed to get shared config profile, default",
    files={"~/.aws/credentials": bom(prof())},
)
add(
    "aws.credentials_file_utf16",
    software="aws-cli/2.9",
    symptom="Unable to parse config file: ~/.aws/credentials",
    files={"~/.aws/credentials": bom(prof(), "utf-16")},
)
add(
    "aws.credentials_file_utf16",
    software="aws-sdk-js/2",
    symptom="CredentialsError: Missing credentials in config, if using AWS_CONFIG_FILE, set AWS_SDK_LOAD_CONFIG=1",
    files={"C:\\Users\\a\\.aws\\credentials": {"base64": base64.b64encode(prof().encode("utf-16-le")).decode()}},
)
add(
    "aws.credentials_file_no_section",
    software="aws-sdk-php/3",
    symptom="Error retrieving credentials from the instance profile metadata service / 'default' not found in credentials file",
    files={"~/.aws/credentials": f"aws_access_key_id = {ID}\naws_secret_access_key = {SEC}\n"},
)
add(
    "aws.credentials_file_no_section",
    software="boto3",
    symptom="botocore.exceptions.ConfigParseError: Unable to parse config file: /home/backup/.aws/credentials",
    files={
        "/home/backup/.aws/credentials": f"# made by script\n  [default]\naws_access_key_id = {ID}\naws_secret_access_key = {SEC}\n"
    },
)
# swapped
add(
    "aws.id_and_secret_swapped",
    software="s3cmd",
    symptom="ERROR: S3 error: 403 (InvalidAccessKeyId): The AWS Access Key Id you provided does not exist in our records.",
    files={"~/.s3cfg": f"[default]\naccess_key = {SEC}\nsecret_key = {ID}\n"},
)
add(
    "aws.id_and_secret_swapped",
    software="aws-cli/1.27",
    symptom=cli(
        "IncompleteSignature",
        "GetCallerIdentity",
        f"Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '{SEC}/20260921/us-east-1/sts/aws4_request'",
    ),
)
add(
    "aws.id_and_secret_swapped",
    software="github action",
    symptom="Error: The security token included in the request is invalid.",
    environment=environment(SEC2, ID),
)
add(
    "aws.plain_value_base64_decoded",
    software="cert-manager",
    symptom="InvalidClientTokenId: The security token included in the request is invalid.",
    environment={
        "AWS_ACCESS_KEY_ID": base64.b64decode(ID).decode("latin-1"),
        "AWS_SECRET_ACCESS_KEY": base64.b64decode(SEC).decode("latin-1"),
    },
)
add(
    "aws.plain_value_base64_decoded",
    software="velero",
    symptom='net/http: invalid header field value for "Authorization"',
    files={
        "secret.yaml": f"apiVersion: v1\nkind: Secret\ndata:\n  AWS_ACCESS_KEY_ID: {ID}\n  AWS_SECRET_ACCESS_KEY: {SEC}\n"
    },
)


# sso
def sso(url, exp, **m):
    return json.dumps(
        {"startUrl": url, "region": "eu-west-1", "accessToken": "aoaEXAMPLE", "expiresAt": when(exp), **m}
    )


def sha(s):
    return hashlib.sha1(s.encode()).hexdigest()


u = "https://acme.awsapps.com/start"
add(
    "aws.sso_start_url_mismatch",
    software="aws-cli/2.15",
    command="aws s3 ls --profile dev",
    symptom="Error loading SSO Token: Token for https://acme.awsapps.com/start/ does not exist",
    files={
        "~/.aws/config": f"[profile dev]\nsso_start_url = {u}/\nsso_region = eu-west-1\nsso_account_id = 210987654321\nsso_role_name = dev\n",
        f"~/.aws/sso/cache/{sha(u)}.json": sso(u, NOW + 9000),
    },
)
add(
    "aws.sso_start_url_mismatch",
    software="aws-sdk-js/3",
    command="AWS_PROFILE=dev node x.js",
    symptom="Error: The SSO session associated with this profile is invalid. To refresh this SSO session run aws sso login with the corresponding profile.",
    files={
        "~/.aws/config": f"[profile dev]\nsso_session = corp\nsso_account_id = 210987654321\nsso_role_name = dev\n\n[sso-session corp]\nsso_start_url = {u}\nsso_region = eu-west-1\n\n[sso-session Corp]\nsso_start_url = {u}\nsso_region = eu-west-1\n",
        f"~/.aws/sso/cache/{sha('Corp')}.json": sso(u, NOW + 9000),
    },
    environment={"AWS_PROFILE": "dev"},
)
add(
    "aws.sso_session_expired",
    software="aws-cli/2.15",
    symptom="Error when retrieving token from sso: Token has expired and refresh failed",
    files={
        "~/.aws/config": f"[default]\nsso_session = corp\nsso_account_id = 210987654321\nsso_role_name = dev\n\n[sso-session corp]\nsso_start_url = {u}\nsso_region = eu-west-1\n",
        f"~/.aws/sso/cache/{sha('corp')}.json": sso(u, NOW - 9000, refreshToken="aorEXAMPLE"),
    },
)
add(
    "aws.sso_session_expired",
    software="terraform/1.6",
    symptom="Error: failed to refresh cached credentials, refresh cached SSO token failed, unable to refresh SSO token, operation error SSO OIDC: CreateToken, https response error StatusCode: 400, InvalidGrantException: ",
)
add(
    "aws.sso_legacy_profile_no_refresh",
    software="aws-cli/2.11",
    symptom="The SSO session associated with this profile has expired or is otherwise invalid. To refresh this SSO session run aws sso login with the corresponding profile.",
    files={
        "~/.aws/config": f"[default]\nsso_start_url = {u}\nsso_region = eu-west-1\nsso_account_id = 210987654321\nsso_role_name = dev\n",
        f"~/.aws/sso/cache/{sha(u)}.json": sso(u, NOW - 300),
    },
    also=["aws.sso_session_expired"],
)
add(
    "aws.sso_legacy_profile_no_refresh",
    software="boto3",
    symptom="botocore.exceptions.UnauthorizedSSOTokenError: The SSO session associated with this profile has expired or is otherwise invalid.",
    log=["I have to run aws sso login every hour although a refresh was promised"],
    files={
        "~/.aws/config": f"[profile a]\nsso_start_url={u}\nsso_region=eu-west-1\nsso_account_id=210987654321\nsso_role_name=ro\nregion=eu-west-1\n",
        f"~/.aws/sso/cache/{sha(u)}.json": sso(u, NOW - 300),
    },
    environment={"AWS_PROFILE": "a"},
)
# empty token
add(
    "aws.empty_session_token",
    software="aws-sdk-ruby/3",
    symptom="Aws::STS::Errors::InvalidClientTokenId: The security token included in the request is invalid.",
    environment=environment(ID, SEC, ""),
)
add(
    "aws.empty_session_token",
    software="s3fs",
    symptom="InvalidToken: The provided token is malformed or otherwise invalid.",
    files={"~/.aws/credentials": prof(t="")},
)
add(
    "aws.literal_placeholder",
    software="aws-cli/2",
    symptom=cli("InvalidClientTokenId", "GetCallerIdentity", INV),
    files={"~/.aws/credentials": "[default]\naws_access_key_id = ${AWS_KEY}\naws_secret_access_key = ${AWS_SECRET}\n"},
)
add(
    "aws.literal_placeholder",
    software="spring-cloud-aws",
    symptom="The security token included in the request is invalid. (Service: AmazonSQS; Status Code: 403; Error Code: InvalidClientTokenId)",
    settings={
        "cloud.aws.credentials.access-key": "<your-access-key>",
        "cloud.aws.credentials.secret-key": "<your-secret-key>",
    },
)
add(
    "aws.literal_placeholder",
    software="github action",
    symptom="UnrecognizedClientException: The security token included in the request is invalid.",
    environment={"AWS_ACCESS_KEY_ID": "$(AWS_ACCESS_KEY_ID)", "AWS_SECRET_ACCESS_KEY": "$(AWS_SECRET_ACCESS_KEY)"},
)


def xch(auth, status, body, host):
    return exchange(
        f"https://{host}/", status, body, headers={"Authorization": auth, "X-Amz-Date": basic_time(NOW - 2)}
    )


add(
    "aws.malformed_authorization_header",
    software="lua signer",
    symptom="IncompleteSignatureException",
    exchanges=[
        xch(
            f"AWS4-HMAC-SHA256 Credential={ID}/20260921/us-east-1/sqs/aws4_request SignedHeaders=host;x-amz-date Signature={'ab' * 32}",
            403,
            json_error("IncompleteSignatureException", "Authorization header requires 'SignedHeaders' parameter."),
            "sqs.us-east-1.amazonaws.com",
        )
    ],
)
add(
    "aws.malformed_authorization_header",
    software="axios",
    symptom="403 IncompleteSignatureException",
    exchanges=[
        xch(
            f"Authorization: AWS4-HMAC-SHA256 Credential={ID}/20260921/us-east-1/execute-api/aws4_request, SignedHeaders=host;x-amz-date, Signature={'ab' * 32}",
            403,
            json.dumps({"message": "Authorization header requires 'Credential' parameter."}),
            "abc.execute-api.us-east-1.amazonaws.com",
        )
    ],
)
add(
    "aws.secret_extra_characters",
    software="zsh / aws-cli",
    symptom=cli("SignatureDoesNotMatch", "ListBuckets", S3SIG),
    files={"~/.aws/credentials": prof(s=SEC + "%")},
)
add(
    "aws.secret_extra_characters",
    software="boto3",
    symptom=cli("SignatureDoesNotMatch", "ListBuckets", S3SIG),
    environment=environment(ID, SEC + SEC),
)
add(
    "aws.stale_session_token_with_new_key",
    software="aws-cli/2",
    symptom=cli("InvalidClientTokenId", "GetCallerIdentity", INV),
    files={"~/.aws/credentials": prof(t=TOK2)},
    log=[f"{when(NOW - 300)} $ aws configure (new access key)"],
)
add(
    "aws.stale_session_token_with_new_key",
    software="boto3",
    symptom=cli("InvalidToken", "ListObjectsV2", "The provided token is malformed or otherwise invalid."),
    environment=environment(ID, SEC, TOK),
)
add(
    "aws.value_quoted",
    software="docker --env-file",
    symptom=cli("IncompleteSignature", "ListBuckets", "..."),
    environment=environment(f'"{ID}"', f'"{SEC}"'),
    files={".env": f'AWS_ACCESS_KEY_ID="{ID}"\nAWS_SECRET_ACCESS_KEY="{SEC}"\n'},
)
add(
    "aws.value_quoted",
    software="java",
    symptom="InvalidAccessKeyId: The AWS Access Key Id you provided does not exist in our records.",
    files={"~/.aws/credentials": prof(i=f"'{ID}'", s=f"'{SEC}'")},
)
add(
    "aws.wrong_profile_selected",
    software="terragrunt",
    symptom=gov2("S3", "ListObjectsV2", "AccessDenied", "Access Denied"),
    environment={"AWS_PROFILE": "sandbox"},
    command="terragrunt plan --profile prod",
    files={
        "~/.aws/credentials": prof("sandbox", ID2, SEC2) + prof("prod"),
        "terragrunt.hcl": 'remote_state {\n  config = {\n    profile = "sandbox"\n  }\n}\n',
    },
    exchanges=[
        aws_call(200, gci("999988887777"), key_id=ID2, at=NOW - 30),
        aws_call(
            403, s3_error("AccessDenied", "Access Denied"), key_id=ID2, host="prod-state.s3.amazonaws.com", service="s3"
        ),
    ],
    log=[f"{when(NOW - 40)} expected account 210987654321 (profile prod)"],
)
add(
    "aws.wrong_profile_selected",
    software="boto3/1.26",
    symptom="botocore.exceptions.NoCredentialsError: Unable to locate credentials",
    files={"~/.aws/credentials": prof("work"), "upload.py": "import boto3\nboto3.client('s3').list_buckets()\n"},
)
add(
    "aws.account_inactive",
    certain=False,
    software="aws-cli",
    symptom=cli(
        "OptInRequired",
        "DescribeInstances",
        "You are not subscribed to this service. Please go to http://aws.amazon.com to subscribe.",
    ),
    environment=environment(ID, SEC),
)
add(
    "aws.account_inactive",
    certain=False,
    software="packer",
    symptom="AuthFailure: AWS was not able to validate the provided access credentials",
    environment=environment(ID, SEC),
    exchanges=[
        aws_call(401, ec2_error(), host="ec2.us-east-1.amazonaws.com", service="ec2", key_id=ID),
        aws_call(403, key_id=ID, at=NOW - 30),
        aws_call(403, key_id=ID2, at=NOW - 20),
    ],
    log=["every key of the account fails since the bill of last month was not paid"],
)
add(
    "aws.credentials_in_other_file",
    software="aws-cli/2",
    command="aws s3 ls --profile etl",
    symptom='Unable to locate credentials. You can configure credentials by running "aws configure".',
    environment={"AWS_SHARED_CREDENTIALS_FILE": "/etc/aws/creds"},
    files={"~/.aws/credentials": prof("etl"), "/etc/aws/creds": prof("default", ID2, SEC2)},
)
add(
    "aws.credentials_in_other_file",
    software="aws-sdk-java/1.12",
    symptom="Unable to load credentials into profile [billing]: AWS Access Key ID is not specified.",
    environment={"AWS_PROFILE": "billing"},
    files={
        "~/.aws/credentials": prof("default"),
        "~/.aws/config": "[profile billing]\naws_access_key_id=" + ID2 + "\naws_secret_access_key=" + SEC2 + "\n",
    },
)
add(
    "aws.key_deleted_or_rotated",
    certain=False,
    software="jenkins",
    symptom=cli("InvalidClientTokenId", "GetCallerIdentity", INV),
    environment=environment(ID, SEC),
    log=[
        f"{when(NOW - 400000)} deploy ok with {ID}",
        f"{when(NOW - 86400)} deploy ok with {ID}",
        f"{when(NOW - 60)} deploy failed",
    ],
    exchanges=[aws_call(403, key_id=ID)],
    also=["aws.unknown_access_key"],
)
add(
    "aws.key_id_extra_text",
    software="teamcity",
    symptom=cli(
        "IncompleteSignature",
        "GetCallerIdentity",
        "'ID:' not a valid key=value pair (missing equal-sign) in Authorization header",
    ),
    environment=environment(f"Access Key ID: {ID}", SEC),
)
add(
    "aws.key_id_extra_text",
    software="rclone",
    symptom="InvalidAccessKeyId: The AWS Access Key Id you provided does not exist in our records.",
    files={"~/.aws/credentials": prof(i=f"{ID} (ci user)")},
)
add(
    "aws.key_id_used_as_secret",
    software="aws-cli",
    symptom=cli("SignatureDoesNotMatch", "GetCallerIdentity", BADSIG),
    environment=environment(ID, ID),
)
add(
    "aws.key_id_used_as_secret",
    software="s3cmd",
    symptom="ERROR: S3 error: 403 (SignatureDoesNotMatch): " + S3SIG,
    settings={"s3": {"access_key": ID, "secret_key": ID2}},
)
add(
    "aws.negative_cache_after_bad_secret",
    certain=False,
    software="minio mc",
    symptom="SignatureDoesNotMatch: " + BADSIG,
    exchanges=[
        aws_call(403, BAD_SIGNATURE, key_id=ID, at=NOW - 9),
        aws_call(403, BAD_SIGNATURE, key_id=ID, at=NOW - 5),
        aws_call(200, gci(), key_id=ID, at=NOW - 1),
    ],
    log=[
        f"{when(NOW - 7)} secret corrected in the form, saved",
        f"{when(NOW - 5)} check again: SignatureDoesNotMatch",
        f"{when(NOW - 1)} check again: ok",
    ],
)
add(
    "aws.other_users_home",
    software="systemd unit",
    symptom="Unable to locate credentials",
    command="sudo aws s3 ls",
    environment={"HOME": "/root", "SUDO_USER": "lea", "USER": "root"},
    files={"/home/lea/.aws/credentials": prof()},
)
add(
    "aws.other_users_home",
    software="cron backup.sh",
    symptom=cli("InvalidAccessKeyId", "PutObject", "The AWS Access Key Id you provided does not exist in our records."),
    environment={"HOME": "/home/backup"},
    files={"/home/backup/.aws/credentials": prof(i=ID2, s=SEC2), "/home/deploy/.aws/credentials": prof()},
    log=[f"{when(NOW - 900)} deploy: aws s3 cp works in my shell", f"{when(NOW - 3)} CRON (root) backup.sh failed"],
    exchanges=[
        aws_call(
            403,
            s3_error(
                "InvalidAccessKeyId",
                "The AWS Access Key Id you provided does not exist in our records.",
                f"<AWSAccessKeyId>{ID2}</AWSAccessKeyId>",
            ),
            key_id=ID2,
            host="backup.s3.amazonaws.com",
            service="s3",
        )
    ],
)
add(
    "aws.real_key_to_other_endpoint",
    software="duplicity",
    symptom="InvalidAccessKeyId: The AWS access key Id you provided does not exist in our records",
    settings={
        "s3_endpoint": "https://s3.eu-central-003.backblazeb2.com",
        "aws_access_key_id": ID,
        "aws_secret_access_key": SEC,
    },
)
add(
    "aws.real_key_to_other_endpoint",
    software="boto3",
    symptom=cli(
        "InvalidAccessKeyId", "ListBuckets", "The AWS Access Key Id you provided does not exist in our records."
    ),
    environment=environment(ID, SEC, AWS_ENDPOINT_URL="https://nyc3.digitaloceanspaces.com"),
)
add(
    "aws.ses_smtp_password_as_secret",
    software="nodemailer-ses",
    symptom="SignatureDoesNotMatch: " + BADSIG,
    environment=environment(ID, "BLq8vN2xT5kR7mW9zC3yH6jP1dF4gS0aEXAMPLEKEY12"),
)
add(
    "aws.session_expired",
    software="aws-cli/2",
    symptom=cli("ExpiredToken", "ListBuckets", "The provided token has expired."),
    files={"~/.aws/credentials": prof("default", SID, SEC, TOK, f"expiration = {when(NOW - 4000)}\n")},
)
add(
    "aws.session_expired",
    software="saml2aws",
    symptom="RequestExpired: Request has expired.",
    command="saml2aws exec -- terraform plan",
    files={"~/.aws/credentials": prof("saml", SID, SEC, TOK, f"x_security_token_expires = {when(NOW - 1800)}\n")},
    environment={"AWS_PROFILE": "saml"},
)
add(
    "aws.session_token_very_old",
    software="aws-cli",
    symptom=cli("InvalidClientTokenId", "GetCallerIdentity", INV),
    files={"~/.aws/credentials": prof("default", SID, SEC, TOK, f"expiration = {when(NOW - 40 * 86400)}\n")},
)
add(
    "aws.session_token_very_old",
    software="cdk",
    symptom="Need to perform AWS calls for account 210987654321, but the current credentials: The security token included in the request is invalid.",
    environment=environment(SID, SEC, TOK, AWS_CREDENTIAL_EXPIRATION=when(NOW - 25 * 86400)),
)
add(
    "aws.session_triplet_mismatch",
    software="boto3",
    symptom=cli("InvalidClientTokenId", "GetCallerIdentity", INV),
    environment={"AWS_ACCESS_KEY_ID": SID, "AWS_SECRET_ACCESS_KEY": SEC, "AWS_SESSION_TOKEN": TOK2},
    files={
        "creds.json": json.dumps({"Credentials": {"AccessKeyId": SID, "SecretAccessKey": SEC, "SessionToken": TOK}})
    },
)
add(
    "aws.static_section_shadows_provider",
    software="aws-cli",
    command="aws s3 ls --profile corp",
    symptom=cli("ExpiredToken", "ListBuckets", "The provided token has expired."),
    files={
        "~/.aws/credentials": prof("corp", SID, SEC, TOK),
        "~/.aws/config": "[profile corp]\ncredential_process = /usr/local/bin/creds corp\n",
    },
)
add(
    "aws.static_section_shadows_provider",
    software="aws-cli",
    environment={"AWS_PROFILE": "dev"},
    symptom=cli("InvalidClientTokenId", "GetCallerIdentity", INV),
    files={
        "~/.aws/credentials": prof("dev", ID2, SEC2),
        "~/.aws/config": f"[profile dev]\nsso_start_url={u}\nsso_region=eu-west-1\nsso_account_id=210987654321\nsso_role_name=x\n",
    },
)
add(
    "aws.unknown_access_key",
    certain=False,
    software="aws-cli",
    symptom=cli("InvalidClientTokenId", "GetCallerIdentity", INV),
    environment=environment(ID, SEC, AWS_REGION="us-east-1"),
    exchanges=[aws_call(403, key_id=ID)],
    also=["aws.key_deleted_or_rotated"],
)
add(
    "aws.unknown_access_key",
    certain=False,
    software="aws-sdk-rust",
    symptom="service error: InvalidAccessKeyId: The AWS Access Key Id you provided does not exist in our records.",
    files={"~/.aws/credentials": prof(), "~/.aws/config": "[default]\nregion=eu-west-1\n"},
    also=["aws.key_deleted_or_rotated"],
)
add(
    "aws.wrong_variable_name",
    software="aws-sdk-go",
    symptom="NoCredentialProviders: no valid providers in chain. Deprecated.",
    environment={"AWS_KEY": ID, "AWS_SECRET": SEC, "AWS_REGION": "eu-west-1"},
)
add(
    "aws.wrong_variable_name",
    software="aws-sdk-js/3",
    symptom="CredentialsProviderError: Could not load credentials from any providers",
    environment={"AWS_ACCESS_KEY": ID, "AWS_SECRET_ACCESS_KEY": SEC},
)
# healthy aws
healthy(
    "aws",
    symptom="No error so far.",
    exchanges=[aws_call(200, gci(), key_id=ID)],
    environment=environment(ID, SEC, AWS_SESSION_TOKEN_OLD="x"),
    files={"~/.aws/credentials": prof("default", SID, SEC2, TOK, f"expiration={when(NOW - 90000)}\n")},
)
healthy(
    "aws",
    "undecided",
    symptom="Is this file all right?",
    files={
        "~/.aws/credentials": "; work\r\n"
        + prof("default")
        + "\n"
        + prof("lab", SID, SEC2, TOK, f"expiration={when(NOW + 3000)}\n"),
        "~/.aws/config": "[default]\nregion = eu-west-1\ns3 =\n  max_concurrent_requests = 20\n\n[profile lab]\nregion=eu-north-1\n",
    },
)
healthy(
    "aws",
    symptom="works, please review",
    exchanges=[
        aws_call(
            200,
            "<ListAllMyBucketsResult/>",
            key_id="minioadmin",
            host="minio.example.org:9000",
            service="s3",
            scheme="http",
        )
    ],
    environment={
        "AWS_ACCESS_KEY_ID": "minioadmin",
        "AWS_SECRET_ACCESS_KEY": "minioadmin",
        "AWS_ENDPOINT_URL": "http://minio.example.org:9000",
    },
)
healthy(
    "aws", symptom="200 OK", exchanges=[exchange(presign(NOW - 600, 3600, TOK), 200, "%PDF-1.4", seen_by="browser")]
)
healthy(
    "aws",
    symptom="It failed once last week, I could not see it again.",
    exchanges=[
        aws_call(
            200,
            gci(u="assumed-role/eks/x"),
            key_id=SID,
            token=TOK,
            host="sts.ap-east-1.amazonaws.com",
            region="ap-east-1",
        )
    ],
    environment={"AWS_PROFILE": "prod", "AWS_REGION": "ap-east-1", "AWS_STS_REGIONAL_ENDPOINTS": "regional"},
    log=[f"{when(NOW - 500000)} ERROR ExpiredToken, retried", f"{when(NOW - 499990)} ok"],
)
healthy(
    "aws",
    symptom="audit",
    exchanges=[
        aws_call(
            200,
            gci(u="user/china").replace("arn:aws:", "arn:aws-cn:"),
            key_id=ID,
            host="sts.cn-north-1.amazonaws.com.cn",
            region="cn-north-1",
        )
    ],
    files={
        "~/.aws/credentials": prof("default", ID, SEC)
        + prof("example", "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
    },
)
healthy(
    "aws",
    symptom="Customer asked whether this is sound.",
    command="aws sts get-caller-identity",
    environment={"AWS_ACCESS_KEY_ID": ID, "AWS_SECRET_ACCESS_KEY": SEC, "AWS_PROFILE": "default"},
    files={"~/.aws/credentials": prof()},
    exchanges=[aws_call(200, gci(), key_id=ID, at=NOW, date=NOW - 200)],
)
