"""What new reports showed of AWS: names of a program's own, a profile as a plain word, the tools' own words for an end."""

from __future__ import annotations

from reported.short_forms import (
    AK,
    INV,
    SI,
    SK,
    SS,
    ST,
    aws,
    creds,
    env,
    iso,
    reporter,
)

REPORTS = []
rep = reporter(REPORTS)

NOT_VALIDATED = (
    "Status Code: 401, AWS Service: AmazonEC2, AWS Error Code: AuthFailure, "
    "AWS Error Message: AWS was not able to validate the provided access credentials"
)
rep(
    "aws.value_quoted",
    symptom=NOT_VALIDATED,
    software="Priam/1.0.4 aws-sdk-java/1.3.4",
    files={"/etc/awscredential.properties": f'AWSACCESSID="{AK}"\nAWSKEY="{SK}"\n'},
)
rep(
    "aws.unknown_access_key",
    also=["aws.key_deleted_or_rotated", "aws.account_inactive", "aws.clock_skew"],
    certain=False,
    symptom=NOT_VALIDATED,
    software="Priam/1.0.4 aws-sdk-java/1.3.4",
    files={"/etc/awscredential.properties": f"AWSACCESSID={AK}\nAWSKEY={SK}\n"},
)
RUNAS = "Error getting credentials: InvalidClientTokenId: The security token included in the request is invalid."
rep(
    "aws.env_overrides_profile",
    also=["aws.session_expired"],
    symptom=RUNAS,
    software="aws-runas/1.2.0",
    command="aws-runas -d 12h qa",
    env=env(SI, SS, ST),
    files={
        "~/.aws/credentials": creds(section="qa"),
        "~/.aws/config": "[profile qa]\nmfa_serial = arn:aws:iam::564242518127:mfa/kenji\n",
    },
    exchanges=[aws(key_id=SI, token=ST, code=INV[0], msg=INV[1], action="GetSessionToken")],
)
rep(
    "aws.session_expired",
    symptom="error aws credentials have expired",
    software="saml2aws/2.30.0",
    command="saml2aws exec --profile saml aws s3 ls",
    files={"~/.aws/credentials": creds(SI, SS, ST, "saml", f"x_security_token_expires = {iso(-18000)}\n")},
)
rep(
    None,
    verdict="undecided",
    symptom="saml2aws says that the AWS credentials have not expired yet and asks nothing. Is that right?",
    software="saml2aws/2.30.0",
    files={"~/.aws/credentials": creds(SI, SS, ST, "saml", f"x_security_token_expires = {iso(1800)}\n")},
)

# ---------------------------------------------------------------- files that a log shows, and remedies that came after
rep(
    "aws.other_users_home",
    certain=False,
    symptom="botocore.exceptions.ProfileNotFound: The config profile (dev) could not be found",
    software="wazuh-manager/4.3.10",
    files={"/var/ossec/etc/ossec.conf": '<bucket type="cloudtrail">\n  <aws_profile>dev</aws_profile>\n</bucket>\n'},
    log=[
        (
            "ubuntu@siem:~$ sudo grep -n '^\\[' /var/lib/wazuh/.aws/credentials /home/ubuntu/.aws/credentials\n"
            "/var/lib/wazuh/.aws/credentials:1:[default]\n/home/ubuntu/.aws/credentials:1:[default]\n/home/ubuntu/.aws/credentials:5:[dev]"
        )
    ],
)
LOAD = "SharedConfigLoadError: failed to load config file, C:\\Users\\marta\\.aws\\credentials"
HEX = (
    "PS C:\\> Format-Hex $HOME\\.aws\\credentials | Select-Object -First 3\n\n           Path: C:\\Users\\marta\\.aws\\credentials\n\n"
    "           00 01 02 03 04 05 06 07 08 09 0A 0B 0C 0D 0E 0F\n00000000   FF FE 5B 00 6D 00 79 00 70 00 72 00 6F 00 66 00  ..[.m.y.p.r.o.f.\n"
    "00000010   69 00 6C 00 65 00 5D 00 0D 00 0A 00 61 00 77 00  i.l.e.].....a.w."
)
rep("aws.credentials_file_utf16", symptom=LOAD, env={"USERPROFILE": "C:\\Users\\marta"}, log=[HEX])
rep(
    "aws.credentials_file_utf16",
    certain=False,
    symptom=LOAD,
    log=["caused by: INIParseError: unsupported expression {expr {1 STRING 0 [65533 65533]} true []}"],
)
SP = "ASIA4QWSEDRFNEXTAMPL"
GONE = ("ExpiredTokenException", "The security token included in the request is expired")
rep(
    None,
    verdict="accepted",
    symptom="ExpiredTokenException once in the morning",
    software="aws-sdk-java/2.28.16",
    exchanges=[
        aws("dynamodb", key_id=SI, token=ST, code=GONE[0], msg=GONE[1], status=400, at=-900),
        aws("dynamodb", key_id=SP, token=ST + "x", at=-898),
        aws("dynamodb", key_id=SP, token=ST + "x", at=-4),
    ],
    log=[iso(-899) + f" INFO  container credentials renewed, {SI} -> {SP}"],
)
rep(
    "aws.session_cached_not_refreshed",
    also=["aws.session_expired"],
    symptom="ExpiredTokenException all morning",
    software="aws-sdk-java/2.28.16",
    exchanges=[aws("dynamodb", key_id=SI, token=ST, code=GONE[0], msg=GONE[1], status=400, at=-4)],
    log=[iso(-899) + f" INFO  container credentials renewed, {SI} -> {SP}"],
)

