from __future__ import annotations

import pytest

from assay.diagnosis.bundle import read_bundle
from assay.diagnosis.facts.gathered import Facts
from assay.diagnosis.fix_steps import fix_step
from assay.diagnosis.fix_values import with_values
from evidence import AWS_SECRET, KEY_ID, bundle, claims, jwt


@pytest.mark.parametrize(
    ("step", "words", "commands"),
    [
        ("Run: aws configure list", "Run", ("aws configure list",)),
        ("Trim the value where it is stored.", "Trim the value where it is stored.", ()),
        (
            "Synchronise it: timedatectl set-ntp true, or chronyc makestep (the VM or container host as well).",
            "Synchronise it (the VM or container host as well)",
            ("timedatectl set-ntp true", "chronyc makestep"),
        ),
        (
            "Unset the variable or delete the line: unset AWS_SESSION_TOKEN",
            "Unset the variable or delete the line",
            ("unset AWS_SESSION_TOKEN",),
        ),
        (
            "Delete the session token: unset AWS_SESSION_TOKEN, or remove the line aws_session_token.",
            "Delete the session token, or remove the line aws_session_token",
            ("unset AWS_SESSION_TOKEN",),
        ),
        (
            "Convert a private key: openssl pkcs8 -topk8 -nocrypt -in OLD.pem -out NEW.pem",
            "Convert a private key",
            ("openssl pkcs8 -topk8 -nocrypt -in OLD.pem -out NEW.pem",),
        ),
        ("Make secrets with printf '%s' instead of echo.", "Make secrets with printf '%s' instead of echo.", ()),
        ("", "", ()),
    ],
)
def test_a_command_is_taken_out_of_its_words(step, words, commands):
    assert fix_step(step) == (words, commands)


def facts(profile: str = "prod", **members) -> Facts:
    files = {
        "~/.aws/credentials": f"[{profile}]\naws_access_key_id = {KEY_ID}\naws_secret_access_key = {AWS_SECRET}\n",
        "~/.aws/config": f"[profile {profile}]\nregion = eu-south-1\n",
    }
    return Facts(read_bundle(bundle(command=f"aws s3 ls --profile {profile}", files=files, **members)))


@pytest.mark.parametrize(
    ("step", "told"),
    [
        ("Run: aws sso login --profile NAME", "Run: aws sso login --profile prod"),
        ("aws account enable-region --region-name REGION", "aws account enable-region --region-name eu-south-1"),
        ("aws sts get-access-key-info --access-key-id ID", f"aws sts get-access-key-info --access-key-id {KEY_ID}"),
        ("aws iam list-access-keys --user-name USER", "aws iam list-access-keys --user-name USER"),
    ],
)
def test_the_values_of_the_evidence_stand_in_its_commands(step, told):
    assert with_values(step, facts()) == told


@pytest.mark.parametrize("name", ["a;rm", "$(touch", "`x`", "-x"])
def test_a_value_that_a_shell_would_read_otherwise_is_not_put_into_a_command(name):
    assert with_values("aws sso login --profile NAME", facts(name)) == "aws sso login --profile NAME"
    hostile = Facts(read_bundle(bundle(credential={"token": jwt(claims(iss=f"https://x/{name} y"))})))
    assert with_values("aws iam x --url ISSUER", hostile) == "aws iam x --url ISSUER"
