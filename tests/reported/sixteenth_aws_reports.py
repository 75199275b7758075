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
