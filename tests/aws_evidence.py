"""Builds evidence of AWS for tests of the diagnosis: credentials files, sessions, sign-ins to IAM Identity Center."""

from __future__ import annotations

import hashlib

from evidence import AWS_SECRET, KEY_ID, SENTENCE, aws_call, bundle

STRANGER = "ASIA9ANOTHERSEXAMPLE"
CREDENTIALS = "~/.aws/credentials"
CONFIG = "~/.aws/config"
S3 = {"host": "files.s3.amazonaws.com", "service": "s3"}
V1 = "FwoGZXIvYXdzEXAMPLE" + "QUJD" * 60
SSO = "[profile dev]\nsso_start_url = https://corp.awsapps.com/start\nsso_region = eu-west-1\nsso_account_id = 111122223333\nsso_role_name = Dev\n"
SSO_NAME = hashlib.sha1(b"https://corp.awsapps.com/start").hexdigest()
OTHER_NAME = hashlib.sha1(b"https://corp.awsapps.com/start#").hexdigest()


def ini(section: str, key_id: str = KEY_ID, secret: str = AWS_SECRET, token: str | None = None, **more: str) -> str:
    members = (
        {"aws_access_key_id": key_id, "aws_secret_access_key": secret}
        | ({"aws_session_token": token} if token is not None else {})
        | more
    )
    return f"[{section}]\n" + "".join(f"{name} = {value}\n" for name, value in members.items()) + "\n"


def refused(**members: object) -> dict:
    return bundle(**({"symptom": SENTENCE, "exchanges": [aws_call()]} | members))
