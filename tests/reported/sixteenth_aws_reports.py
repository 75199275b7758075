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
