"""Poor evidence of AWS: an error's words in the manner of many programs, and at most one fact beside it."""

from __future__ import annotations

# Cause, what else is right, and the evidence.
REPORTS = [
    (
        "aws.clock_skew",
        [],
        {
            "symptom": "botocore.exceptions.ClientError: An error occurred (RequestTimeTooSkewed) when calling the ListBuckets operation: The difference between the request time and the current time is too large."
        },
    ),
    (
        "aws.clock_skew",
        [],
        {
            "symptom": "An error occurred (SignatureDoesNotMatch) when calling the GetCallerIdentity operation: Signature expired: 20260104T101010Z is now earlier than 20260104T102211Z (20260104T103711Z - 15 min.)"
        },
    ),
    (
        "aws.clock_skew",
        [],
        {
            "symptom": "InvalidSignatureException: Signature not yet current: 20260104T102511Z is still later than 20260104T101923Z (20260104T101423Z + 5 min.)"
        },
    ),
    (
        "aws.clock_skew",
        [],
        {
            "symptom": "Error: error configuring Terraform AWS Provider: error validating provider credentials: error calling sts:GetCallerIdentity: operation error STS: GetCallerIdentity, https response error StatusCode: 403, RequestID: x, api error SignatureDoesNotMatch: Signature expired: 20260104T101010Z is now earlier than 20260104T102211Z (20260104T103711Z - 15 min.)"
        },
    ),
    (
        "aws.clock_skew",
        [],
        {
            "symptom": "com.amazonaws.services.s3.model.AmazonS3Exception: The difference between the request time and the current time is too large. (Service: Amazon S3; Status Code: 403; Error Code: RequestTimeTooSkewed; Request ID: X)"
        },
    ),
    (
        "aws.clock_skew",
        ["aws.account_inactive", "aws.v1_token_in_optin_region"],
        {
            "symptom": "An error occurred (AuthFailure) when calling the DescribeInstances operation: AWS was not able to validate the provided access credentials",
            "log": ["worked yesterday; after the laptop woke from sleep every call fails"],
        },
    ),
    (
        "aws.clock_skew",
        [],
        {
            "symptom": "ERROR: S3 error: 403 (RequestTimeTooSkewed): The difference between the request time and the current time is too large.",
            "software": "s3cmd 2.3",
        },
    ),
    (
        "aws.clock_skew",
        [],
        {
            "symptom": "Fatal: unable to open config file: Stat: The difference between the request time and the server's time is too large.\nIs there a repository at the following location?",
            "software": "restic 0.17",
        },
    ),
    (
        "aws.clock_skew",
        [],
        {
            "symptom": "mc: <ERROR> Unable to list folder. The difference between the request time and the server's time is too large.",
            "software": "mc",
        },
    ),
    (
        "aws.clock_skew",
        [],
        {
            "symptom": "Failed to copy: RequestTimeTooSkewed: The difference between the request time and the current time is too large.\n\tstatus code: 403",
            "software": "rclone v1.68",
        },
    ),
    (
        "aws.clock_skew",
        [],
        {
            "symptom": "Unable to locate credentials... SignatureDoesNotMatch Signature expired",
            "platform": {"os": "wsl2"},
        },
    ),
    (
        "aws.clock_skew",
        [],
        {
            "symptom": "AWS Error Code: AuthFailure, Status Code: 401, AWS Request ID: x, AWS Error Type: client, AWS Error Message: AWS was not able to validate the provided access credentials",
            "log": ["ntpd: time correction of 1832 seconds exceeds sanity limit (1000)"],
        },
    ),
    (
        "aws.clock_timezone_error",
        [],
        {
            "symptom": "RequestTimeTooSkewed: The difference between the request time and the current time is too large. <RequestTime>20260104T110000Z</RequestTime><ServerTime>2026-01-04T09:00:03Z</ServerTime>"
        },
    ),
    (
        "aws.clock_timezone_error",
        [],
        {
            "symptom": "Signature not yet current: 20260104T163012Z is still later than 20260104T110512Z (20260104T110012Z + 5 min.)",
            "platform": {"timezone": "Asia/Kolkata"},
        },
    ),
    (
        "aws.v1_token_in_optin_region",
        ["aws.region_not_enabled"],
        {
            "symptom": "An error occurred (AuthFailure) when calling the DescribeRegions operation: AWS was not able to validate the provided access credentials",
            "environment": {
                "AWS_REGION": "me-south-1",
                "AWS_ACCESS_KEY_ID": "ASIA4QWSEDRFTEXAMPLE",
                "AWS_SESSION_TOKEN": "FwoGZXIvYXdzExxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
                "AWS_SECRET_ACCESS_KEY": "mN8vBc3+Xz1aSd4fGh7jKl0QwEr9tYEXAMPLEKEY",
            },
        },
    ),
    (
        "aws.v1_token_in_optin_region",
        ["aws.region_not_enabled"],
        {
            "symptom": "operation error EC2: DescribeVpcs, https response error StatusCode: 401, RequestID: x, api error AuthFailure: AWS was not able to validate the provided access credentials",
            "command": "terraform plan",
            "files": {
                "main.tf": 'provider "aws" {\n  region = "ap-east-1"\n  assume_role {\n role_arn = "arn:aws:iam::123456789012:role/tf"\n }\n}'
            },
        },
    ),
    (
        "aws.v1_token_in_optin_region",
        ["aws.region_not_enabled", "aws.session_token_very_old"],
        {
            "symptom": "InvalidToken: The provided token is malformed or otherwise invalid.\n\tstatus code: 400",
            "command": "aws s3 ls s3://b --region af-south-1",
        },
    ),
    (
        "aws.v1_token_in_optin_region",
        ["aws.region_not_enabled"],
        {
            "symptom": "IllegalLocationConstraintException / The security token included in the request is invalid",
            "environment": {"AWS_DEFAULT_REGION": "eu-south-1"},
            "command": "aws eks list-clusters",
        },
    ),
    (
        "aws.wrong_partition",
        [],
        {
            "symptom": "An error occurred (InvalidClientTokenId) when calling the GetCallerIdentity operation: The security token included in the request is invalid",
            "environment": {"AWS_REGION": "us-gov-west-1"},
        },
    ),
    (
        "aws.wrong_partition",
        [],
        {
            "symptom": "error validating provider credentials: error calling sts:GetCallerIdentity: InvalidClientTokenId: The security token included in the request is invalid",
            "files": {"backend.tf": 'terraform {\n backend "s3" {\n region = "cn-north-1"\n }\n}'},
        },
    ),
    (
        "aws.wrong_partition",
        [],
        {
            "symptom": "InvalidAccessKeyId: The AWS Access Key Id you provided does not exist in our records.",
            "settings": {"region": "cn-northwest-1"},
        },
    ),
    (
        "aws.wrong_partition",
        [],
        {
            "symptom": "Error: configuring Terraform AWS Provider: validating provider credentials: retrieving caller identity from STS: operation error STS: GetCallerIdentity, https response error StatusCode: 403, RequestID: a, api error InvalidClientTokenId: The security token included in the request is invalid.",
            "log": ["using our GovCloud account"],
        },
    ),
    (
        "aws.wrong_partition",
        ["aws.web_identity_provider_missing"],
        {
            "symptom": "WebIdentityErr: failed to retrieve credentials\ncaused by: InvalidIdentityToken: No OpenIDConnect provider found in your account for https://oidc.eks.cn-north-1.amazonaws.com.cn/id/ABC"
        },
    ),
    (
        "aws.key_id_whitespace",
        [],
        {
            "symptom": "IncompleteSignatureException: 'AKIA4QWSEDRFTEXAMPLE' not a valid key=value pair (missing equal-sign) in Authorization header: 'AWS4-HMAC-SHA256 Credential=AKIA4QWSEDRFTEXAMPLE /20260104/us-east-1/sts/aws4_request, SignedHeaders=host;x-amz-date, Signature=abc'."
        },
    ),
    (
        "aws.key_id_whitespace",
        ["aws.key_id_extra_text"],
        {
            "symptom": "An error occurred (IncompleteSignature) when calling the GetCallerIdentity operation: '/20260104/us-east-1/sts/aws4_request,' not a valid key=value pair (missing equal-sign) in Authorization header: 'AWS4-HMAC-SHA256 Credential=AKIA4QWSEDRFTEXAMPLE\n/20260104/...'"
        },
    ),
    (
        "aws.key_id_whitespace",
        [],
        {
            "symptom": "ValueError: Invalid header value b'AWS4-HMAC-SHA256 Credential=AKIA4QWSEDRFTEXAMPLE\\n/20260104/us-east-1/s3/aws4_request, SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature=abc'"
        },
    ),
    (
        "aws.key_id_whitespace",
        [],
        {
            "symptom": 'net/http: invalid header field value "AWS4-HMAC-SHA256 Credential=AKIA4QWSEDRFTEXAMPLE\\n/20260104/us-east-1/s3/aws4_request, SignedHeaders=host" for key Authorization'
        },
    ),
    (
        "aws.key_id_whitespace",
        ["aws.secret_whitespace", "aws.value_quoted"],
        {
            "symptom": 'TypeError [ERR_INVALID_CHAR]: Invalid character in header content ["authorization"]',
            "software": "@aws-sdk/client-s3 3.600",
            "log": ["kubectl create secret from: echo $AWS_ACCESS_KEY_ID | base64"],
        },
    ),
    (
        "aws.key_id_whitespace",
        [],
        {
            "symptom": "software.amazon.awssdk.core.exception.SdkClientException: Unable to execute HTTP request: Unexpected char 0x0a at 44 in Authorization value: AWS4-HMAC-SHA256 Credential=AKIA4QWSEDRFTEXAMPLE"
        },
    ),
    (
        "aws.session_token_missing",
        [],
        {
            "symptom": "InvalidClientTokenId: The security token included in the request is invalid",
            "environment": {"AWS_ACCESS_KEY_ID": "ASIA4QWSEDRFTEXAMPLE"},
        },
    ),
    (
        "aws.session_token_missing",
        [],
        {
            "symptom": "InvalidAccessKeyId: The AWS Access Key Id you provided does not exist in our records.",
            "settings": {
                "access_key": "ASIA4QWSEDRFTEXAMPLE",
                "secret_key": "mN8vBc3+Xz1aSd4fGh7jKl0QwEr9tYEXAMPLEKEY",
            },
        },
    ),
    (
        "aws.session_token_missing",
        [],
        {
            "symptom": "The AWS Access Key Id you provided does not exist in our records. (Service: Amazon S3; Status Code: 403; Error Code: InvalidAccessKeyId)",
            "files": {
                "core-site.xml": "<configuration><property><name>fs.s3a.access.key</name><value>ASIA4QWSEDRFTEXAMPLE</value></property><property><name>fs.s3a.secret.key</name><value>mN8vBc3+Xz1aSd4fGh7jKl0QwEr9tYEXAMPLEKEY</value></property></configuration>"
            },
        },
    ),
    (
        "aws.session_token_missing",
        [],
        {
            "symptom": 'Failed to create file system for "s3:bucket": InvalidAccessKeyId: The AWS Access Key Id you provided does not exist in our records',
            "files": {
                "rclone.conf": "[s3]\ntype = s3\nprovider = AWS\naccess_key_id = ASIA4QWSEDRFTEXAMPLE\nsecret_access_key = mN8vBc3+Xz1aSd4fGh7jKl0QwEr9tYEXAMPLEKEY\nregion = eu-west-1\n"
            },
        },
    ),
    (
        "aws.session_token_missing",
        [],
        {
            "symptom": "ERROR: S3 error: 403 (InvalidAccessKeyId): The AWS Access Key Id you provided does not exist in our records.",
            "files": {
                "~/.s3cfg": "[default]\naccess_key = ASIA4QWSEDRFTEXAMPLE\nsecret_key = mN8vBc3+Xz1aSd4fGh7jKl0QwEr9tYEXAMPLEKEY\nhost_base = s3.amazonaws.com\n"
            },
        },
    ),
    (
        "aws.session_token_missing",
        [],
        {
            "symptom": 'Aws\\S3\\Exception\\S3Exception: Error executing "ListObjects": InvalidAccessKeyId (client): The AWS Access Key Id you provided does not exist in our records.',
            "files": {
                "config.php": "<?php return ['credentials' => ['key' => 'ASIA4QWSEDRFTEXAMPLE', 'secret' => 'mN8vBc3+Xz1aSd4fGh7jKl0QwEr9tYEXAMPLEKEY']];"
            },
        },
    ),
    (
        "aws.session_token_missing",
        [],
        {
            "symptom": "Amazon.Runtime.AmazonServiceException: The security token included in the request is invalid",
            "files": {
                "appsettings.json": '{"AWS":{"AccessKey":"ASIA4QWSEDRFTEXAMPLE","SecretKey":"mN8vBc3+Xz1aSd4fGh7jKl0QwEr9tYEXAMPLEKEY"}}'
            },
        },
    ),
    (
        "aws.session_token_missing",
        [],
        {
            "symptom": "Aws::STS::Errors::InvalidClientTokenId: The security token included in the request is invalid",
            "files": {
                "config.rb": 'Aws.config.update(access_key_id: "ASIA4QWSEDRFTEXAMPLE", secret_access_key: "mN8vBc3+Xz1aSd4fGh7jKl0QwEr9tYEXAMPLEKEY")'
            },
        },
    ),
    (
        "aws.session_token_missing",
        [],
        {
            "symptom": "403 Forbidden InvalidAccessKeyId",
            "files": {
                "app.py": 'boto3.client("s3", aws_access_key_id="ASIA4QWSEDRFTEXAMPLE", aws_secret_access_key="mN8vBc3+Xz1aSd4fGh7jKl0QwEr9tYEXAMPLEKEY")'
            },
        },
    ),
    (
        "aws.session_token_missing",
        [],
        {
            "symptom": "UnrecognizedClientException: The security token included in the request is invalid",
            "files": {
                "docker-compose.yml": "services:\n  app:\n    environment:\n      - AWS_ACCESS_KEY_ID=ASIA4QWSEDRFTEXAMPLE\n      - AWS_SECRET_ACCESS_KEY=mN8vBc3+Xz1aSd4fGh7jKl0QwEr9tYEXAMPLEKEY\n"
            },
        },
    ),
    (
        "aws.web_identity_sub_mismatch",
        [],
        {
            "symptom": "Error: Could not assume role with OIDC: Not authorized to perform sts:AssumeRoleWithWebIdentity",
            "software": "aws-actions/configure-aws-credentials@v4",
        },
    ),
    (
        "aws.web_identity_sub_mismatch",
        [],
        {
            "symptom": "WebIdentityErr: failed to retrieve credentials\ncaused by: AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity\n\tstatus code: 403",
            "software": "external-dns",
        },
    ),
    (
        "aws.web_identity_sub_mismatch",
        [],
        {
            "symptom": "software.amazon.awssdk.services.sts.model.StsException: Not authorized to perform sts:AssumeRoleWithWebIdentity (Service: Sts, Status Code: 403)"
        },
    ),
    (
        "aws.web_identity_sub_mismatch",
        [],
        {
            "symptom": "An error occurred (InvalidIdentityToken) when calling the AssumeRoleWithWebIdentity operation: Incorrect token audience"
        },
    ),
    (
        "aws.web_identity_sub_mismatch",
        [],
        {
            "symptom": "operation error STS: AssumeRoleWithWebIdentity, https response error StatusCode: 403, RequestID: x, api error AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity",
            "files": {
                "sa.yaml": "kind: ServiceAccount\nmetadata:\n name: a\n annotations:\n  eks.amazonaws.com/role-arn: arn:aws:iam::1:role/x"
            },
        },
    ),
    (
        "aws.getsessiontoken_no_mfa_iam",
        [],
        {
            "symptom": "An error occurred (InvalidClientTokenId) when calling the ListUsers operation: The security token included in the request is invalid",
            "software": "aws-vault",
        },
    ),
    (
        "aws.getsessiontoken_no_mfa_iam",
        [],
        {
            "symptom": "Error: error reading IAM Role (x): InvalidClientTokenId: The security token included in the request is invalid",
            "command": "aws-vault exec prod -- terraform apply",
            "environment": {
                "AWS_ACCESS_KEY_ID": "ASIA4QWSEDRFTEXAMPLE",
                "AWS_SESSION_TOKEN": "IQoJb3JpZ2luX2VjEXAMPLEFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVx",
                "AWS_SECRET_ACCESS_KEY": "mN8vBc3+Xz1aSd4fGh7jKl0QwEr9tYEXAMPLEKEY",
            },
        },
    ),
    (
        "aws.getsessiontoken_no_mfa_iam",
        [],
        {
            "symptom": "creating IAM Role (x): operation error IAM: CreateRole, https response error StatusCode: 403, RequestID: y, api error InvalidClientTokenId: The security token included in the request is invalid",
            "environment": {"AWS_VAULT": "prod"},
        },
    ),
    (
        "aws.env_overrides_profile",
        [],
        {
            "symptom": "An error occurred (InvalidClientTokenId) when calling the GetCallerIdentity operation: The security token included in the request is invalid",
            "command": "aws --profile prod sts get-caller-identity",
            "environment": {"AWS_ACCESS_KEY_ID": "AKIA4QWSEDRFTEXAMPLE", "AWS_PROFILE": "prod"},
        },
    ),
    (
        "aws.env_overrides_profile",
        ["aws.session_expired"],
        {
            "symptom": "ExpiredToken: The security token included in the request is expired",
            "command": "AWS_PROFILE=prod terraform plan",
            "environment": {
                "AWS_ACCESS_KEY_ID": "ASIA4QWSEDRFTEXAMPLE",
                "AWS_SESSION_TOKEN": "IQoJb3JpZ2luX2VjEXAMPLEFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVx",
                "AWS_SECRET_ACCESS_KEY": "mN8vBc3+Xz1aSd4fGh7jKl0QwEr9tYEXAMPLEKEY",
                "AWS_PROFILE": "prod",
            },
        },
    ),
    (
        "aws.key_not_yet_propagated",
        [],
        {
            "symptom": "InvalidClientTokenId: The security token included in the request is invalid",
            "log": [
                "2026-01-04T10:00:00Z vault: generated new IAM user creds",
                "2026-01-04T10:00:02Z terraform: error",
            ],
            "now": "2026-01-04T10:00:02Z",
        },
    ),
    (
        "aws.key_not_yet_propagated",
        [],
        {
            "symptom": "Error: validating provider credentials: InvalidClientTokenId: The security token included in the request is invalid - a second run some seconds later is fine",
            "software": "terraform vault_aws_access_credentials",
        },
    ),
    (
        "aws.profile_section_name",
        [],
        {
            "symptom": "The config profile (dev) could not be found",
            "files": {"~/.aws/config": "[dev]\nregion=eu-west-1\n"},
        },
    ),
    (
        "aws.profile_section_name",
        [],
        {
            "symptom": "failed to get shared config profile, dev",
            "files": {
                "~/.aws/config": "[dev]\nregion=eu-west-1\nrole_arn = arn:aws:iam::1:role/x\nsource_profile=default"
            },
        },
    ),
    (
        "aws.profile_section_name",
        [],
        {
            "symptom": "Error: Failed to load credentials: Profile dev could not be found in shared credentials file.",
            "files": {
                "~/.aws/credentials": "[profile dev]\naws_access_key_id=AKIA4QWSEDRFTEXAMPLE\naws_secret_access_key=hT7uQe2/Zr9pLw0+KxVbn3MsYd5cGfEXAMPLEKEY"
            },
        },
    ),
    (
        "aws.profile_section_name",
        [],
        {
            "symptom": "CredentialsProviderError: Could not resolve credentials using profile: [dev] in configuration/credentials file(s).",
            "files": {"~/.aws/config": "[dev]\nsso_start_url = https://x.awsapps.com/start\nregion=eu-west-1\n"},
        },
    ),
    (
        "aws.sigv4_wrong_region",
        [],
        {
            "symptom": "AuthorizationHeaderMalformed: The authorization header is malformed; the region 'us-east-1' is wrong; expecting 'eu-central-1'"
        },
    ),
    (
        "aws.sigv4_wrong_region",
        [],
        {"symptom": "SignatureDoesNotMatch: Credential should be scoped to a valid region, not 'eu-west'. "},
    ),
    (
        "aws.sigv4_wrong_region",
        [],
        {
            "symptom": "S3 error: The AWS Access Key... AuthorizationHeaderMalformed\n\tstatus code: 400, expecting 'eu-north-1'"
        },
    ),
    (
        "aws.sigv4_wrong_region",
        [],
        {
            "symptom": "InvalidSignatureException: Credential should be scoped to a valid region.",
            "software": "@aws-sdk/client-dynamodb",
        },
    ),
    (
        "aws.sigv4_wrong_region",
        [],
        {
            "symptom": "Error parsing the X-Amz-Credential parameter; the region 'us-east-1' is wrong; expecting 'eu-west-3'"
        },
    ),
    (
        "aws.sigv4_wrong_region",
        [],
        {
            "symptom": "PermanentRedirect: The bucket you are attempting to access must be addressed using the specified endpoint. / AuthorizationHeaderMalformed"
        },
    ),
    (
        "aws.empty_env_variable",
        [],
        {
            "symptom": "An error occurred (AuthorizationHeaderMalformed) when calling the ListBuckets operation: The authorization header is malformed; a non-empty Access Key (AKID) must be provided in the credential."
        },
    ),
    (
        "aws.empty_env_variable",
        [],
        {
            "symptom": 'Unable to locate credentials. You can configure credentials by running "aws configure".',
            "environment": {"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""},
        },
    ),
    (
        "aws.empty_env_variable",
        [],
        {
            "symptom": "Partial credentials found in env, missing: AWS_SECRET_ACCESS_KEY",
            "environment": {"AWS_ACCESS_KEY_ID": "AKIA4QWSEDRFTEXAMPLE", "AWS_SECRET_ACCESS_KEY": ""},
        },
    ),
    (
        "aws.empty_env_variable",
        [],
        {
            "symptom": "The authorization header is malformed; a non-empty Access Key (AKID) must be provided in the credential.",
            "software": "GitHub Actions",
            "files": {".github/workflows/x.yml": "env:\n  AWS_ACCESS_KEY_ID: ${{ secrets.AWS_KEY }}\n"},
        },
    ),
    ("aws.no_credentials_unsigned", [], {"symptom": "NoCredentialProviders: no valid providers in chain. Deprecated."}),
    (
        "aws.no_credentials_unsigned",
        [],
        {"symptom": "botocore.exceptions.NoCredentialsError: Unable to locate credentials"},
    ),
    (
        "aws.no_credentials_unsigned",
        [],
        {"symptom": "CredentialsProviderError: Could not load credentials from any providers"},
    ),
    (
        "aws.no_credentials_unsigned",
        [],
        {
            "symptom": "Error: No valid credential sources found\n\nPlease see https://registry.terraform.io/providers/hashicorp/aws for more information"
        },
    ),
    (
        "aws.no_credentials_unsigned",
        [],
        {
            "symptom": "com.amazonaws.SdkClientException: Unable to load AWS credentials from any provider in the chain: [EnvironmentVariableCredentialsProvider: Unable to load AWS credentials from environment variables"
        },
    ),
    (
        "aws.no_credentials_unsigned",
        [],
        {
            "symptom": "org.apache.hadoop.fs.s3a.auth.NoAuthWithAWSException: No AWS Credentials provided by TemporaryAWSCredentialsProvider SimpleAWSCredentialsProvider EnvironmentVariableCredentialsProvider IAMInstanceCredentialsProvider"
        },
    ),
    (
        "aws.no_credentials_unsigned",
        [],
        {
            "symptom": "dispatch failure: the credential provider was not enabled: no providers in chain provided credentials",
            "software": "aws-sdk-rust",
        },
    ),
    (
        "aws.no_credentials_unsigned",
        [],
        {
            "symptom": "Aws\\Exception\\CredentialsException: Error retrieving credentials from the instance profile metadata service. (cURL error 28: Connection timed out) (http://169.254.169.254/latest/meta-data/iam/security-credentials/)"
        },
    ),
    (
        "aws.no_credentials_unsigned",
        [],
        {"symptom": "Aws::Errors::MissingCredentialsError: unable to sign request without credentials set"},
    ),
    (
        "aws.no_credentials_unsigned",
        [],
        {
            "symptom": "Amazon.Runtime.AmazonServiceException: Unable to get IAM security credentials from EC2 Instance Metadata Service."
        },
    ),
    (
        "aws.no_credentials_unsigned",
        [],
        {
            "symptom": "operation error S3: ListBuckets, get identity: get credentials: failed to refresh cached credentials, no EC2 IMDS role found, operation error ec2imds: GetMetadata, request canceled, context deadline exceeded"
        },
    ),
    ("aws.no_credentials_unsigned", [], {"symptom": "Access Denied. Anonymous access is forbidden for this operation"}),
    (
        "aws.no_credentials_unsigned",
        [],
        {
            "symptom": "The AWS CLI: An error occurred (403) ... User: anonymous is not authorized to perform: es:ESHttpGet"
        },
    ),
    (
        "aws.no_credentials_unsigned",
        [],
        {
            "symptom": "Need to perform AWS calls for account 123456789012, but no credentials have been configured",
            "software": "cdk",
        },
    ),
    (
        "aws.no_credentials_unsigned",
        [],
        {"symptom": "Missing credentials in config, if using AWS_CONFIG_FILE, set AWS_SDK_LOAD_CONFIG=1"},
    ),
    (
        "aws.presigned_by_expiring_session",
        [],
        {
            "symptom": "<Error><Code>ExpiredToken</Code><Message>The provided token has expired.</Message></Error> after one hour though the link should last 7 days",
            "command": "curl 'https://b.s3.amazonaws.com/k?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Expires=604800'",
        },
    ),
    (
        "aws.presigned_by_expiring_session",
        [],
        {
            "symptom": "The provided token has expired",
            "files": {"app.py": "url = s3.generate_presigned_url('get_object', Params=..., ExpiresIn=604800)"},
            "software": "Lambda",
        },
    ),
    (
        "aws.request_changed_after_signing",
        [],
        {
            "symptom": "SignatureDoesNotMatch: The request signature we calculated does not match the signature you provided. Check your key and signing method.",
            "log": ["nginx in front: proxy_set_header Host $host"],
        },
    ),
    (
        "aws.request_changed_after_signing",
        [],
        {"symptom": "SignatureDoesNotMatch", "log": ["other object names work; only keys with a blank or + fail"]},
    ),
    (
        "aws.request_changed_after_signing",
        [],
        {"symptom": "SignatureDoesNotMatch: the presigned PUT works from Postman, the browser adds Content-Type"},
    ),
    (
        "aws.dynamodb_local_key_charset",
        [],
        {
            "symptom": "UnrecognizedClientException: The Access Key ID or security token is invalid.",
            "environment": {"AWS_ACCESS_KEY_ID": "local-key"},
        },
    ),
    (
        "aws.dynamodb_local_key_charset",
        [],
        {
            "symptom": "The Access Key ID or security token is invalid. (Service: DynamoDb, Status Code: 400)",
            "command": "docker run -p 8000:8000 amazon/dynamodb-local",
        },
    ),
    (
        "aws.fake_key_to_real_aws",
        [],
        {
            "symptom": "UnrecognizedClientException: The security token included in the request is invalid",
            "environment": {"AWS_ACCESS_KEY_ID": "dummy", "AWS_SECRET_ACCESS_KEY": "dummy"},
        },
    ),
    (
        "aws.fake_key_to_real_aws",
        [],
        {
            "symptom": "InvalidClientTokenId: The security token included in the request is invalid",
            "software": "localstack",
            "environment": {"AWS_ACCESS_KEY_ID": "test"},
        },
    ),
    (
        "aws.fake_key_to_real_aws",
        [],
        {
            "symptom": "UnrecognizedClientException: The security token included in the request is invalid",
            "log": ["localstack | Ready."],
        },
    ),
    (
        "aws.fake_key_to_real_aws",
        [],
        {
            "symptom": "Error: configuring Terraform AWS Provider: validating provider credentials: InvalidClientTokenId: The security token included in the request is invalid",
            "files": {
                "main.tf": 'provider "aws" {\n access_key = "test"\n secret_key = "test"\n region="us-east-1"\n s3_use_path_style = true\n endpoints { s3 = "http://localhost:4566" }\n}'
            },
        },
    ),
    (
        "aws.secret_special_chars_mangled",
        [],
        {
            "symptom": "SignatureDoesNotMatch: The request signature we calculated does not match the signature you provided. Check your key and signing method.",
            "settings": {"url": "s3://AKIA4QWSEDRFTEXAMPLE:hT7uQe2%2FZr9pLw0%2BKxVbn3MsYd5cGfEXAMPLEKEY@bucket"},
        },
    ),
    (
        "aws.secret_special_chars_mangled",
        [],
        {
            "symptom": "SignatureDoesNotMatch: The request signature we calculated does not match",
            "environment": {
                "AWS_ACCESS_KEY_ID": "AKIA4QWSEDRFTEXAMPLE",
                "AWS_SECRET_ACCESS_KEY": "hT7uQe2/Zr9pLw0 KxVbn3MsYd5cGfEXAMPLEKEY",
            },
        },
    ),
    (
        "aws.secret_special_chars_mangled",
        ["aws.no_credentials_unsigned"],
        {
            "symptom": "java.lang.IllegalArgumentException: AWS Access Key ID and Secret Access Key must be specified as the username or password (respectively) of a s3n URL",
            "command": "hadoop distcp s3n://AKIA4QWSEDRFTEXAMPLE:hT7uQe2/Zr9pLw0+KxVbn3MsYd5cGfEXAMPLEKEY@bucket/",
        },
    ),
    (
        "aws.secret_whitespace",
        [],
        {
            "symptom": "SignatureDoesNotMatch",
            "environment": {
                "AWS_ACCESS_KEY_ID": "AKIA4QWSEDRFTEXAMPLE",
                "AWS_SECRET_ACCESS_KEY": "hT7uQe2/Zr9pLw0+KxVbn3MsYd5cGfEXAMPLEKEY\n",
            },
        },
    ),
    (
        "aws.secret_whitespace",
        [],
        {
            "symptom": "SignatureDoesNotMatch: The request signature we calculated does not match the signature you provided.",
            "files": {
                "secret.yaml": "kind: Secret\ndata:\n  secret: aFQ3dVFlMi9acjlwTHcwK0t4VmJuM01zWWQ1Y0dmRVhBTVBMRUtFWQo=\n"
            },
            "log": ["made with: echo $SECRET | base64"],
        },
    ),
    (
        "aws.session_cached_not_refreshed",
        [],
        {"symptom": "ExpiredToken: The provided token has expired.", "log": ["restarting the pod helps for an hour"]},
    ),
    (
        "aws.session_cached_not_refreshed",
        ["aws.session_expired"],
        {
            "symptom": "ExpiredTokenException: The security token included in the request is expired",
            "software": "boto3 1.35",
            "files": {
                "app.py": "creds = session.get_credentials().get_frozen_credentials()\nclient = boto3.client('s3', aws_access_key_id=creds.access_key, aws_session_token=creds.token)"
            },
        },
    ),
    (
        "aws.apigw_no_such_route",
        [],
        {
            "symptom": '{"message":"Missing Authentication Token"}',
            "command": "curl https://abc123.execute-api.eu-west-1.amazonaws.com/orders",
        },
    ),
    (
        "aws.apigw_no_such_route",
        ["aws.no_credentials_unsigned"],
        {"symptom": '{"message":"Missing Authentication Token"}', "software": "Postman"},
    ),
    (
        "aws.apigw_no_such_route",
        ["aws.malformed_authorization_header"],
        {
            "symptom": "Authorization header requires 'Credential' parameter. Authorization header requires 'Signature' parameter. Authorization header requires 'SignedHeaders' parameter.",
            "settings": {"url": "https://abc123.execute-api.eu-west-1.amazonaws.com/v1"},
        },
    ),
    (
        "aws.credentials_file_bom",
        ["aws.credentials_file_no_section"],
        {"symptom": "Unable to parse config file: C:\\Users\\me\\.aws\\credentials", "log": ["edited with Notepad"]},
    ),
    (
        "aws.credentials_file_bom",
        [],
        {
            "symptom": "configparser.MissingSectionHeaderError: File contains no section headers. file: 'credentials', line: 1 '\\ufeff[default]\\n'"
        },
    ),
    (
        "aws.credentials_file_bom",
        [],
        {
            "symptom": "The config profile (default) could not be found",
            "files": {
                "~/.aws/credentials": "\ufeff[default]\naws_access_key_id = AKIA4QWSEDRFTEXAMPLE\naws_secret_access_key = hT7uQe2/Zr9pLw0+KxVbn3MsYd5cGfEXAMPLEKEY"
            },
        },
    ),
    (
        "aws.credentials_file_utf16",
        [],
        {
            "symptom": "UnicodeDecodeError: 'utf-8' codec can't decode byte 0xff in position 0: invalid start byte",
            "command": "aws s3 ls",
        },
    ),
    (
        "aws.credentials_file_utf16",
        ["aws.credentials_file_bom"],
        {"symptom": "Unable to parse config file", "log": ["made with PowerShell: echo '[default]' > credentials"]},
    ),
    ("aws.credentials_file_no_section", [], {"symptom": "Unable to parse config file: /home/app/.aws/credentials"}),
    (
        "aws.credentials_file_no_section",
        ["aws.credentials_file_bom"],
        {
            "symptom": "SharedConfigLoadError: failed to load config file, /home/app/.aws/credentials, caused by: INIParseError: invalid state with ASTKind"
        },
    ),
    (
        "aws.id_and_secret_swapped",
        [],
        {
            "symptom": 'The authorization header is malformed; the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".'
        },
    ),
    (
        "aws.id_and_secret_swapped",
        [],
        {
            "symptom": "InvalidAccessKeyId: The AWS Access Key Id you provided does not exist in our records.<AWSAccessKeyId>hT7uQe2/Zr9pLw0+KxVbn3MsYd5cGfEXAMPLEKEY</AWSAccessKeyId>"
        },
    ),
    (
        "aws.id_and_secret_swapped",
        [],
        {
            "symptom": "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got 'hT7uQe2/Zr9pLw0+KxVbn3MsYd5cGfEXAMPLEKEY/20260104/us-east-1/sts/aws4_request'"
        },
    ),
    (
        "aws.key_id_used_as_secret",
        [],
        {
            "symptom": "SignatureDoesNotMatch",
            "environment": {
                "AWS_ACCESS_KEY_ID": "AKIA4QWSEDRFTEXAMPLE",
                "AWS_SECRET_ACCESS_KEY": "AKIA4QWSEDRFTEXAMPLE",
            },
        },
    ),
    (
        "aws.plain_value_base64_decoded",
        ["aws.key_id_whitespace"],
        {"symptom": "IncompleteSignature: Credential=��\x02", "files": {"s.yaml": "kind: Secret\nstringData: {}\n"}},
    ),
    (
        "aws.plain_value_base64_decoded",
        [],
        {
            "symptom": 'InvalidHeader: invalid header field value for "Authorization"',
            "files": {"s.yaml": "apiVersion: v1\nkind: Secret\ndata:\n  AWS_ACCESS_KEY_ID: AKIA4QWSEDRFTEXAMPLE\n"},
        },
    ),
    (
        "aws.sso_session_expired",
        [],
        {"symptom": "Error loading SSO Token: Token for https://x.awsapps.com/start does not exist"},
    ),
    (
        "aws.sso_session_expired",
        [],
        {
            "symptom": "The SSO session associated with this profile has expired or is otherwise invalid. To refresh this SSO session run aws sso login with the corresponding profile."
        },
    ),
    (
        "aws.sso_session_expired",
        [],
        {
            "symptom": "Error: configuring Terraform AWS Provider: no valid credential sources for Terraform AWS Provider found.\nError: failed to refresh cached credentials, refresh cached SSO token failed, unable to refresh SSO token, operation error SSO OIDC: CreateToken, https response error StatusCode: 400, InvalidGrantException"
        },
    ),
    (
        "aws.sso_session_expired",
        [],
        {
            "symptom": "CredentialsProviderError: Token is expired. To refresh this SSO session run 'aws sso login' with the corresponding profile."
        },
    ),
    (
        "aws.sso_session_expired",
        [],
        {
            "symptom": "Unable to get SSO token: the SSO token has expired or is invalid. System.Security ... AWS .NET Amazon.Runtime.AmazonClientException: Failed to resolve AWS Credentials: SSO token expired"
        },
    ),
    (
        "aws.sso_session_expired",
        [],
        {
            "symptom": "SSOProviderInvalidToken: the SSO session has expired or is invalid\ncaused by: expired 2026-01-04"
        },
    ),
    (
        "aws.sso_session_expired",
        [],
        {
            "symptom": "UnauthorizedException: Session token not found or invalid",
            "command": "aws s3 ls --profile sso-dev",
        },
    ),
    (
        "aws.sso_start_url_mismatch",
        [],
        {
            "symptom": "Error loading SSO Token: Token for https://x.awsapps.com/start/ does not exist",
            "files": {"~/.aws/config": "[profile a]\nsso_start_url = https://x.awsapps.com/start/\n"},
            "log": ["aws sso login: Successfully logged into Start URL: https://x.awsapps.com/start"],
        },
    ),
    (
        "aws.sso_legacy_profile_no_refresh",
        ["aws.sso_session_expired"],
        {
            "symptom": "The SSO session associated with this profile has expired or is otherwise invalid.",
            "files": {
                "~/.aws/config": "[profile a]\nsso_start_url = https://x.awsapps.com/start\nsso_region=eu-west-1\nsso_account_id=1\nsso_role_name=x\n"
            },
        },
    ),
    (
        "aws.web_identity_provider_missing",
        [],
        {
            "symptom": "InvalidIdentityToken: No OpenIDConnect provider found in your account for https://token.actions.githubusercontent.com"
        },
    ),
    (
        "aws.web_identity_provider_missing",
        [],
        {
            "symptom": "Couldn't retrieve verification key from your identity provider,  please reference AssumeRoleWithWebIdentity documentation for requirements"
        },
    ),
    (
        "aws.web_identity_provider_missing",
        [],
        {
            "symptom": "An error occurred (InvalidIdentityToken) when calling the AssumeRoleWithWebIdentity operation: OpenIDConnect provider's HTTPS certificate doesn't match configured thumbprint"
        },
    ),
    (
        "aws.empty_session_token",
        [],
        {
            "symptom": "InvalidClientTokenId: The security token included in the request is invalid",
            "environment": {
                "AWS_ACCESS_KEY_ID": "AKIA4QWSEDRFTEXAMPLE",
                "AWS_SECRET_ACCESS_KEY": "hT7uQe2/Zr9pLw0+KxVbn3MsYd5cGfEXAMPLEKEY",
                "AWS_SESSION_TOKEN": "",
            },
        },
    ),
    (
        "aws.empty_session_token",
        ["aws.empty_env_variable"],
        {
            "symptom": "UnrecognizedClientException: The security token included in the request is invalid",
            "files": {"docker-compose.yml": "environment:\n  AWS_SESSION_TOKEN: ${AWS_SESSION_TOKEN}\n"},
            "log": ["warning: The AWS_SESSION_TOKEN variable is not set. Defaulting to a blank string."],
        },
    ),
    (
        "aws.literal_placeholder",
        [],
        {
            "symptom": "InvalidClientTokenId: The security token included in the request is invalid",
            "environment": {"AWS_ACCESS_KEY_ID": "<your-access-key>"},
        },
    ),
    (
        "aws.literal_placeholder",
        [],
        {
            "symptom": "InvalidClientTokenId: The security token included in the request is invalid",
            "files": {
                "~/.aws/credentials": "[default]\naws_access_key_id=${AWS_ACCESS_KEY_ID}\naws_secret_access_key=${AWS_SECRET_ACCESS_KEY}\n"
            },
        },
    ),
    (
        "aws.malformed_authorization_header",
        [],
        {
            "symptom": "IncompleteSignature: Authorization header requires 'SignedHeaders' parameter. Authorization=AWS4-HMAC-SHA256 Credential=AKIA4QWSEDRFTEXAMPLE/20260104/us-east-1/execute-api/aws4_request Signature=abc"
        },
    ),
    (
        "aws.malformed_authorization_header",
        [],
        {"symptom": "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header."},
    ),
    (
        "aws.malformed_authorization_header",
        ["aws.apigw_no_such_route"],
        {"symptom": "AccessDeniedException: Unable to determine service/operation name to be authorized"},
    ),
    (
        "aws.malformed_authorization_header",
        ["aws.request_changed_after_signing"],
        {
            "symptom": "InvalidArgument: Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or the Authorization header should be specified"
        },
    ),
    (
        "aws.region_not_enabled_in_source_account",
        ["aws.region_not_enabled", "aws.v1_token_in_optin_region"],
        {
            "symptom": "An error occurred (InvalidClientTokenId) when calling the AssumeRole operation: The security token included in the request is invalid",
            "environment": {"AWS_REGION": "eu-south-2"},
        },
    ),
    (
        "aws.region_not_enabled",
        [],
        {
            "symptom": "An error occurred (UnrecognizedClientException) when calling the ListClusters operation: The security token included in the request is invalid",
            "environment": {"AWS_REGION": "il-central-1", "AWS_ACCESS_KEY_ID": "AKIA4QWSEDRFTEXAMPLE"},
        },
    ),
    (
        "aws.region_not_enabled",
        ["aws.account_inactive"],
        {"symptom": "OptInRequired: You are not subscribed to this service. Region ap-southeast-4"},
    ),
    (
        "aws.secret_extra_characters",
        [],
        {
            "symptom": "SignatureDoesNotMatch",
            "environment": {
                "AWS_ACCESS_KEY_ID": "AKIA4QWSEDRFTEXAMPLE",
                "AWS_SECRET_ACCESS_KEY": "hT7uQe2/Zr9pLw0+KxVbn3MsYd5cGfEXAMPLEKEY%",
            },
        },
    ),
    (
        "aws.stale_session_token_with_new_key",
        [],
        {
            "symptom": "InvalidClientTokenId: The security token included in the request is invalid",
            "files": {
                "~/.aws/credentials": "[default]\naws_access_key_id=AKIA4QWSEDRFTEXAMPLE\naws_secret_access_key=hT7uQe2/Zr9pLw0+KxVbn3MsYd5cGfEXAMPLEKEY\naws_session_token=IQoJb3JpZ2luX2VjEXAMPLEFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVx"
            },
        },
    ),
    (
        "aws.stale_session_token_with_new_key",
        [],
        {
            "symptom": "ExpiredToken: The security token included in the request is expired",
            "environment": {
                "AWS_ACCESS_KEY_ID": "AKIA4QWSEDRFTEXAMPLE",
                "AWS_SESSION_TOKEN": "IQoJb3JpZ2luX2VjEXAMPLEFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVx",
            },
        },
    ),
    (
        "aws.value_quoted",
        [],
        {
            "symptom": 'InvalidAccessKeyId: The AWS Access Key Id you provided does not exist in our records.<AWSAccessKeyId>"AKIA4QWSEDRFTEXAMPLE"</AWSAccessKeyId>'
        },
    ),
    (
        "aws.value_quoted",
        [],
        {
            "symptom": "IncompleteSignature",
            "files": {
                ".env": 'AWS_ACCESS_KEY_ID="AKIA4QWSEDRFTEXAMPLE"\nAWS_SECRET_ACCESS_KEY="hT7uQe2/Zr9pLw0+KxVbn3MsYd5cGfEXAMPLEKEY"\n'
            },
            "command": "docker run --env-file .env app",
        },
    ),
    (
        "aws.wrong_profile_selected",
        [],
        {
            "symptom": "The config profile (prd) could not be found",
            "files": {"~/.aws/config": "[profile prod]\nregion=eu-west-1\n"},
        },
    ),
    (
        "aws.wrong_profile_selected",
        [],
        {
            "symptom": "Need to perform AWS calls for account 111122223333, but the current credentials are for 444455556666"
        },
    ),
    (
        "aws.wrong_profile_selected",
        [],
        {
            "symptom": "Unable to locate credentials",
            "files": {
                "~/.aws/credentials": "[prod]\naws_access_key_id=AKIA4QWSEDRFTEXAMPLE\naws_secret_access_key=hT7uQe2/Zr9pLw0+KxVbn3MsYd5cGfEXAMPLEKEY"
            },
        },
    ),
    (
        "aws.account_inactive",
        [],
        {"symptom": "An error occurred (AuthFailure): every key, even root's, fails since the card was declined"},
    ),
    (
        "aws.account_inactive",
        [],
        {"symptom": "OptInRequired: The AWS Access Key Id needs a subscription for the service"},
    ),
    (
        "aws.account_inactive",
        [],
        {
            "symptom": "InvalidClientTokenId: The security token included in the request is invalid",
            "log": ["E-mail: your AWS account 123456789012 has been suspended"],
        },
    ),
    (
        "aws.account_inactive",
        [],
        {
            "symptom": "NotSignedUp: Your account is not signed up for the S3 service. You must sign up before you can use S3."
        },
    ),
    (
        "aws.account_inactive",
        [],
        {
            "symptom": "An error occurred (PendingVerification) when calling the RunInstances operation: Your request for accessing resources in this region is being validated"
        },
    ),
    (
        "aws.credentials_in_other_file",
        ["aws.wrong_profile_selected"],
        {"symptom": "profile dev not found", "environment": {"AWS_SHARED_CREDENTIALS_FILE": "/etc/aws/creds"}},
    ),
    (
        "aws.dynamodb_local_key_separates_db",
        [],
        {
            "symptom": "ResourceNotFoundException: Cannot do operations on a non-existent table",
            "command": "aws dynamodb scan --table-name t --endpoint-url http://localhost:8000",
        },
    ),
    (
        "aws.key_deleted_or_rotated",
        [],
        {
            "symptom": "InvalidAccessKeyId: The AWS Access Key Id you provided does not exist in our records.",
            "log": ["worked until last week"],
            "environment": {
                "AWS_ACCESS_KEY_ID": "AKIA4QWSEDRFTEXAMPLE",
                "AWS_SECRET_ACCESS_KEY": "hT7uQe2/Zr9pLw0+KxVbn3MsYd5cGfEXAMPLEKEY",
            },
        },
    ),
    (
        "aws.key_deleted_or_rotated",
        [],
        {
            "symptom": "InvalidClientTokenId: The security token included in the request is invalid",
            "log": ["IAM: key AKIA4QWSEDRFTEXAMPLE status Inactive"],
            "environment": {"AWS_ACCESS_KEY_ID": "AKIA4QWSEDRFTEXAMPLE"},
        },
    ),
    (
        "aws.key_id_extra_text",
        [],
        {
            "symptom": "IncompleteSignature: 'Access' not a valid key=value pair (missing equal-sign) in Authorization header: 'AWS4-HMAC-SHA256 Credential=AWS Access Key ID AKIA4QWSEDRFTEXAMPLE/20260104/us-east-1/sts/aws4_request'"
        },
    ),
    (
        "aws.key_id_extra_text",
        [],
        {
            "symptom": "InvalidClientTokenId",
            "environment": {"AWS_ACCESS_KEY_ID": "AWS_ACCESS_KEY_ID=AKIA4QWSEDRFTEXAMPLE"},
        },
    ),
    (
        "aws.negative_cache_after_bad_secret",
        [],
        {
            "symptom": "SignatureDoesNotMatch",
            "log": ["corrected the secret, first try still fails, half a minute later works"],
        },
    ),
    ("aws.other_users_home", [], {"symptom": "Unable to locate credentials", "command": "sudo aws s3 ls"}),
    (
        "aws.other_users_home",
        [],
        {
            "symptom": "NoCredentialProviders: no valid providers in chain",
            "log": ["works in my shell, fails in the systemd unit"],
        },
    ),
    (
        "aws.other_users_home",
        ["aws.wrong_profile_selected"],
        {
            "symptom": "botocore.exceptions.ProfileNotFound: The config profile (dev) could not be found",
            "log": ["runs as www-data under apache; works from my terminal"],
        },
    ),
    (
        "aws.real_key_to_other_endpoint",
        [],
        {
            "symptom": "InvalidAccessKeyId: The Access Key Id you provided does not exist in our records.",
            "environment": {
                "AWS_ENDPOINT_URL": "https://s3.wasabisys.com",
                "AWS_ACCESS_KEY_ID": "AKIA4QWSEDRFTEXAMPLE",
            },
        },
    ),
    (
        "aws.real_key_to_other_endpoint",
        [],
        {
            "symptom": "The Access Key Id you provided does not exist in our records.",
            "files": {
                "rclone.conf": "[x]\ntype=s3\nprovider=Minio\nendpoint=https://minio.example.net\naccess_key_id=AKIA4QWSEDRFTEXAMPLE\nsecret_access_key=hT7uQe2/Zr9pLw0+KxVbn3MsYd5cGfEXAMPLEKEY"
            },
        },
    ),
    (
        "aws.ses_smtp_password_as_secret",
        [],
        {
            "symptom": "SignatureDoesNotMatch: The request signature we calculated does not match",
            "environment": {
                "AWS_ACCESS_KEY_ID": "AKIA4QWSEDRFTEXAMPLE",
                "AWS_SECRET_ACCESS_KEY": "BHk3hT7uQe2/Zr9pLw0+KxVbn3MsYd5cGfEXAMPLEKEY",
            },
        },
    ),
    (
        "aws.ses_smtp_password_as_secret",
        [],
        {
            "symptom": "SignatureDoesNotMatch",
            "software": "laravel ses mail driver",
            "log": ["same user and password work over SMTP on email-smtp.eu-west-1.amazonaws.com:587"],
        },
    ),
    (
        "aws.session_expired",
        [],
        {"symptom": "ExpiredTokenException: The security token included in the request is expired"},
    ),
    (
        "aws.session_expired",
        [],
        {
            "symptom": "com.amazonaws.services.s3.model.AmazonS3Exception: The provided token has expired. (Service: Amazon S3; Status Code: 400; Error Code: ExpiredToken)"
        },
    ),
    (
        "aws.session_expired",
        ["aws.clock_skew"],
        {
            "symptom": "Error: RequestExpired: Request has expired. status code: 400",
            "environment": {
                "AWS_ACCESS_KEY_ID": "ASIA4QWSEDRFTEXAMPLE",
                "AWS_SESSION_TOKEN": "IQoJb3JpZ2luX2VjEXAMPLEFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVx",
            },
        },
    ),
    (
        "aws.session_token_very_old",
        [],
        {
            "symptom": "InvalidClientTokenId: The security token included in the request is invalid",
            "environment": {
                "AWS_ACCESS_KEY_ID": "ASIA4QWSEDRFTEXAMPLE",
                "AWS_SESSION_TOKEN": "IQoJb3JpZ2luX2VjEXAMPLEFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVx",
                "AWS_SECRET_ACCESS_KEY": "mN8vBc3+Xz1aSd4fGh7jKl0QwEr9tYEXAMPLEKEY",
            },
            "log": ["credentials pasted into ~/.aws/credentials about three weeks ago"],
        },
    ),
    (
        "aws.session_triplet_mismatch",
        ["aws.session_token_missing"],
        {
            "symptom": "InvalidClientTokenId: The security token included in the request is invalid",
            "environment": {
                "AWS_ACCESS_KEY_ID": "ASIA4QWSEDRFTEXAMPLE",
                "AWS_SECRET_ACCESS_KEY": "mN8vBc3+Xz1aSd4fGh7jKl0QwEr9tYEXAMPLEKEY",
            },
            "files": {
                "~/.aws/credentials": "[default]\naws_access_key_id=ASIAW5KDLT7PEEXAMPLE\naws_secret_access_key=hT7uQe2/Zr9pLw0+KxVbn3MsYd5cGfEXAMPLEKEY\naws_session_token=IQoJb3JpZ2luX2VjEXAMPLEFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVx"
            },
        },
    ),
    (
        "aws.static_section_shadows_provider",
        [],
        {
            "symptom": "ExpiredToken: The security token included in the request is expired",
            "files": {
                "~/.aws/config": "[profile dev]\nsso_session = x\nsso_account_id=1\nsso_role_name=r",
                "~/.aws/credentials": "[dev]\naws_access_key_id=ASIA4QWSEDRFTEXAMPLE\naws_secret_access_key=mN8vBc3+Xz1aSd4fGh7jKl0QwEr9tYEXAMPLEKEY\naws_session_token=IQoJb3JpZ2luX2VjEXAMPLEFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVxFh3kQw9LzTn7bVx",
            },
            "command": "aws s3 ls --profile dev",
        },
    ),
    (
        "aws.unknown_access_key",
        ["aws.key_deleted_or_rotated"],
        {
            "symptom": "InvalidClientTokenId: The security token included in the request is invalid",
            "environment": {
                "AWS_ACCESS_KEY_ID": "AKIA4QWSEDRFTEXAMPLE",
                "AWS_SECRET_ACCESS_KEY": "hT7uQe2/Zr9pLw0+KxVbn3MsYd5cGfEXAMPLEKEY",
            },
        },
    ),
    (
        "aws.wrong_variable_name",
        [],
        {
            "symptom": "Unable to locate credentials",
            "environment": {
                "AWS_ACCESS_KEY": "AKIA4QWSEDRFTEXAMPLE",
                "AWS_SECRET_KEY": "hT7uQe2/Zr9pLw0+KxVbn3MsYd5cGfEXAMPLEKEY",
            },
        },
    ),
    (
        "aws.wrong_variable_name",
        [],
        {
            "symptom": "Missing credentials in config",
            "files": {
                ".env": "AWS_ACCESS_KEY=AKIA4QWSEDRFTEXAMPLE\nAWS_SECRET_KEY=hT7uQe2/Zr9pLw0+KxVbn3MsYd5cGfEXAMPLEKEY\n"
            },
        },
    ),
    (
        "aws.wrong_variable_name",
        [],
        {
            "symptom": "No valid credential sources found",
            "files": {
                "docker-compose.yml": "environment:\n  - AWS_KEY_ID=AKIA4QWSEDRFTEXAMPLE\n  - AWS_SECRET=hT7uQe2/Zr9pLw0+KxVbn3MsYd5cGfEXAMPLEKEY\n"
            },
        },
    ),
]