# ---------------------------------------------------------------- what programs print of values, providers and profiles
UNSIGNED = "SignatureDoesNotMatch: The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method."
PLUS = "P0CINNoiHU+7v27cdkN/DEnVRghojuEXAMPLEKEY"
rep(
    "aws.secret_special_chars_mangled",
    certain=False,
    symptom=UNSIGNED,
    software="php-aws-ses 0.9.5",
    files={".env": f"SES=key={AK}&secret={PLUS}&region=us-east-1\n"},
    log=["array(3) {", '  ["secret"]=>', f'  string(40) "{PLUS.replace("+", " ")}"', "}"],
)
rep(
    "aws.secret_whitespace",
    also=["aws.secret_extra_characters"],
    certain=False,
    symptom=UNSIGNED,
    software="SMTP Pro 2.0.8 Magento 1.9.3",
    log=[
        "| path                             | value                                     | n    |",
        f"| smtppro/general/ses_access_key   | {AK}                      |   20 |",
        f"| smtppro/general/ses_private_key  | {SK}  |   41 |",
    ],
)
rep(
    "aws.env_overrides_profile",
    also=["aws.session_expired"],
    certain=False,
    symptom="error calling sts:GetCallerIdentity: ExpiredToken: The security token included in the request is expired",
    software="Terraform v1.3.7",
    command="terraform init",
    files={"backend.tf": 'terraform {\n  backend "s3" {\n    profile = "infra"\n  }\n}\n'},
    log=[
        f"AWS_ACCESS_KEY_ID={SI}",
        iso(-9) + ' [INFO]  AWS Auth provider used: "EnvProvider"',
        iso(-8)
        + f" [DEBUG] Authorization: AWS4-HMAC-SHA256 Credential={SI}/20260125/eu-west-1/sts/aws4_request, SignedHeaders=host;x-amz-date;x-amz-security-token, Signature=e72a",
    ],
)
rep(
    "aws.sso_start_url_mismatch",
    also=["aws.sso_session_expired"],
    symptom="Cached SSO login is expired/invalid, try running `aws sso login` and try again",
    software="aws-sso-creds-helper/1.4.2",
    command="ssocreds -p research",
    files={
        "~/.aws/config": "[profile research]\nsso_start_url = https://d-9b67EXAMPLE.awsapps.com/start\nsso_region = us-east-2\n"
    },
    log=[
        "$ jq '{startUrl,expiresAt}' ~/.aws/sso/cache/873b347ee91ce6577c9fef18686cb24fcf5af3cf.json",
        "{",
        '  "startUrl": "https://d-9b67EXAMPLE.awsapps.com/start#/",',
        f'  "expiresAt": "{iso(20000)}"',
        "}",
    ],
)
rep(
    "aws.credentials_in_other_file",
    symptom="Cannot find profile 'datalake' in ~/.aws/config",
    command="aws2-wrap --profile datalake terraform plan",
    env={"AWS_CONFIG_FILE": "/srv/build/aws/config", "HOME": "/home/luke"},
    files={
        "/srv/build/aws/config": "[profile build-agent]\nrole_arn = arn:aws:iam::379172631521:role/build\n",
        "/home/luke/.aws/config": "[profile datalake]\nsso_start_url = https://tarn.awsapps.com/start\nsso_region = us-east-1\n",
    },
)
rep(
    "aws.credentials_in_other_file",
    certain=False,
    symptom="SharedCredsAccessKey: shared credentials dev in /Users/owen/.aws/credentials did not contain aws_access_key_id",
    env={"AWS_PROFILE": "dev"},
    files={"~/.aws/credentials": "[dev]\n# keys live in config\n", "~/.aws/config": creds(section="profile dev")},
)
rep(
    None,
    verdict="undecided",
    symptom="An error occurred (NoSuchBucket) when calling the ListObjectsV2 operation: The specified bucket does not exist",
    command="aws s3 ls s3://bergamot-exprots",
    env=env(),
)
