"""A second set of reports of all families, in other words again."""

from __future__ import annotations

import base64
import hmac
import json

from evidence import (
    API,
    ISSUER,
    NOW,
    api_call,
    authorize_call,
    aws_call,
    b64,
    basic_time,
    certificate,
    claims,
    ec_key,
    environment,
    exchange,
    jwk,
    jwt,
    pem,
    query_error,
    rsa_key,
    s3_error,
    token_call,
    verifier,
    when,
)
from reported.further_aws_reports import bom, presign, sha, sso, trust, u, wi, xch
from reported.further_jwt_reports import AZT, BIG, ECT, FC, HS, K2, K3, K8, PK1, PP, RSAT, N, az1, gha, hv, idt, std
from reported.further_oauth_reports import CAT, DT, IC, IG, OK, az, basic, ca, ch, dpop, tc, v1, v2
from reported.program_words import (
    AF,
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
    L,
    Reports,
    T,
    ap,
    b64s,
    c,
    cli,
    gci,
    json_error,
    prof,
    reshaped,
)

REPORTS = Reports()
add, healthy = REPORTS.add, REPORTS.healthy

V = verifier
DID = "arn:aws:iam::210987654321:user/ops"
# ---------------- AWS
add(
    "aws.clock_skew",
    software="restic 0.16.2",
    symptom="Fatal: unable to open repository at s3:s3.amazonaws.com/bk: Stat: The difference between the request time and the server's time is too large.",
    log=[L(-2, "ntpd not running"), L(-1, "hwclock --show differs from system clock")],
)
add(
    "aws.clock_skew",
    software="docker desktop wsl2",
    symptom=cli(
        "SignatureDoesNotMatch",
        "DescribeImages",
        f"Signature not yet current: {basic_time(NOW + 3900)} is still later than {basic_time(NOW + 300)} ({basic_time(NOW)} + 5 min.)",
    ),
    environment=environment(ID, SEC),
    platform={"os": "linux", "timezone": "UTC"},
)
add(
    "aws.clock_timezone_error",
    software="delphi aws4 signer",
    symptom="InvalidSignatureException",
    exchanges=[
        aws_call(
            400,
            json_error(
                "InvalidSignatureException",
                f"Signature expired: {basic_time(NOW - 5 * 3600)} is now earlier than {basic_time(NOW - 900)} ({basic_time(NOW)} - 15 min.)",
            ),
            host="dynamodb.us-east-1.amazonaws.com",
            service="dynamodb",
            key_id=ID,
            at=NOW - 5 * 3600,
            date=NOW,
        )
    ],
    now=when(NOW - 5 * 3600),
    platform={"os": "windows", "timezone": "America/New_York"},
)
add(
    "aws.v1_token_in_optin_region",
    certain=False,
    software="serverless/4.4",
    symptom="✖ InvalidClientTokenId: The security token included in the request is invalid.",
    command="serverless package --stage=op --region=me-central-1",
    environment=environment(SID, SEC, TOK2),
    log=[L(-80, "assume-role via https://sts.amazonaws.com/ ok"), L(-60, "serverless package --region eu-west-1: ok")],
    also=["aws.region_not_enabled"],
)
add(
    "aws.v1_token_in_optin_region",
    certain=False,
    software="saml2aws",
    symptom=cli("AuthFailure", "DescribeSubnets", AF),
    files={
        "~/.aws/config": "[profile saml]\nregion = af-south-1\nsts_regional_endpoints = legacy\n",
        "~/.aws/credentials": prof("saml", SID, SEC, TOK2, f"x_security_token_expires = {T(3000)}\n"),
    },
    environment={"AWS_PROFILE": "saml"},
    also=["aws.region_not_enabled"],
)
add(
    "aws.wrong_partition",
    software="kaniko ECR helper",
    symptom="error checking push permissions: denied: Not Authorized; UnrecognizedClientException: The security token included in the request is invalid.",
    environment=environment(ID, SEC, AWS_REGION="cn-northwest-1"),
    exchanges=[
        aws_call(
            400,
            json_error("UnrecognizedClientException", INV),
            key_id=ID,
            host="api.ecr.us-east-1.amazonaws.com",
            service="ecr",
        )
    ],
)
add(
    "aws.wrong_partition",
    software="steampipe-plugin-aws",
    symptom="Error: operation error STS: GetCallerIdentity, exceeded maximum number of attempts, api error InvalidClientTokenId: The security token included in the request is invalid.",
    files={
        "~/.steampipe/config/aws.spc": 'connection "aws_gov" {\n  plugin = "aws"\n  profile = "gov"\n  regions = ["us-gov-west-1"]\n}\n',
        "~/.aws/credentials": prof("gov"),
    },
    log=[L(-3, "POST https://sts.us-east-1.amazonaws.com/ 403")],
    exchanges=[aws_call(403, key_id=ID)],
)
add(
    "aws.key_id_whitespace",
    software="Octopus Deploy",
    symptom="Could not authenticate: The AWS Access Key Id you provided does not exist in our records.",
    settings={"Account": {"AccessKey": ID + " ", "SecretKey": SEC}},
)
add(
    "aws.key_id_whitespace",
    software="kubernetes external-dns",
    symptom="level=fatal msg=\"records retrieval failed: failed to list hosted zones: IncompleteSignature: 'AKIA' not a valid key=value pair (missing equal-sign) in Authorization header\"",
    environment={"AWS_ACCESS_KEY_ID": ID + "\n", "AWS_SECRET_ACCESS_KEY": SEC + "\n"},
    also=["aws.secret_whitespace"],
)
add(
    "aws.session_token_missing",
    software="php flysystem",
    symptom='Error executing "ListObjects"; InvalidAccessKeyId (client): The AWS Access Key Id you provided does not exist in our records.',
    files={
        ".env": f"AWS_ACCESS_KEY_ID={SID}\nAWS_SECRET_ACCESS_KEY={SEC}\nAWS_DEFAULT_REGION=eu-west-1\n",
        "config/filesystems.php": "'s3' => ['key' => env('AWS_ACCESS_KEY_ID'), 'secret' => env('AWS_SECRET_ACCESS_KEY')]",
    },
)
add(
    "aws.session_token_missing",
    software="dbeaver athena driver",
    symptom="The security token included in the request is invalid. (Service: AmazonAthena; Status Code: 400; Error Code: UnrecognizedClientException)",
    settings={"driver": {"User": SID, "Password": SEC, "AwsRegion": "eu-west-1"}},
    exchanges=[
        aws_call(
            400,
            json_error("UnrecognizedClientException", INV),
            key_id=SID,
            host="athena.eu-west-1.amazonaws.com",
            service="athena",
            region="eu-west-1",
        )
    ],
)
add(
    "aws.web_identity_sub_mismatch",
    software="bitbucket pipelines",
    symptom=cli("AccessDenied", "AssumeRoleWithWebIdentity", "Not authorized to perform sts:AssumeRoleWithWebIdentity"),
    files={
        "policy.json": trust(
            {
                "StringEquals": {
                    "api.bitbucket.org/2.0/workspaces/acme/pipelines-config/identity/oidc:aud": "ari:cloud:bitbucket::workspace/aaaa"
                }
            },
            "api.bitbucket.org/2.0/workspaces/acme/pipelines-config/identity/oidc",
        )
    },
    exchanges=[
        wi(
            jwt(
                claims(
                    iss="https://api.bitbucket.org/2.0/workspaces/acme/pipelines-config/identity/oidc",
                    aud="ari:cloud:bitbucket::workspace/bbbb",
                    sub="{repo}:{step}",
                    scope=None,
                    client_id=None,
                )
            )
        )
    ],
)
add(
    "aws.web_identity_provider_missing",
    certain=False,
    software="eksctl",
    symptom="WebIdentityErr: failed to retrieve credentials",
    exchanges=[
        wi(
            jwt(
                claims(
                    iss="https://oidc.eks.us-east-2.amazonaws.com/id/F00",
                    aud=["sts.amazonaws.com"],
                    sub="system:serviceaccount:kube-system:aws-node",
                    scope=None,
                    client_id=None,
                )
            ),
            "No OpenIDConnect provider found in your account for https://oidc.eks.us-east-2.amazonaws.com/id/F00",
            "InvalidIdentityToken",
        )
    ],
)
add(
    "aws.getsessiontoken_no_mfa_iam",
    software="awscli 2",
    symptom=cli("InvalidClientTokenId", "ListMFADevices", INV),
    files={"~/.aws/credentials": prof("default", SID, SEC, TOK, f"expiration = {T(20000)}\n")},
    log=[
        L(-400, "$ aws sts get-session-token --duration-seconds 36000 > /tmp/s.json"),
        L(-60, "$ aws s3 ls: 14 buckets"),
        L(-10, "$ aws iam list-mfa-devices: InvalidClientTokenId"),
    ],
)
add(
    "aws.env_overrides_profile",
    software="pulumi",
    symptom="error: getting account: AccessDenied / wrong account 999988887777",
    command="pulumi up --config aws:profile=prod",
    environment=environment(ID2, SEC2, AWS_PROFILE="prod"),
    files={"~/.aws/credentials": prof("prod")},
    exchanges=[
        aws_call(200, gci("999988887777"), key_id=ID2, at=NOW - 20),
        aws_call(
            403, s3_error("AccessDenied", "Access Denied"), key_id=ID2, host="prod-state.s3.amazonaws.com", service="s3"
        ),
    ],
)
add(
    "aws.env_overrides_profile",
    software="aws cli v2",
    command="aws --profile sso-dev sts get-caller-identity",
    symptom=cli("ExpiredToken", "GetCallerIdentity", "The security token included in the request is expired"),
    environment=environment(SID2, SEC2, TOK2),
    files={"~/.aws/config": "[profile sso-dev]\nsso_session=corp\nsso_account_id=210987654321\nsso_role_name=x\n"},
    exchanges=[
        aws_call(
            403,
            query_error("ExpiredToken", "The security token included in the request is expired"),
            key_id=SID2,
            token=TOK2,
        )
    ],
    also=["aws.session_expired"],
)
add(
    "aws.key_not_yet_propagated",
    certain=False,
    software="vault 1.15 aws engine",
    symptom="Error: error configuring Terraform AWS Provider: InvalidClientTokenId",
    exchanges=[
        exchange(
            "https://vault.example.org/v1/aws/creds/deploy",
            200,
            {"data": {"access_key": ID, "secret_key": SEC}},
            at=NOW - 4,
        ),
        aws_call(403, key_id=ID, at=NOW - 3),
    ],
)
add(
    "aws.profile_section_name",
    software="aws-sdk-js v3",
    symptom="CredentialsProviderError: Could not resolve credentials using profile: [stage] in configuration/credentials file(s).",
    environment={"AWS_PROFILE": "stage"},
    files={
        "~/.aws/config": "[stage]\nrole_arn = arn:aws:iam::210987654321:role/x\nsource_profile = default\n",
        "~/.aws/credentials": prof(),
    },
)
add(
    "aws.sigv4_wrong_region",
    software="grafana loki",
    symptom="failed to get s3 object: PermanentRedirect / AuthorizationHeaderMalformed: The authorization header is malformed; the region 'dummy' is wrong; expecting 'eu-north-1' status code: 400",
)
add(
    "aws.sigv4_wrong_region",
    software="awscurl",
    symptom="403",
    exchanges=[
        aws_call(
            403,
            json.dumps({"message": "Credential should be scoped to a valid region. "}),
            key_id=ID,
            host="abc.execute-api.eu-west-2.amazonaws.com",
            service="execute-api",
            region="us-east-1",
            path="/prod/x",
        )
    ],
)
add(
    "aws.empty_env_variable",
    software="gitlab ci",
    symptom="Unable to locate credentials",
    environment={"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": "", "CI": "true"},
    files={".gitlab-ci.yml": "variables:\n  AWS_ACCESS_KEY_ID: $PROD_KEY_ID\n  AWS_SECRET_ACCESS_KEY: $PROD_SECRET\n"},
)
add(
    "aws.no_credentials_unsigned",
    software="ruby fog",
    symptom="Excon::Error::Forbidden: AccessDenied: Access Denied",
    exchanges=[
        exchange("https://files.s3.eu-west-1.amazonaws.com/a.txt", 403, s3_error("AccessDenied", "Access Denied"))
    ],
    environment={"AWS_REGION": "eu-west-1"},
)
add(
    "aws.presigned_by_expiring_session",
    software="lambda + nodemailer",
    symptom="recipients get ExpiredToken after about six hours; expiresIn: 604800",
    log=[
        L(-25000, "signed " + presign(NOW - 25000, 604800, TOK)),
        L(-5, "GET that url -> 400 ExpiredToken The provided token has expired."),
    ],
)
add(
    "aws.request_changed_after_signing",
    software="minio behind nginx",
    symptom="SignatureDoesNotMatch: " + S3SIG,
    files={
        "/etc/nginx/conf.d/minio.conf": "location / {\n  proxy_set_header Host rohan.internal;\n  proxy_pass http://minio:9000;\n}\n"
    },
    exchanges=[
        aws_call(
            403,
            s3_error("SignatureDoesNotMatch", S3SIG),
            key_id="minioapp",
            host="files.example.org",
            service="s3",
            path="/bk/o.txt",
        ),
        {
            **aws_call(
                403,
                s3_error("SignatureDoesNotMatch", S3SIG),
                key_id="minioapp",
                host="rohan.internal",
                service="s3",
                path="/bk/o.txt",
                scheme="http",
            ),
            "seen_by": "server",
        },
    ],
    settings={"endpoint": "https://files.example.org", "accessKey": "minioapp", "secretKey": "minio-secret-EXAMPLE"},
)
add(
    "aws.dynamodb_local_key_charset",
    software="dynamodb-local 2.0 / scala",
    symptom="software.amazon.awssdk.services.dynamodb.model.DynamoDbException: The Access Key ID or security token is invalid. (Service: DynamoDb, Status Code: 400)",
    files={
        "application-test.conf": 'dynamodb {\n  endpoint = "http://localhost:8000"\n  access-key-id = "fake_key"\n  secret-access-key = "fake"\n}\n'
    },
)
add(
    "aws.dynamodb_local_key_separates_db",
    software="NoSQL Workbench",
    symptom="Tables created by the app do not appear in NoSQL Workbench",
    exchanges=[
        aws_call(
            200,
            '{"TableNames":["a"]}',
            key_id="fakeMyKeyId",
            host="localhost:8000",
            service="dynamodb",
            region="us-east-1",
            scheme="http",
            at=NOW - 30,
        ),
        aws_call(
            200,
            '{"TableNames":[]}',
            key_id="x1y2z3",
            host="localhost:8000",
            service="dynamodb",
            region="localhost",
            scheme="http",
        ),
    ],
    verdict="accepted",
)
add(
    "aws.fake_key_to_real_aws",
    software="spring-cloud-aws localstack",
    symptom="software.amazon.awssdk.services.sqs.model.SqsException: The security token included in the request is invalid. (Service: Sqs, Status Code: 403)",
    settings={"spring.cloud.aws.credentials.access-key": "noop", "spring.cloud.aws.credentials.secret-key": "noop"},
    exchanges=[
        aws_call(403, key_id="noop", host="sqs.eu-central-1.amazonaws.com", service="sqs", region="eu-central-1")
    ],
)
add(
    "aws.secret_special_chars_mangled",
    software="helm --set",
    symptom="SignatureDoesNotMatch: " + S3SIG,
    command=f"helm install x --set s3.accessKey={ID},s3.secretKey={SEC2[:20]}",
    settings={"s3": {"accessKey": ID, "secretKey": SEC2[:20]}},
    files={"~/.aws/credentials": prof("default", ID, SEC2)},
)
add(
    "aws.secret_whitespace",
    software="azure devops",
    symptom=cli("SignatureDoesNotMatch", "GetCallerIdentity", BADSIG),
    environment={"AWS_ACCESS_KEY_ID": ID, "AWS_SECRET_ACCESS_KEY": SEC + "\t"},
)
add(
    "aws.session_cached_not_refreshed",
    software="boto3 daemon",
    symptom=cli("ExpiredToken", "PutObject", "The provided token has expired."),
    exchanges=[
        exchange(
            "http://169.254.169.254/latest/meta-data/iam/security-credentials/app",
            200,
            {"AccessKeyId": SID2, "SecretAccessKey": SEC2, "Token": TOK2, "Expiration": T(9000)},
            at=NOW - 900,
        ),
        aws_call(
            400,
            s3_error("ExpiredToken", "The provided token has expired."),
            key_id=SID,
            token=TOK,
            host="b.s3.amazonaws.com",
            service="s3",
        ),
    ],
)
add(
    "aws.apigw_no_such_route",
    software="terraform http data",
    symptom='{"message":"Missing Authentication Token"}',
    exchanges=[
        exchange(
            "https://q1w2e3r4t5.execute-api.eu-west-1.amazonaws.com/v1/pets/1",
            403,
            {"message": "Missing Authentication Token"},
            headers={"x-api-key": "k-EXAMPLE"},
        )
    ],
    settings={"stages": ["prod"], "routes": ["GET /v1/pets"]},
)
add(
    "aws.credentials_file_bom",
    software="notepad / aws-sdk-net",
    symptom="Amazon.Runtime.AmazonServiceException: Unable to get IAM security credentials from EC2 Instance Metadata Service.",
    files={"C:\\Users\\kim\\.aws\\credentials": bom(prof())},
)
add(
    "aws.credentials_file_no_section",
    software="aws cli",
    symptom="Unable to parse config file: /home/wei/.aws/credentials: File contains no section headers.",
    files={"/home/wei/.aws/credentials": f"AWS_ACCESS_KEY_ID={ID}\nAWS_SECRET_ACCESS_KEY={SEC}\n"},
)
add(
    "aws.id_and_secret_swapped",
    software="veeam",
    symptom="Amazon REST error: S3 error: The AWS Access Key Id you provided does not exist in our records. Code: InvalidAccessKeyId",
    settings={"repository": {"accessKey": SEC2, "secretKey": ID}},
)
add(
    "aws.plain_value_base64_decoded",
    software="loki helm",
    symptom="InvalidAccessKeyId: The AWS Access Key Id you provided does not exist in our records.",
    files={
        "values-secret.yaml": f"apiVersion: v1\nkind: Secret\nmetadata:\n  name: loki-s3\ntype: Opaque\ndata:\n  access_key_id: {ID}\n  secret_access_key: {SEC}\n"
    },
)
add(
    "aws.sso_start_url_mismatch",
    software="granted",
    symptom="Error loading SSO Token: Token for https://acme.awsapps.com/start#/ does not exist",
    files={
        "~/.aws/config": f"[profile p]\nsso_start_url = {u}#/\nsso_region = eu-west-1\nsso_account_id = 1\nsso_role_name = r\n",
        f"~/.aws/sso/cache/{sha(u)}.json": sso(u, NOW + 6000),
    },
    environment={"AWS_PROFILE": "p"},
)
add(
    "aws.sso_session_expired",
    software="vscode aws toolkit",
    symptom="Unable to get credentials: The SSO session has expired or is invalid. (UnauthorizedException: Session token not found or invalid)",
    files={
        f"~/.aws/sso/cache/{sha('corp')}.json": sso(u, NOW - 50000, refreshToken="r"),
        "~/.aws/config": f"[default]\nsso_session=corp\n[sso-session corp]\nsso_start_url={u}\nsso_region=eu-west-1\n",
    },
)
add(
    "aws.sso_legacy_profile_no_refresh",
    software="aws cli 2.13",
    symptom="Token has expired and refresh failed",
    command="aws s3 ls --profile old",
    files={
        "~/.aws/config": f"[profile old]\nsso_start_url = {u}\nsso_region = eu-west-1\nsso_account_id = 210987654321\nsso_role_name = ro\n",
        f"~/.aws/sso/cache/{sha(u)}.json": sso(u, NOW - 1200),
    },
)
add(
    "aws.empty_session_token",
    software="github actions",
    symptom="Error: The security token included in the request is invalid.",
    environment={"AWS_ACCESS_KEY_ID": ID, "AWS_SECRET_ACCESS_KEY": SEC, "AWS_SESSION_TOKEN": ""},
    exchanges=[aws_call(403, key_id=ID, token="")],
)
add(
    "aws.literal_placeholder",
    software="systemd",
    symptom=cli(
        "InvalidAccessKeyId", "ListObjects", "The AWS Access Key Id you provided does not exist in our records."
    ),
    environment={"AWS_ACCESS_KEY_ID": "%AWS_KEY%", "AWS_SECRET_ACCESS_KEY": "%AWS_SECRET%"},
)
add(
    "aws.literal_placeholder",
    software="grafana cloudwatch",
    symptom="InvalidClientTokenId: The security token included in the request is invalid",
    settings={"jsonData": {"accessKey": "YOUR_AWS_ACCESS_KEY", "secretKey": "YOUR_AWS_SECRET_KEY"}},
)
add(
    "aws.malformed_authorization_header",
    software="arduino aws",
    symptom="IncompleteSignature",
    exchanges=[
        xch(
            f"AWS4-HMAC-SHA256 Credential={ID}/20260921/us-east-1, SignedHeaders=host, Signature={'cd' * 32}",
            403,
            query_error(
                "IncompleteSignature",
                f"Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '{ID}/20260921/us-east-1'",
            ),
            "sns.us-east-1.amazonaws.com",
        )
    ],
)
add(
    "aws.region_not_enabled_in_source_account",
    certain=False,
    software="terraform",
    symptom="Error: assuming role: operation error STS: AssumeRole, https response error StatusCode: 403, api error InvalidClientTokenId: The security token included in the request is invalid.",
    files={
        "main.tf": 'provider "aws" {\n  region = "eu-south-2"\n  assume_role {\n    role_arn = "arn:aws:iam::333344445555:role/deploy"\n  }\n}\n'
    },
    exchanges=[
        aws_call(
            403,
            key_id=ID,
            host="sts.eu-south-2.amazonaws.com",
            region="eu-south-2",
            sent="Action=AssumeRole&RoleArn=arn%3Aaws%3Aiam%3A%3A333344445555%3Arole%2Fdeploy",
        )
    ],
    log=[
        L(-100, "account 333344445555 opt-in status of eu-south-2: ENABLED"),
        L(-99, "account 210987654321 (tools) opt-in status of eu-south-2: DISABLED"),
    ],
    also=["aws.region_not_enabled"],
)
add(
    "aws.secret_extra_characters",
    software="bash",
    symptom="SignatureDoesNotMatch: " + BADSIG,
    environment=environment(ID, SEC + "EOF"),
)
add(
    "aws.stale_session_token_with_new_key",
    software="aws cli",
    symptom=cli("InvalidToken", "ListBuckets", "The provided token is malformed or otherwise invalid."),
    files={"~/.aws/credentials": prof("default", ID, SEC, TOK2, f"expiration = {T(-90000)}\n")},
)
add(
    "aws.value_quoted",
    software="podman --env-file",
    symptom="InvalidClientTokenId: The security token included in the request is invalid.",
    environment={"AWS_ACCESS_KEY_ID": f"'{ID}'", "AWS_SECRET_ACCESS_KEY": f"'{SEC}'"},
)
add(
    "aws.wrong_profile_selected",
    software="cdk",
    symptom="Need to perform AWS calls for account 210987654321, but the current credentials are for 999988887777",
    command="cdk deploy",
    environment={"AWS_PROFILE": "sandbox"},
    files={"~/.aws/credentials": prof("sandbox", ID2, SEC2) + prof("prod"), "cdk.json": '{"profile":"prod"}'},
    exchanges=[aws_call(200, gci("999988887777"), key_id=ID2)],
    also=["aws.env_overrides_profile"],
)
add(
    "aws.account_inactive",
    certain=False,
    software="console cli",
    symptom=cli("AuthFailure", "RunInstances", "AWS was not able to validate the provided access credentials"),
    log=[L(-3600, "mail from AWS: your account 210987654321 has been suspended, payment overdue")],
    environment=environment(ID, SEC),
)
add(
    "aws.credentials_in_other_file",
    software="aws cli 1",
    command="aws s3 ls --profile data",
    symptom="The config profile (data) could not be found",
    environment={"AWS_CONFIG_FILE": "/opt/app/aws.conf"},
    files={
        "/opt/app/aws.conf": "[default]\nregion = eu-west-1\n",
        "~/.aws/config": "[profile data]\nregion = eu-west-1\nrole_arn=arn:aws:iam::210987654321:role/d\nsource_profile=default\n",
    },
)
add(
    "aws.key_deleted_or_rotated",
    certain=False,
    software="circleci",
    symptom="An error occurred (InvalidClientTokenId) when calling the GetCallerIdentity operation: The security token included in the request is invalid.",
    environment=environment(ID, SEC),
    log=[
        L(-86400 * 3, "security: access keys older than 90 days were deactivated"),
        L(-86400 * 4, f"deploy with {ID} succeeded"),
        L(-5, "deploy failed"),
    ],
    also=["aws.unknown_access_key"],
)
add(
    "aws.key_id_extra_text",
    software="winscp",
    symptom="The AWS Access Key Id you provided does not exist in our records.",
    settings={"session": {"accessKeyId": f"AccessKeyId={ID}", "secretAccessKey": SEC}},
)
add(
    "aws.key_id_used_as_secret",
    software="java",
    symptom="The request signature we calculated does not match the signature you provided. Check your key and signing method. (Service: Amazon S3; Status Code: 403; Error Code: SignatureDoesNotMatch)",
    files={"application.yml": f"cloud:\n  aws:\n    credentials:\n      access_key: {ID}\n      secret_key: {ID}\n"},
)
add(
    "aws.negative_cache_after_bad_secret",
    certain=False,
    software="dashboard",
    symptom="SignatureDoesNotMatch right after I corrected the secret, a minute later it works",
    log=[
        L(-70, "validate: SignatureDoesNotMatch (typo in secret)"),
        L(-62, "secret replaced with the right one"),
        L(-60, "validate: SignatureDoesNotMatch"),
        L(-5, "validate: ok"),
    ],
)
add(
    "aws.other_users_home",
    software="jenkins agent",
    symptom="botocore.exceptions.NoCredentialsError: Unable to locate credentials",
    environment={"HOME": "/var/lib/jenkins", "USER": "jenkins"},
    files={"/home/ubuntu/.aws/credentials": prof()},
    log=[L(-300, "as ubuntu: aws s3 ls works")],
)
add(
    "aws.real_key_to_other_endpoint",
    software="velero",
    symptom="rpc error: InvalidAccessKeyId: The AWS Access Key Id you provided does not exist in our records.",
    settings={
        "backupStorageLocation": {"config": {"s3Url": "https://objects.wasabisys.example.com", "region": "us-east-1"}}
    },
    files={"credentials-velero": prof()},
    exchanges=[
        aws_call(
            403,
            s3_error("InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records."),
            key_id=ID,
            host="objects.wasabisys.example.com",
            service="s3",
        )
    ],
)
add(
    "aws.ses_smtp_password_as_secret",
    software="boto3 ses",
    symptom=cli("SignatureDoesNotMatch", "SendRawEmail", BADSIG),
    settings={
        "EMAIL": {"AWS_ACCESS_KEY_ID": ID, "AWS_SECRET_ACCESS_KEY": "BPx7Kq2Lm9Ns4Rt6Vw8Yz1Bd3Fg5Hj0EXAMPLEKEYabc"}
    },
)
add(
    "aws.session_expired",
    software="kubectl aws-iam-authenticator",
    symptom="could not get token: ExpiredToken: The security token included in the request is expired",
    environment=environment(SID, SEC, TOK, AWS_SESSION_EXPIRATION=T(-700)),
)
add(
    "aws.session_token_very_old",
    software="s5cmd",
    symptom="ERROR InvalidClientTokenId: The security token included in the request is invalid.",
    files={
        "~/.aws/credentials": prof(
            "default", SID, SEC, TOK, f"# assumed by script at {T(-33 * 86400)}\nexpiration = {T(-33 * 86400 + 3600)}\n"
        )
    },
)
add(
    "aws.session_triplet_mismatch",
    software="terraform ci",
    symptom="InvalidClientTokenId: The security token included in the request is invalid.",
    environment={"AWS_SESSION_TOKEN": TOK2},
    files={
        "~/.aws/credentials": prof("default", SID, SEC, TOK),
        "build.sh": "export AWS_SESSION_TOKEN=$(cat old.json | jq -r .Credentials.SessionToken)\n",
    },
    exchanges=[aws_call(403, key_id=SID, token=TOK2)],
)
add(
    "aws.static_section_shadows_provider",
    software="aws cli",
    command="aws sts get-caller-identity --profile prod",
    symptom=cli("InvalidClientTokenId", "GetCallerIdentity", INV),
    files={
        "~/.aws/credentials": prof("prod", ID2, SEC2),
        "~/.aws/config": "[profile prod]\nregion=eu-west-1\ncredential_process = op-aws prod\n",
    },
    exchanges=[aws_call(403, key_id=ID2)],
)
add(
    "aws.unknown_access_key",
    certain=False,
    software="gh action",
    symptom="Error: The security token included in the request is invalid.",
    environment=environment(ID, SEC, AWS_REGION="us-west-2"),
    exchanges=[aws_call(403, key_id=ID, host="sts.us-west-2.amazonaws.com", region="us-west-2")],
    also=["aws.key_deleted_or_rotated"],
)
add(
    "aws.wrong_variable_name",
    software="boto3",
    symptom="botocore.exceptions.NoCredentialsError: Unable to locate credentials",
    environment={"AWS_ACCESS_KEY_ID_PROD": ID, "AWS_SECRET_KEY": SEC, "AWS_DEFAULT_REGION": "eu-west-1"},
)
# ---------------- JWT
add(
    "jwt.kid_missing",
    software="grafana auth.jwt",
    symptom="jwt: failed to verify JWT: no keys found",
    credential=c(jwt(kid=None)),
    verifier=V(key={"jwks": {"keys": [jwk(K2, "a"), jwk(rsa_key(), "b")]}}),
)
add(
    "jwt.whitespace_in_token",
    software="terraform provider",
    symptom='Error: Get "https://api.example.org/v1": net/http: invalid header field value for "Authorization"',
    files={"/run/secrets/token": jwt() + "\n"},
)
add(
    "jwt.alg_not_allowed",
    software="Nimbus / micronaut",
    symptom="Signed JWT rejected: Another algorithm expected, or no matching key(s) found",
    credential=c(HS()),
    verifier=V(),
)
add(
    "jwt.alg_not_allowed",
    software="hapi-auth-jwt2",
    symptom="invalid algorithm",
    exchanges=[ap(jwt(alg="ES256", key=ec_key()))],
    verifier=V(algorithms=["RS256", "RS512"]),
)
add(
    "jwt.kid_unknown_stale_jwks_cache",
    software="kong oidc",
    symptom="401 Unauthorized after key rotation, goes away after a restart",
    credential=c(jwt(key=K3, kid="k9")),
    verifier=V(),
    issuer={"url": ISSUER, "jwks": {"keys": [jwk(K3, "k9")]}, "jwks_fetched_at": T(-1)},
    log=[L(-7200, "jwks cached 1 keys (k1), ttl 86400")],
)
add(
    "jwt.lifetime_over_server_maximum",
    software="renovate github app",
    symptom="HTTP 401: 'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires / too far in the future",
    exchanges=[
        exchange(
            "https://api.github.com/app/installations/1/access_tokens",
            401,
            {"message": "'Expiration time' claim ('exp') is too far in the future"},
            method="POST",
            headers={"Authorization": "Bearer " + gha(600, iat=NOW)},
            at=NOW,
            date=NOW - 6,
        )
    ],
    also=["jwt.client_clock_ahead"],
)
add(
    "jwt.sub_not_string",
    software="fastapi-users + PyJWT 2.10.1",
    symptom="401 Unauthorized",
    exchanges=[ap(HS(claims(sub=3, aud=["fastapi-users:auth"])), 401, {"detail": "Unauthorized"})],
    verifier=hv(audience=["fastapi-users:auth"]),
)
add(
    "jwt.token_truncated",
    software="mysql laravel passport",
    symptom="The resource owner or authorization server denied the request: The JWT string must have two dots",
    exchanges=[ap(jwt()[:191])],
)
add(
    "jwt.certificate_given_as_public_key",
    software="kong jwt plugin",
    symptom="Invalid signature / could not load public key",
    settings={"jwt_secrets": [{"key": ISSUER, "rsa_public_key": certificate(), "algorithm": "RS256"}]},
    credential=c(jwt()),
)
add(
    "jwt.hmac_secret_base64_vs_raw",
    software="nestjs + spring boot",
    symptom="JWT signature does not match locally computed signature.",
    credential=c(HS(k=base64.urlsafe_b64decode("c2VjcmV0LUVYQU1QTEUtdmVyeS1sb25nLXNlY3JldC0wMTIz"))),
    verifier=hv("c2VjcmV0LUVYQU1QTEUtdmVyeS1sb25nLXNlY3JldC0wMTIz"),
)
add(
    "jwt.iss_trailing_slash",
    software="django-oidc",
    symptom="Token issuer mismatch: https://id.example.org/ != https://id.example.org",
    credential=c(jwt(claims(iss=ISSUER + "/"))),
    verifier=V(),
)
add(
    "jwt.azure_v1_v2_issuer",
    software="apollo router",
    symptom="the token's issuer is not trusted",
    exchanges=[ap(jwt(az1(aud="api://orders")))],
    verifier=V(issuer=f"https://login.microsoftonline.com/{AZT}/v2.0", audience="api://orders"),
)
add(
    "jwt.clock_skew_not_yet_valid",
    software="rails jwt",
    symptom="JWT::InvalidIatError: Invalid iat",
    credential=c(HS(claims(iat=NOW + 3))),
    verifier=hv(leeway_seconds=0),
)
add(
    "jwt.ecdsa_der_signature",
    software="golang + openssl",
    symptom="crypto/ecdsa: verification error",
    exchanges=[ap(jwt(alg="ES256", key=ec_key(), der=True))],
    verifier=V(algorithms=["ES256"], key={"pem": pem(ec_key())}),
)
add(
    "jwt.ms_graph_token_not_verifiable",
    software="python-jose fastapi",
    symptom="JWTError: Signature verification failed.",
    exchanges=[ap(jwt(az1(aud="https://graph.microsoft.com"), nonce="XyZ"))],
    verifier={
        "issuer": f"https://sts.windows.net/{AZT}/",
        "audience": "https://graph.microsoft.com",
        "algorithms": ["RS256"],
    },
)
add(
    "jwt.opaque_or_jwe_no_audience",
    software="spring resource server + Auth0",
    symptom="Invalid JWT serialization: Missing dot delimiter(s)",
    exchanges=[
        authorize_call(
            "https://app.example.org/cb?code=1&state=2",
            url="https://acme.eu.auth0.com/authorize",
            scope="openid profile email",
        ),
        ap("eZ9sJk3LmQ7vXw2Y"),
    ],
    verifier=V(issuer="https://acme.eu.auth0.com/", audience="https://api.acme.example"),
)
add(
    "jwt.bearer_prefix_in_token",
    software="pyjwt flask",
    symptom="jwt.exceptions.DecodeError: Invalid header string: 'utf-8' codec can't decode byte 0xd9",
    credential=c("bearer " + jwt()),
)
add(
    "jwt.firebase_custom_token_as_id_token",
    software="firebase python",
    symptom="ValueError: verify_id_token() expects an ID token, but was given a custom token.",
    exchanges=[ap(FC())],
)
add(
    "jwt.id_token_used_as_access_token",
    software="okta jwt verifier",
    symptom="JwtVerificationException: Failed to parse token: audience claim web mismatch expected api://default",
    credential=c(idt()),
    verifier=V(audience="api://default"),
)
add(
    "jwt.keycloak_aud_account",
    software="spring",
    symptom="This aud claim is not equal to the configured client id",
    exchanges=[ap(jwt(claims(iss="https://kc.example.org/realms/a", aud="account", azp="spa", typ="Bearer")))],
    verifier=V(issuer="https://kc.example.org/realms/a", audience="backend"),
)
add(
    "jwt.numeric_date_is_string",
    software="jose4j",
    symptom="org.jose4j.jwt.MalformedClaimException: The value of the 'exp' claim is not the expected type",
    credential=c(HS(claims(exp=str(NOW + 300), iat=str(NOW)))),
)
add(
    "jwt.pem_literal_backslash_n",
    software="vercel nextjs firebase-admin",
    symptom="Failed to parse private key: Error: Invalid PEM formatted message.",
    environment={"FIREBASE_PRIVATE_KEY": '"' + PP.replace("\n", "\\n") + '"'},
)
add(
    "jwt.secret_differs_between_instances",
    certain=False,
    software="gunicorn -w 4",
    symptom="Signature verification failed, every third request or so",
    files={"app.py": "app.config['JWT_SECRET_KEY'] = os.urandom(32)\n"},
    credential=c(HS(k=b"z" * 32)),
)
add(
    "jwt.alg_key_type_mismatch",
    software="jsonwebtoken 9",
    symptom="Error: Invalid key for this operation / secretOrPrivateKey has a minimum key size of 2048 bits for RS256",
    settings={"algorithm": "RS256", "privateKey": ECT},
)
add(
    "jwt.aud_missing",
    software="pyjwt",
    symptom='jwt.exceptions.MissingRequiredClaimError: Token is missing the "aud" claim',
    credential=c(HS(claims(aud=None))),
    verifier=hv(audience=API),
)
add(
    "jwt.base64_padding_in_token",
    software="jwt-go",
    symptom="illegal base64 data at input byte 20",
    credential=c(reshaped(HS(), lambda p: p[0] + "." + p[1] + "=." + p[2] + "=")),
)
add(
    "jwt.client_clock_ahead",
    software="github app go",
    symptom="401 'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued",
    exchanges=[
        exchange(
            "https://api.github.com/app",
            401,
            {"message": "'Issued at' claim ('iat') must be an Integer"},
            headers={"Authorization": "Bearer " + gha(300, iat=NOW)},
            at=NOW,
            date=NOW - 33,
        )
    ],
)
add(
    "jwt.expired_not_refreshed",
    software="argo workflows",
    symptom="rpc error: code = Unauthenticated desc = token not valid for running mode: token is expired",
    credential=c(jwt(claims(iat=NOW - 8000, exp=NOW - 4400))),
)
add(
    "jwt.token_quoted",
    software="next.js cookies",
    symptom="JWSInvalid: Invalid Compact JWS",
    exchanges=[ap("%22" + jwt() + "%22")],
)
add(
    "jwt.verifier_audience_not_given",
    software="PyJWT 2.8",
    symptom="InvalidAudienceError: Invalid audience",
    exchanges=[ap(jwt(), 401, {"detail": "Invalid audience"})],
    files={"deps.py": "data = jwt.decode(tok, pub, algorithms=['RS256'], options={'verify_exp': True})\n"},
    verifier=V(audience=None),
)
add(
    "jwt.aud_scope_not_requested",
    software="abp framework",
    symptom="IDX10214: Audience validation failed. Audiences: 'https://auth.example.org/resources'. Did not match: validationParameters.ValidAudience: 'Shop'",
    exchanges=[
        ap(jwt(claims(iss="https://auth.example.org", aud="https://auth.example.org/resources", scope="openid")))
    ],
    verifier=V(issuer="https://auth.example.org", audience="Shop"),
)
add(
    "jwt.aud_token_used_as_own_reviewer",
    certain=False,
    software="external-secrets",
    symptom="unable to log in with Kubernetes auth: Error making API request. URL: PUT https://vault.example.org/v1/auth/kubernetes/login Code: 403. Errors: * permission denied",
    credential=c(K8("https://vault.example.org")),
    log=[
        L(
            -2,
            'vault: auth.kubernetes: login unauthorized: err="lookup failed: [invalid bearer token, token audiences invalid]"',
        )
    ],
)
add(
    "jwt.exp_in_milliseconds",
    software="java-jwt",
    symptom="tokens live for 50 000 years",
    verdict="accepted",
    exchanges=[ap(HS(claims(exp=NOW * 1000)), 200, "{}")],
    verifier=hv(),
)
add(
    "jwt.jwks_unreachable",
    software="istiod",
    symptom="Internal error: failed to fetch public key from https://id.example.org/jwks: dial tcp 10.0.0.9:443: i/o timeout",
    verifier={"issuer": ISSUER},
)
add(
    "jwt.payload_reserialised",
    software="shopify webhook nest",
    symptom="HMAC validation failed",
    exchanges=[
        exchange(
            "https://h.example.org/shopify",
            401,
            "",
            method="POST",
            headers={
                "X-Shopify-Hmac-Sha256": base64.b64encode(
                    hmac.new(b"shpss-EXAMPLE", b'{"id":1,"price":10.00,"t":"a\\/b"}', "sha256").digest()
                ).decode(),
                "Content-Type": "application/json",
            },
            sent='{"id":1,"price":10.00,"t":"a\\/b"}',
            seen_by="server",
        )
    ],
    settings={"SHOPIFY_SECRET": "shpss-EXAMPLE"},
    log=[L(-2, 'computed over {"id":1,"price":10,"t":"a/b"}')],
)
add(
    "jwt.secret_not_set",
    software="jsonwebtoken",
    symptom="Error: secretOrPrivateKey must have a value",
    settings={"jwt": {"secret": None, "expiresIn": "1h"}},
)
add(
    "jwt.typ_not_accepted",
    software="micronaut",
    symptom="JWT rejected: typ header at+jwt not allowed",
    exchanges=[ap(jwt(typ="at+jwt"))],
    verifier=V(type="JWT"),
)
add(
    "jwt.wrong_audience",
    software="hasura",
    symptom='{"errors":[{"extensions":{"code":"invalid-jwt"},"message":"Could not verify JWT: JWTNotInAudience"}]}',
    credential=c(jwt(claims(aud="other-project"))),
    verifier=V(audience="hasura-prod"),
)
add(
    "jwt.wrong_secret",
    certain=False,
    software="hasura",
    symptom="Could not verify JWT: JWSError JWSInvalidSignature",
    credential=c(HS(k=b"issuer-EXAMPLE-secret-abcdefghijklmnop")),
    verifier=hv("hasura-EXAMPLE-secret-qrstuvwxyz0123"),
)
add("jwt.alg_none", software="symfony lexik", symptom="Invalid JWT Token: unsigned", exchanges=[ap(N)])
add(
    "jwt.aud_wrong_identifier",
    software="azure functions",
    symptom="IDX10214: Audience validation failed. Audiences: '6731de76-14a6-49ae-97bc-6eba6914391e'. Did not match: validationParameters.ValidAudience: 'api://6731de76-14a6-49ae-97bc-6eba6914391e'",
)
add(
    "jwt.crit_not_understood",
    software="nimbus",
    symptom="Unsupported critical header parameter(s)",
    credential=c(jwt(crit=["http://openbanking.org.uk/iat"], **{"http://openbanking.org.uk/iat": NOW})),
    verifier=V(),
)
add(
    "jwt.ecdsa_signature_length",
    software="webcrypto",
    symptom="signature verification failed",
    credential=c(
        reshaped(
            jwt(alg="ES256", key=ec_key()),
            lambda p: p[0] + "." + p[1] + "." + b64(base64.urlsafe_b64decode(p[2] + "==")[:63]),
        )
    ),
    verifier=V(algorithms=["ES256"], key={"jwks": {"keys": [jwk(ec_key())]}}),
    also=["jwt.token_truncated"],
)
add(
    "jwt.idp_token_instead_of_broker_token",
    software="supabase",
    symptom='Firebase ID token has incorrect "iss" (issuer) claim. Expected "https://securetoken.google.com/p1" but got "https://accounts.google.com".',
    exchanges=[ap(jwt(claims(iss="https://accounts.google.com", aud="99.apps.googleusercontent.com", scope=None)))],
)
add(
    "jwt.jwe_given_to_jws_verifier",
    software="jsonwebtoken",
    symptom="JsonWebTokenError: jwt malformed",
    exchanges=[
        ap(
            ".".join(
                [
                    b64(b'{"alg":"A256KW","enc":"A128CBC-HS256","typ":"JWT"}'),
                    b64(b"k" * 40),
                    b64(b"1" * 16),
                    b64(b"q" * 200),
                    b64(b"t" * 16),
                ]
            )
        )
    ],
    verifier=hv(),
)
add(
    "jwt.lifetime_unit_wrong",
    software="nestjs jwt",
    symptom="Unauthorized a second after login (jwt expired)",
    exchanges=[ap(HS(claims(iat=NOW - 2, exp=NOW - 1)), 401, {"message": "jwt expired"})],
    files={"auth.module.ts": "JwtModule.register({ secret, signOptions: { expiresIn: '900' } })"},
    also=["jwt.zero_lifetime"],
)
add(
    "jwt.refresh_token_used_as_access_token",
    software="keycloak gatekeeper",
    symptom="Didn't find publicKey for kid",
    exchanges=[
        ap(
            jwt(
                claims(
                    iss="https://kc.example.org/realms/a", aud="https://kc.example.org/realms/a", typ="Offline", azp="w"
                ),
                alg="HS256",
                kid="aa-bb",
            )
        )
    ],
)
add(
    "jwt.verifier_bug",
    certain=False,
    software="some-jwt 3.1.0",
    symptom="VerificationFailed since update to 3.1.0",
    credential=c(jwt()),
    verifier=V(),
    log=[L(-900, "upgrade some-jwt 3.0.4 -> 3.1.0"), L(-300, "same token with 3.0.4: ok")],
)
add(
    "jwt.zero_lifetime",
    software="spring auth server",
    symptom="Jwt expired at 2026-09-21T14:13:20Z",
    exchanges=[ap(jwt(claims(iat=NOW - 1, exp=NOW - 1)))],
)
add(
    "jwt.access_token_used_as_id_token",
    software="cognito + google-auth",
    symptom="Missing claim: aud / token_use must be id",
    credential=c(
        jwt(
            claims(
                iss="https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Z",
                token_use="access",
                aud=None,
                client_id="c1",
            )
        ),
        "id_token",
    ),
    verifier={"audience": "c1"},
)
add(
    "jwt.base64_alphabet",
    software="elixir joken",
    symptom="{:error, :token_malformed}",
    credential=c(std()),
    verifier=hv(),
)
add("jwt.bearer_doubled", software="insomnia", symptom="401", exchanges=[ap("Bearer " + HS())])
add(
    "jwt.exp_is_duration",
    software="lua-resty-jwt",
    symptom="'exp' claim expired at Thu, 01 Jan 1970 01:00:00 GMT",
    exchanges=[ap(HS(claims(exp=3600)))],
)
add(
    "jwt.iss_typo",
    software="k8s structured auth",
    symptom='invalid bearer token, oidc: id token issued by a different provider, expected "https://sso.example.org/realm/k8s" got "https://sso.example.org/realms/k8s"',
    credential=c(jwt(claims(iss="https://sso.example.org/realms/k8s")), "id_token"),
)
add(
    "jwt.jwks_url_wrong",
    software="spring jwk-set-uri",
    symptom='Couldn\'t retrieve remote JWK set: Invalid JWK set: Missing required "keys" member',
    issuer={
        "url": ISSUER,
        "jwks_status": 200,
        "jwks_body": json.dumps({"issuer": ISSUER, "jwks_uri": ISSUER + "/jwks"}),
    },
    settings={"jwk-set-uri": ISSUER + "/.well-known/openid-configuration"},
)
add(
    "jwt.kid_key_mismatch",
    software="docker registry auth",
    symptom="token signed by untrusted key / signature invalid",
    exchanges=[ap(jwt(key=K3, kid="k1"))],
    verifier=V(key={"jwks": {"keys": [jwk(rsa_key(), "k1"), jwk(K3, "k3")]}}),
)
add(
    "jwt.pem_base64_wrapped",
    software="docusign node",
    symptom="error:1E08010C:DECODER routines::unsupported",
    settings={"docusign": {"privateKey": b64s(RSAT)}},
)
add(
    "jwt.pem_kind_not_supported",
    software="Dart jose",
    symptom="UnsupportedError: unknown PEM label RSA PUBLIC KEY",
    files={"public.pem": PK1},
)
add(
    "jwt.pem_line_breaks_lost",
    software="heroku",
    symptom="OpenSSL::PKey::RSAError: Neither PUB key nor PRIV key: nested asn1 error",
    environment={"RSA_KEY": RSAT.replace("\n", " ")},
)
add(
    "jwt.pem_truncated_first_line",
    software="github action",
    symptom="Error: Input must be provided / error:1E08010C:DECODER routines::unsupported",
    environment={"INPUT_PRIVATE_KEY": "-----BEGIN RSA PRIVATE KEY-----"},
)
add(
    "jwt.secret_rotated",
    software="strapi",
    symptom="Invalid token: invalid signature",
    credential=c(HS(claims(iat=NOW - 90000, exp=NOW + 90000), b"jwt-EXAMPLE-secret-2025-0000000000")),
    verifier=hv("jwt-EXAMPLE-secret-2026-1111111111"),
    certain=False,
    log=[L(-4000, "JWT_SECRET replaced after the incident"), L(-60, "users who signed in today have no problem")],
    also=["jwt.wrong_secret"],
)
add(
    "jwt.secret_special_chars_mangled",
    software="kubernetes env",
    symptom="invalid signature",
    credential=c(HS(k=b'ab"cd\\ef-EXAMPLE-0123456789-abcdefgh')),
    verifier=hv('ab"cd\\\\ef-EXAMPLE-0123456789-abcdefgh'),
    settings={"JWT_SECRET": 'ab"cd\\ef-EXAMPLE-0123456789-abcdefgh'},
)
add(
    "jwt.signed_string_differs",
    software="zoom webhook",
    symptom="signature mismatch",
    exchanges=[
        exchange(
            "https://h.example.org/zoom",
            401,
            "",
            method="POST",
            headers={
                "x-zm-request-timestamp": str(NOW - 4),
                "x-zm-signature": "v0="
                + hmac.new(b"zm-EXAMPLE", f'v0:{NOW - 4}:{{"event":"x"}}'.encode(), "sha256").hexdigest(),
            },
            sent='{"event":"x"}',
            seen_by="server",
        )
    ],
    settings={"ZOOM_SECRET_TOKEN": "zm-EXAMPLE"},
)
add(
    "jwt.timezone_offset_in_claims",
    software="php-jwt",
    symptom="Firebase\\JWT\\BeforeValidException: Cannot handle token with iat prior to 2026-09-21T19:13:20+0000",
    credential=c(HS(claims(iat=NOW + 5 * 3600, exp=NOW + 6 * 3600))),
    verifier=hv(),
)
add(
    "jwt.token_over_size_limit",
    software="tomcat",
    symptom="java.lang.IllegalArgumentException: Request header is too large",
    exchanges=[ap(BIG, 400, "<h1>HTTP Status 400 – Bad Request</h1>")],
)
add(
    "jwt.verifier_expects_milliseconds",
    software="angular guard",
    symptom="user is logged out immediately, token has expired they say",
    credential=c(HS(claims(iat=NOW - 1, exp=NOW + 3599))),
    files={"auth.guard.ts": "const expired = decoded.exp < new Date().getTime();\n"},
)
add(
    "jwt.verifier_setting_undefined",
    software="express-jwt",
    symptom="UnauthorizedError: jwt issuer invalid. expected: https://undefined/",
    exchanges=[ap(jwt())],
)
add(
    "jwt.wrong_issuer",
    software="linkerd",
    symptom="issuer validation failed: token issuer https://tenant.b2clogin.example/x is not https://login.contoso.example/x",
    credential=c(jwt(claims(iss="https://tenant.b2clogin.example/x"))),
    verifier=V(issuer="https://login.contoso.example/x"),
)
# ---------------- OAuth
add(
    "oauth.header_stripped_by_proxy",
    software="drf on cpanel",
    symptom='{"detail":"Authentication credentials were not provided."}',
    exchanges=[
        ap(jwt(), 401, {"detail": "Authentication credentials were not provided."}, answer={"Server": "LiteSpeed"})
    ],
)
add(
    "oauth.authorization_header_conflict",
    software="caddy basic_auth",
    symptom="401",
    exchanges=[ap(jwt(), 401, "", answer={"WWW-Authenticate": 'Basic realm="restricted"', "Server": "Caddy"})],
)
add(
    "oauth.cookie_too_large",
    software="pomerium",
    symptom="ERR_TOO_MANY_REDIRECTS for users in more than 150 groups",
    log=[L(-3, "WARN session cookie is 5312 bytes, browsers may drop it")],
    exchanges=[
        exchange(
            "https://a.example.org/",
            302,
            "",
            answer={
                "Set-Cookie": "_pomerium=" + "C" * 5300 + "; Secure; HttpOnly",
                "Location": "https://a.example.org/.pomerium/sign_in",
            },
            seen_by="browser",
            at=NOW - 3,
        ),
        exchange(
            "https://a.example.org/",
            302,
            "",
            answer={"Location": "https://a.example.org/.pomerium/sign_in"},
            seen_by="browser",
        ),
    ],
)
add(
    "oauth.redirect_uri_scheme_behind_proxy",
    software="asp.net core behind traefik",
    symptom="AADSTS50011: The redirect URI 'http://shop.example.org/signin-oidc' specified in the request does not match the redirect URIs configured for the application 'x'.",
    log=[L(-2, "X-Forwarded-Proto: https")],
    client={"client_id": "x", "registered": {"redirect_uris": ["https://shop.example.org/signin-oidc"]}},
)
add(
    "oauth.client_assertion_aud",
    software="nimbus oauth sdk",
    symptom='{"error":"invalid_client","error_description":"JWT-secured authorization: invalid audience in client_assertion, expected https://id.example.org"}',
    exchanges=[
        token_call(
            401,
            {
                "error": "invalid_client",
                "error_description": "invalid audience in client_assertion, expected https://id.example.org",
            },
            grant_type="client_credentials",
            client_assertion_type=CAT,
            client_assertion=ca(),
        )
    ],
)
add(
    "oauth.client_auth_method_mismatch",
    software="zitadel",
    symptom="invalid_client: auth_method not allowed",
    exchanges=[
        token_call(
            401,
            {"error": "invalid_client", "error_description": "auth_method basic not supported"},
            basic=basic("web", "z-EXAMPLE"),
            grant_type="authorization_code",
            code="c",
        )
    ],
    client={"client_id": "web", "registered": {"token_endpoint_auth_method": "client_secret_post"}},
)
add(
    "oauth.wrong_environment",
    software="plaid",
    symptom="INVALID_API_KEYS: invalid client_id or secret provided",
    exchanges=[
        exchange(
            "https://production.plaid.example/link/token/create",
            400,
            {"error_code": "INVALID_API_KEYS", "error_message": "invalid client_id or secret provided"},
            method="POST",
            sent='{"client_id":"5f","secret":"EXAMPLE"}',
        )
    ],
    settings={"PLAID_ENV": "sandbox"},
)
add(
    "oauth.refresh_token_reuse_race",
    certain=False,
    software="supabase ssr",
    symptom="AuthApiError: Invalid Refresh Token: Already Used",
    exchanges=[
        token_call(
            200,
            {**OK, "refresh_token": "b"},
            at=NOW - 3,
            grant_type="refresh_token",
            refresh_token="aaaaaaaa",
            client_id="w",
        ),
        token_call(
            400,
            {"error": "invalid_grant", "error_description": "Invalid Refresh Token: Already Used"},
            at=NOW - 3,
            grant_type="refresh_token",
            refresh_token="aaaaaaaa",
            client_id="w",
        ),
    ],
)
add(
    "oauth.state_cookie_lost",
    software="spring security",
    symptom="[authorization_request_not_found]",
    exchanges=[
        exchange(
            "http://localhost:8080/oauth2/authorization/kc",
            302,
            "",
            answer={
                "Set-Cookie": "JSESSIONID=A1; Path=/; HttpOnly",
                "Location": ISSUER
                + "/authorize?client_id=w&response_type=code&state=zz&redirect_uri=http%3A%2F%2F127.0.0.1%3A8080%2Flogin%2Foauth2%2Fcode%2Fkc",
            },
            seen_by="browser",
            at=NOW - 20,
        ),
        exchange(
            "http://127.0.0.1:8080/login/oauth2/code/kc?code=c&state=zz",
            401,
            "[authorization_request_not_found]",
            seen_by="browser",
        ),
    ],
)
add(
    "oauth.code_redeemed_twice",
    software="msal-node",
    symptom="AADSTS54005: OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token.",
)
add(
    "oauth.dpop_htu_behind_proxy",
    software="duende dpop",
    symptom='Invalid HTTP URI in DPoP proof ("htu")',
    exchanges=[
        api_call(
            DT,
            401,
            "",
            scheme="DPoP",
            headers={"DPoP": dpop(tok=DT)},
            answer={"WWW-Authenticate": 'DPoP error="invalid_dpop_proof", error_description="Invalid \'htu\' value."'},
        )
    ],
    log=[L(-2, "request scheme http host 10.0.1.4:5000")],
)
add(
    "oauth.redirect_uri_trailing_slash",
    software="discord",
    symptom="Invalid OAuth2 redirect_uri",
    client={
        "client_id": "1",
        "redirect_uri": "https://bot.example.org/callback/",
        "registered": {"redirect_uris": ["https://bot.example.org/callback"]},
    },
    exchanges=[
        authorize_call(
            "", status=400, redirect_uri="https://bot.example.org/callback/", body="Invalid OAuth2 redirect_uri"
        )
    ],
)
add(
    "oauth.assertion_key_account_mismatch",
    certain=False,
    software="probot",
    symptom="HttpError: A JSON web token could not be decoded - https://docs.github.com/rest",
    credential=c(gha(540)),
    environment={"APP_ID": "123456", "PRIVATE_KEY_PATH": "./key.pem"},
    files={"key.pem": PP},
)
add(
    "oauth.discovery_issuer_mismatch",
    software="vault oidc",
    symptom='error checking oidc discovery URL: oidc: issuer did not match the issuer returned by provider, expected "https://acme.okta.com/" got "https://acme.okta.com"',
)
add(
    "oauth.grant_revoked_by_password_change",
    certain=False,
    software="rclone onedrive",
    symptom="couldn't fetch token: invalid_grant: AADSTS50173: The provided grant has expired due to it being revoked, a fresh auth token is needed.",
)
add(
    "oauth.internal_vs_public_issuer",
    software="nextcloud user_oidc",
    symptom="Token issuer mismatch: expected http://keycloak:8080/realms/a, got https://sso.example.org/realms/a",
)
add(
    "oauth.bearer_scheme_case",
    software="traefik forward auth",
    symptom="401",
    exchanges=[ap(jwt(), 401, "", scheme="bearer")],
    verifier=V(),
    files={"auth.go": 'if !strings.HasPrefix(h, "Bearer ") {\n  w.WriteHeader(401)\n}\n'},
)
add(
    "oauth.client_secret_not_sent",
    software="strava cli",
    symptom="invalid_client: client_secret is missing.",
    exchanges=[
        token_call(
            400,
            {"error": "invalid_request", "error_description": "client_secret is missing."},
            url="https://oauth2.googleapis.com/token",
            grant_type="authorization_code",
            code="c",
            client_id="x.apps.googleusercontent.com",
        )
    ],
)
add(
    "oauth.client_secret_wrong_or_expired",
    certain=False,
    software="gitlab omniauth",
    symptom="invalid_client: Client authentication failed due to unknown client, no client authentication included, or unsupported authentication method.",
    exchanges=[
        token_call(
            401,
            {
                "error": "invalid_client",
                "error_description": "Client authentication failed due to unknown client, no client authentication included, or unsupported authentication method.",
            },
            basic=basic("web", "g-EXAMPLE"),
            grant_type="authorization_code",
            code="c",
        )
    ],
    client={
        "client_id": "web",
        "client_secret": "g-EXAMPLE",
        "token_endpoint_auth_method": "client_secret_basic",
        "registered": {"token_endpoint_auth_method": "client_secret_basic"},
    },
    log=[L(-9000, "client secret renewed in the portal")],
)
add(
    "oauth.code_expired",
    certain=False,
    software="wechat oauth",
    symptom="invalid_grant: AADSTS70008: The provided authorization code or refresh token has expired due to inactivity.",
    exchanges=[
        exchange("https://app.example.org/cb?code=kk&state=1", 200, "", seen_by="browser", at=NOW - 900),
        tc(400, IG, code="kk"),
    ],
)
add(
    "oauth.dpop_ath_missing",
    software="dpop js",
    symptom="401",
    exchanges=[api_call(DT, 401, {"error": "invalid_token"}, scheme="DPoP", headers={"DPoP": dpop()})],
)
add(
    "oauth.google_testing_7_days",
    certain=False,
    software="n8n google sheets",
    symptom="The provided authorization grant (e.g., authorization code, resource owner credentials) or refresh token is invalid, expired, revoked",
    exchanges=[
        token_call(
            200,
            {**OK, "refresh_token": "1//r"},
            at=NOW - 7 * 86400 - 3000,
            url="https://oauth2.googleapis.com/token",
            grant_type="authorization_code",
            code="4/0",
            client_id="a.apps.googleusercontent.com",
        ),
        token_call(
            400,
            {"error": "invalid_grant", "error_description": "Token has been expired or revoked."},
            url="https://oauth2.googleapis.com/token",
            grant_type="refresh_token",
            refresh_token="1//r",
            client_id="a.apps.googleusercontent.com",
        ),
    ],
)
add(
    "oauth.grant_not_allowed_for_client",
    certain=False,
    software="hydra",
    symptom="The client is not authorized to request a token using this method. The OAuth 2.0 Client is not allowed to use authorization grant 'client_credentials'.",
    exchanges=[
        token_call(
            400, {"error": "unauthorized_client"}, basic=basic("web", "h-EXAMPLE"), grant_type="client_credentials"
        )
    ],
)
add(
    "oauth.refresh_token_superseded",
    certain=False,
    software="zoom oauth",
    symptom="Invalid Token!",
    exchanges=[
        token_call(
            200,
            {**OK, "refresh_token": "new-EXAMPLE"},
            at=NOW - 9000,
            grant_type="refresh_token",
            refresh_token="old-EXAMPLE",
            client_id="w",
        ),
        token_call(
            401,
            {"reason": "Invalid Token!", "error": "invalid_grant"},
            grant_type="refresh_token",
            refresh_token="old-EXAMPLE",
            client_id="w",
        ),
    ],
)
add(
    "oauth.wrong_tenant",
    software="msgraph sdk",
    symptom="AADSTS700016: Application with identifier 'abc' was not found in the directory 'Contoso'.",
)
add(
    "oauth.cognito_secret_hash_username",
    software="cognito js",
    symptom="NotAuthorizedException: SecretHash does not match for the client: 5abc",
)
add(
    "oauth.dpop_nonce_stale",
    software="oauth4webapi",
    symptom="use_dpop_nonce: Authorization server requires nonce in DPoP proof",
    exchanges=[
        exchange(
            ISSUER + "/par",
            400,
            {"error": "use_dpop_nonce"},
            method="POST",
            headers={"DPoP": dpop(ISSUER + "/par", "POST")},
            answer={"DPoP-Nonce": "n9"},
        )
    ],
)
add(
    "oauth.missing_scope",
    software="slack",
    symptom="missing_scope",
    exchanges=[
        exchange(
            "https://slack.com/api/conversations.history",
            403,
            {"ok": False, "error": "missing_scope", "needed": "channels:history", "provided": "chat:write"},
            headers={"Authorization": "Bearer xoxb-EXAMPLE"},
        )
    ],
)
add(
    "oauth.pkce_verifier_stale",
    software="angular-oauth2-oidc",
    symptom="Transformed code verifier does not match code challenge",
    exchanges=[
        az(ch(v1), NOW - 9, state="a"),
        az(ch(v2), NOW - 8, state="b"),
        tc(400, IG, code="cc", code_verifier=v1),
    ],
)
add(
    "oauth.redirect_uri_localhost_vs_127",
    software="gcloud",
    symptom="redirect_uri_mismatch",
    exchanges=[
        authorize_call("", status=400, redirect_uri="http://127.0.0.1:3000/cb", body="Error 400: redirect_uri_mismatch")
    ],
    client={"client_id": "w", "registered": {"redirect_uris": ["http://localhost:3000/cb"]}},
)
add(
    "oauth.assertion_reused_expired",
    software="docusign",
    symptom="invalid_grant: expired_assertion / token expired",
    exchanges=[
        token_call(
            400,
            {"error": "invalid_grant", "error_description": "assertion is expired"},
            grant_type="urn:ietf:params:oauth:grant-type:jwt-bearer",
            assertion=jwt({"iss": "k", "sub": "u", "aud": ISSUER, "iat": NOW - 7300, "exp": NOW - 3700}),
        )
    ],
)
add(
    "oauth.client_library_bug",
    certain=False,
    software="oauthlib 3.2.1",
    symptom="(invalid_client) after updating, same credentials in Postman work",
    exchanges=[token_call(401, IC, grant_type="client_credentials", client_id="web", client_secret="x-EXAMPLE")],
    log=[L(-500, "pip: oauthlib 3.2.0 -> 3.2.1")],
)
add(
    "oauth.code_issued_to_other_client",
    software="google ios+web",
    symptom="unauthorized_client / invalid_grant",
    exchanges=[
        authorize_call(
            "com.x:/cb?code=gg&state=s",
            client_id="ios.apps.googleusercontent.com",
            url="https://accounts.google.com/o/oauth2/v2/auth",
            redirect_uri="com.x:/cb",
        ),
        token_call(
            400,
            {"error": "invalid_grant"},
            url="https://oauth2.googleapis.com/token",
            grant_type="authorization_code",
            code="gg",
            client_id="web.apps.googleusercontent.com",
            client_secret="x-EXAMPLE",
            redirect_uri="com.x:/cb",
        ),
    ],
)
add(
    "oauth.dpop_ath_mismatch",
    software="solid",
    symptom="DPoP proof ath does not match access token",
    exchanges=[api_call(DT, 401, "", scheme="DPoP", headers={"DPoP": dpop(ath="AAAA")})],
)
add(
    "oauth.dpop_proof_missing",
    software="curl",
    symptom='WWW-Authenticate: DPoP error="invalid_token"',
    exchanges=[ap(DT, 401, "", answer={"WWW-Authenticate": 'DPoP error="invalid_token", algs="ES256"'})],
)
add(
    "oauth.grant_revoked",
    certain=False,
    software="quickbooks",
    symptom="invalid_grant: Token invalid",
    log=[L(-7000, "user clicked Disconnect in the app center"), L(-60, "refresh -> 400 invalid_grant")],
)
add(
    "oauth.literal_placeholder",
    software="spring",
    symptom="[invalid_client]",
    exchanges=[token_call(401, IC, basic=basic("${CLIENT_ID}", "${CLIENT_SECRET}"), grant_type="client_credentials")],
)
add(
    "oauth.pkce_method_missing",
    software="spotify python",
    symptom="invalid_grant: code_verifier was incorrect",
    exchanges=[
        az(ch(v2), NOW - 9, None),
        tc(
            400,
            {"error": "invalid_grant", "error_description": "code_verifier was incorrect"},
            code="cc",
            code_verifier=v2,
        ),
    ],
)
add(
    "oauth.pkce_verifier_malformed",
    software="unity",
    symptom="invalid_request: code_verifier has invalid length",
    client={"client_id": "w", "code_verifier": "abc123", "code_challenge_method": "S256"},
)
add(
    "oauth.pkce_verifier_missing",
    software="google oauthlib",
    symptom="(invalid_grant) Missing code verifier.",
    exchanges=[
        az(ch(v1), NOW - 9),
        tc(
            400,
            {"error": "invalid_grant", "error_description": "Missing code verifier."},
            code="cc",
            client_secret="x-EXAMPLE",
        ),
    ],
)
add(
    "oauth.scope_claim_not_mapped",
    software="ballerina",
    symptom="403 Forbidden: authorization failed, scope orders.read required",
    exchanges=[ap(jwt(claims(scope=None, scp="orders.read")), 403, "")],
    verifier=V(required_scope="orders.read"),
)
add(
    "oauth.server_metadata_wrong",
    software="claude mcp client",
    symptom="invalid_client",
    issuer={
        "url": ISSUER,
        "metadata": {
            "issuer": ISSUER,
            "token_endpoint_auth_methods_supported": ["none", "client_secret_post", "client_secret_basic"],
        },
    },
    exchanges=[
        token_call(
            401,
            {"error": "invalid_client", "error_description": "unsupported client authentication"},
            at=NOW - 5,
            grant_type="authorization_code",
            code="a",
            client_id="web",
            client_secret="x-EXAMPLE",
        ),
        token_call(200, OK, at=NOW - 2, basic=basic("web", "x-EXAMPLE"), grant_type="authorization_code", code="b"),
    ],
)
# healthy
healthy(
    "jwt",
    "undecided",
    symptom="Please check",
    credential=c(
        jwt(
            claims(
                iss="https://gitlab.example.org",
                aud="https://vault.example.org",
                sub="project_path:a/b:ref_type:branch:ref:main",
                scope=None,
            )
        ),
        "id_token",
    ),
)
healthy("jwt", symptom="ok", credential=c(jwt(claims(scope=["a", "b"], aud=[API, "account"]))), verifier=V())
healthy("jwt", symptom="Works for me", credential=c(HS(claims(iat=NOW, nbf=NOW, exp=NOW + 15))), verifier=hv())
healthy(
    "aws",
    symptom="No error so far, collected for the audit.",
    environment=environment(SID, SEC, TOK, AWS_REGION="eu-south-1"),
    exchanges=[
        aws_call(
            200,
            gci(u="assumed-role/x/y"),
            key_id=SID,
            token=TOK,
            host="sts.eu-south-1.amazonaws.com",
            region="eu-south-1",
        )
    ],
    log=[L(-9000, "ExpiredToken once, refreshed")],
)
healthy(
    "aws",
    symptom="200 OK",
    exchanges=[
        aws_call(
            200, '{"TableNames":["a"]}', key_id="local_dev", host="localhost:4566", service="dynamodb", scheme="http"
        )
    ],
    environment={"AWS_ACCESS_KEY_ID": "local_dev", "AWS_SECRET_ACCESS_KEY": "x"},
)
healthy(
    "oauth",
    symptom="works",
    exchanges=[
        az(ch(v1), NOW - 400, state="x"),
        az(ch(v2), NOW - 30, state="y"),
        tc(200, OK, code="cc", code_verifier=v2),
    ],
)
healthy(
    "oauth",
    symptom="audit",
    exchanges=[
        token_call(
            200,
            {**OK, "refresh_token": "same"},
            at=NOW - 5000,
            grant_type="refresh_token",
            refresh_token="same",
            client_id="w",
        ),
        token_call(
            200, {**OK, "refresh_token": "same"}, grant_type="refresh_token", refresh_token="same", client_id="w"
        ),
    ],
)
healthy(
    "oauth",
    symptom="ok",
    exchanges=[ap(jwt(), 200, "{}", answer={"Server": "nginx"})],
    verifier=V(),
    files={"nginx.conf": "proxy_set_header Authorization $http_authorization;\n"},
)
