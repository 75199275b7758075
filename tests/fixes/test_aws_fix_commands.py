"""Each fix of an AWS cause that is a command: the fault is made with a real client, explained, mended with what was printed.

docs/decisions/fix-commands.md says which command meets what, and where a stand-in serves.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from evidence import claims, jwt
from fixes.aws_machine import Machine, commands_of
from fixes.aws_service import AwsService, rfc3339

pytest.importorskip("awscli", reason="aws-cli is not installed (dependency group aws)")
pytest.importorskip("moto", reason="moto is not installed (dependency group aws)")

WHO = "aws sts get-caller-identity"
LATE = 1_234.0
START_URL = "https://acme.awsapps.com/start"


@pytest.fixture
def aws() -> Iterator[AwsService]:
    with AwsService() as service:
        yield service


@pytest.fixture
def machine(aws: AwsService, tmp_path: Path) -> Machine:
    return Machine(tmp_path / "home", aws.url)


def exported(key_id: str, secret: str, token: str | None = None, **more: str) -> dict[str, str]:
    made = {"AWS_ACCESS_KEY_ID": key_id, "AWS_SECRET_ACCESS_KEY": secret}
    return made | ({} if token is None else {"AWS_SESSION_TOKEN": token}) | more


def profile(name: str, key_id: str, secret: str) -> str:
    return f"[{name}]\naws_access_key_id = {key_id}\naws_secret_access_key = {secret}\n"


def explained(machine: Machine, command: str, cause: str) -> list[str]:
    """The commands of the fix, after making sure that the cause is named first."""
    answer = machine.explain(command)
    assert [found["code"] for found in answer["causes"]][:1] == [cause], (answer["printed"], answer["causes"])
    return commands_of(answer)


def works(machine: Machine, script: str) -> str:
    ran = machine.run(script)
    assert ran.returncode == 0, (script, ran.stdout, ran.stderr)
    return ran.stdout


# ---------------------------------------------------------------------------------------------- variables


def test_an_old_session_token_beside_a_permanent_key(aws, machine):
    machine.variables = exported(*aws.permanent_key(), token=aws.session()[2])
    (fix,) = explained(machine, WHO, "aws.stale_session_token_with_new_key")
    works(machine, f"{fix}; {WHO}")


@pytest.mark.parametrize("empty", ["AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"])
def test_a_variable_that_is_set_to_nothing(aws, machine, empty):
    key_id, secret = aws.permanent_key()
    machine.write("credentials", profile("default", key_id, secret))
    machine.variables = exported(key_id, "") if empty == "AWS_SECRET_ACCESS_KEY" else {"AWS_PROFILE": ""}
    (fix,) = explained(machine, WHO, "aws.empty_env_variable")
    works(machine, f"{fix}; {WHO}")


def test_an_empty_session_token_that_is_sent(aws, machine):
    # botocore leaves an empty token out; scripts around curl do not.
    machine.variables = exported(*aws.permanent_key(), token="")
    script = machine.home / "bin" / "who.sh"
    script.write_text(
        "#!/bin/sh\n"
        "exec curl --silent --show-error --fail-with-body --aws-sigv4 aws:amz:us-east-1:sts"
        ' --user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY"'
        " ${AWS_SESSION_TOKEN+--header 'X-Amz-Security-Token;'}"
        f" --data 'Action=GetCallerIdentity&Version=2011-06-15' {aws.url}/ >&2\n",
        encoding="utf-8",
    )
    script.chmod(0o755)
    (fix,) = explained(machine, "who.sh", "aws.empty_session_token")
    assert works(machine, f"{fix}; who.sh 2>&1").count("arn:aws:iam::")


def test_no_credentials_at_all(aws, machine):
    (fix,) = explained(machine, WHO, "aws.no_credentials_unsigned")
    assert "<not set>" in works(machine, fix)
    machine.write("credentials", profile("default", *aws.permanent_key()))
    assert "<not set>" not in [line.split()[1] for line in works(machine, fix).splitlines() if "key" in line]
    works(machine, WHO)


def test_a_secret_that_its_carrier_changed(aws, machine):
    key_id, secret = aws.permanent_key()
    machine.variables = exported(key_id, secret.replace("+", " "))
    (fix,) = explained(machine, WHO, "aws.secret_special_chars_mangled")
    here = works(machine, fix)
    machine.variables = exported(key_id, secret)
    assert works(machine, fix) != here  # the other end, which has the secret as it was made
    works(machine, WHO)


# ---------------------------------------------------------------------------------------------- sessions and clock


def test_a_session_that_has_ended(aws, machine):
    machine.variables = exported(*aws.session(lasts=-60))
    answer = machine.explain(WHO)
    assert answer["causes"][0]["code"] == "aws.session_expired", answer
    assert any("aws sts assume-role" in step for step in answer["causes"][0]["fix"])
    machine.variables = exported(*aws.permanent_key())
    role = "aws sts assume-role --role-arn arn:aws:iam::111122223333:role/r --role-session-name test"
    fresh = json.loads(works(machine, role))["Credentials"]
    machine.variables = exported(fresh["AccessKeyId"], fresh["SecretAccessKey"], fresh["SessionToken"])
    works(machine, WHO)


@pytest.mark.parametrize("ahead", [LATE, -LATE], ids=["behind", "before"])
def test_a_clock_that_is_off(aws, machine, ahead):
    # `timedatectl` and `chronyc` need a machine of their own; putting the two clocks together again is what they do.
    machine.variables = exported(*aws.permanent_key())
    aws.ahead = ahead
    assert explained(machine, WHO, "aws.clock_skew") == ["timedatectl set-ntp true", "chronyc makestep"]
    aws.ahead = 0.0
    works(machine, WHO)


# ---------------------------------------------------------------------------------------------- sign-ins


def sso_profile(machine: Machine, *, legacy: bool, start_url: str = START_URL) -> None:
    place = f"sso_start_url = {start_url}\nsso_region = us-east-1\n"
    account = "sso_account_id = 111122223333\nsso_role_name = Reader\n"
    own = place if legacy else "sso_session = acme\n"
    session = "" if legacy else f"[sso-session acme]\n{place}"
    machine.write("config", f"[profile dev]\n{own}{account}{session}")


def test_a_sign_in_that_has_ended(aws, machine):
    sso_profile(machine, legacy=False)
    ended = rfc3339(time.time() - 7_200)
    machine.sign_in_cached("acme", startUrl=START_URL, region="us-east-1", accessToken="old", expiresAt=ended)
    (fix,) = explained(machine, f"{WHO} --profile dev", "aws.sso_session_expired")
    works(machine, fix)
    works(machine, f"{WHO} --profile dev")


def test_a_sign_in_under_another_spelling(aws, machine):
    sso_profile(machine, legacy=True, start_url=f"{START_URL}/")
    later = rfc3339(time.time() + 7_200)
    machine.sign_in_cached(START_URL, startUrl=START_URL, region="us-east-1", accessToken="good", expiresAt=later)
    (fix,) = explained(machine, f"{WHO} --profile dev", "aws.sso_start_url_mismatch")
    works(machine, fix)
    works(machine, f"{WHO} --profile dev")


def test_a_profile_of_the_old_form(aws, machine):
    sso_profile(machine, legacy=True)
    ended = rfc3339(time.time() - 7_200)
    machine.sign_in_cached(START_URL, startUrl=START_URL, region="us-east-1", accessToken="old", expiresAt=ended)
    fix = explained(machine, f"{WHO} --profile dev", "aws.sso_legacy_profile_no_refresh")
    assert fix[0] == "aws configure sso-session"  # a dialogue of version 2, which ends with this section in the file
    sso_profile(machine, legacy=False)
    works(machine, "aws sso login --profile dev")
    works(machine, f"{WHO} --profile dev")
    # And what the old form cannot do: the sign-in ends, and the next call renews it by itself.
    (cached,) = [
        path for path in (machine.home / ".aws/sso/cache").glob("*.json") if b"refreshToken" in path.read_bytes()
    ]
    cached.write_text(json.dumps(json.loads(cached.read_text()) | {"expiresAt": rfc3339(time.time() - 60)}))
    works(machine, f"{WHO} --profile dev")


# ---------------------------------------------------------------------------------------------- places and accounts


def test_a_region_that_is_not_enabled(aws, machine):
    machine.variables = exported(*aws.permanent_key())
    call = "aws dynamodb list-tables --region eu-south-1"
    (fix,) = explained(machine, call, "aws.region_not_enabled")
    works(machine, fix)
    assert aws.enabled == {"eu-south-1"}
    works(machine, call)


def test_a_session_of_the_global_endpoint_in_an_opt_in_region(aws, machine):
    aws.enabled.add("eu-south-1")
    own, role = exported(*aws.permanent_key()), "aws sts assume-role --role-arn arn:aws:iam::111122223333:role/r"
    call = "aws dynamodb list-tables --region eu-south-1"

    def assumed() -> dict[str, str]:
        machine.variables = own
        made = json.loads(works(machine, f"{role} --role-session-name test"))["Credentials"]
        return exported(made["AccessKeyId"], made["SecretAccessKey"], made["SessionToken"])

    machine.variables = assumed()
    fix = explained(machine, call, "aws.v1_token_in_optin_region")
    machine.variables = own
    works(machine, fix[-1])
    machine.variables = assumed()
    works(machine, call)


def test_an_identity_provider_that_the_account_does_not_have(aws, machine):
    token = machine.write(
        "token",
        jwt(
            claims(
                iss="https://oidc.example.org/id/7",
                aud="sts.amazonaws.com",
                iat=int(time.time()),
                exp=int(time.time()) + 600,
            )
        ),
    )
    role = (
        f"role_arn = arn:aws:iam::111122223333:role/ci\nweb_identity_token_file = {token}\nrole_session_name = test\n"
    )
    machine.write("config", f"[profile ci]\n{role}")
    call = f"{WHO} --profile ci"
    (fix,) = explained(machine, call, "aws.web_identity_provider_missing")
    assert "ISSUER" not in fix, fix
    own = exported(*aws.permanent_key())
    machine.variables = own
    works(machine, fix)
    machine.variables = {}
    works(machine, call)


# ---------------------------------------------------------------------------------------------- moto, with IAM on


@pytest.fixture(scope="module")
def moto() -> Iterator[tuple[str, str, str]]:
    """moto's server, which checks keys, signatures and policies after the three calls that make the first user."""
    import boto3

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    variables = os.environ | {"INITIAL_NO_AUTH_ACTION_COUNT": "3"}
    words = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    with subprocess.Popen(words, env=variables, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            for _ in range(600):
                try:
                    socket.create_connection(("127.0.0.1", port), timeout=1).close()
                    break
                except OSError:
                    time.sleep(0.05)
            url = f"http://127.0.0.1:{port}"
            iam = boto3.client(
                "iam", endpoint_url=url, region_name="us-east-1", aws_access_key_id="a", aws_secret_access_key="b"
            )
            iam.create_user(UserName="u")
            allowed = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
            iam.put_user_policy(UserName="u", PolicyName="all", PolicyDocument=json.dumps(allowed))
            key = iam.create_access_key(UserName="u")["AccessKey"]
            yield url, key["AccessKeyId"], key["SecretAccessKey"]
        finally:
            server.terminate()


UNKNOWN = ("AKIAQ3EGVQ5LUN2LMW5P", "0kCb1oG5mPz2vVtFq8yH3rJdLwXnS6aTeUiYgB7c")


def test_variables_beat_the_named_profile_at_moto(moto, tmp_path):
    machine = Machine(tmp_path / "home", moto[0], exported(*UNKNOWN) | {"AWS_PROFILE": "prod"})
    machine.write("credentials", profile("prod", *moto[1:]))
    (fix,) = explained(machine, WHO, "aws.env_overrides_profile")
    assert "user/u" in works(machine, f"{fix}; {WHO}")


def test_a_key_that_moto_does_not_know(moto, tmp_path):
    machine = Machine(tmp_path / "home", moto[0], exported(*UNKNOWN))
    answer = machine.explain(WHO)
    assert answer["causes"][0]["code"] == "aws.unknown_access_key", answer
    (fix,) = commands_of(answer)
    assert UNKNOWN[0] in fix
    machine.variables = exported(*moto[1:])
    assert json.loads(works(machine, fix))["Account"]
    works(machine, WHO)


def test_a_damaged_secret_at_moto(moto, tmp_path):
    machine = Machine(tmp_path / "home", moto[0], exported(moto[1], moto[2][:-4]))
    (fix,) = explained(machine, "aws s3 ls", "aws.secret_special_chars_mangled")
    here = works(machine, fix)
    machine.variables = exported(*moto[1:])
    assert works(machine, fix) != here
    works(machine, "aws s3 ls")
