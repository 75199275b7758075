from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assay.diagnosis.aws_resolution.resolution import Resolution, resolve
from assay.diagnosis.bundle import read_bundle
from evidence import AWS_SECRET, KEY_ID, SESSION_TOKEN, bundle

CREDENTIALS, CONFIG = "~/.aws/credentials", "~/.aws/config"
STATIC = {"aws_access_key_id": KEY_ID, "aws_secret_access_key": AWS_SECRET}


def ini(sections: dict[str, dict[str, str]]) -> str:
    return "".join(
        f"[{name}]\n" + "".join(f"{key} = {value}\n" for key, value in members.items())
        for name, members in sections.items()
    )


def resolution(
    environment: dict[str, str] | None = None,
    credentials: dict | None = None,
    config: dict | None = None,
    profile: str | None = None,
) -> Resolution:
    files = {name: ini(made) for name, made in ((CREDENTIALS, credentials), (CONFIG, config)) if made is not None}
    command = "aws sts get-caller-identity" + (f" --profile {profile}" if profile else "")
    return resolve(read_bundle(bundle(environment=environment or {}, files=files, command=command)))


def ending(found: Resolution) -> tuple[str, str]:
    step = found.decisive
    return ("none", "") if step is None else (step.source, step.outcome)


def test_variables_beat_the_default_profile_and_the_page_says_so() -> None:
    found = resolution({"AWS_ACCESS_KEY_ID": KEY_ID, "AWS_SECRET_ACCESS_KEY": AWS_SECRET}, {"default": STATIC})
    assert ending(found) == ("env", "used")
    ignored = next(step for step in found.steps if step.source == "shared-credentials-file")
    assert (ignored.outcome, ignored.because) == ("ignored", "the search stops at the environment variables")


def test_a_profile_on_the_command_line_leaves_the_variables_aside() -> None:
    found = resolution(
        {"AWS_ACCESS_KEY_ID": KEY_ID, "AWS_SECRET_ACCESS_KEY": AWS_SECRET}, {"work": STATIC}, profile="work"
    )
    assert ending(found) == ("shared-credentials-file", "used")
    assert found.steps[0].outcome == "ignored"


def test_a_profile_that_is_nowhere_ends_the_search() -> None:
    assert ending(resolution({"AWS_PROFILE": "work"}, {"default": STATIC})) == ("profile", "stopped")


def test_half_a_pair_ends_the_search() -> None:
    assert ending(resolution({"AWS_ACCESS_KEY_ID": KEY_ID}, {"default": STATIC})) == ("env", "stopped")


def test_no_step_shows_a_secret() -> None:
    found = resolution(
        {"AWS_ACCESS_KEY_ID": KEY_ID, "AWS_SECRET_ACCESS_KEY": AWS_SECRET, "AWS_SESSION_TOKEN": SESSION_TOKEN},
        {"default": STATIC},
    )
    assert AWS_SECRET not in repr(found)
    assert SESSION_TOKEN not in repr(found)


NAMES = ("default", "work", "dev")
ROLE = {"role_arn": "arn:aws:iam::111122223333:role/a"}
SSO_URL = {"sso_start_url": "https://corp.awsapps.com/start", "sso_region": "eu-west-1"}
SSO_ROLE = {"sso_account_id": "111122223333", "sso_role_name": "Dev"}
WEB = {"web_identity_token_file": "TOKEN_FILE"}
PARTS = [
    STATIC, STATIC, {"aws_access_key_id": KEY_ID}, {"aws_access_key_id": "", "aws_secret_access_key": ""}, {"aws_session_token": SESSION_TOKEN},
    ROLE, *(ROLE | {"source_profile": name} for name in (*NAMES, "nowhere")),
    *(ROLE | {"credential_source": name} for name in ("Environment", "EcsContainer", "Elsewhere")), {"source_profile": "default"},
    WEB, ROLE | WEB, {"credential_process": "PROCESS"}, SSO_URL | SSO_ROLE, SSO_ROLE, SSO_ROLE | {"sso_session": "corp"}, SSO_ROLE | {"sso_session": "nowhere"},
    {"region": "eu-west-1"},
]  # fmt: skip
SECTION = st.one_of(
    st.sampled_from(PARTS),
    st.tuples(st.sampled_from(PARTS), st.sampled_from(PARTS)).map(lambda pair: pair[0] | pair[1]),
)
KEYS = {"AWS_ACCESS_KEY_ID": KEY_ID, "AWS_SECRET_ACCESS_KEY": AWS_SECRET}
ENVIRONMENT = st.lists(
    st.sampled_from(
        [
            KEYS, {"AWS_ACCESS_KEY_ID": KEY_ID}, {"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""}, {"AWS_SESSION_TOKEN": SESSION_TOKEN},
            *({"AWS_PROFILE": name} for name in (*NAMES, *NAMES, "nowhere", "")), {"AWS_DEFAULT_PROFILE": "dev"},
            {"AWS_WEB_IDENTITY_TOKEN_FILE": "TOKEN_FILE"}, {"AWS_WEB_IDENTITY_TOKEN_FILE": ""}, {"AWS_ROLE_ARN": "arn:aws:iam::111122223333:role/b"},
            {"AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://127.0.0.1:9/credentials"},
        ]
    ),
    max_size=3,
).map(lambda parts: {name: value for part in parts for name, value in part.items()})  # fmt: skip
CONFIG_FILE = st.none() | st.dictionaries(
    st.sampled_from(["default", "profile work", "profile dev", "work", 'profile "dev"']), SECTION, max_size=4
).flatmap(lambda made: st.sampled_from([made, made | {"sso-session corp": SSO_URL}]))
CREDENTIALS_FILE = st.none() | st.dictionaries(st.sampled_from([*NAMES, "profile work"]), SECTION, max_size=3)
PROFILE_OPTION = st.sampled_from([None, None, None, *NAMES, "nowhere"])


@pytest.fixture(scope="module")
def folder() -> Path:
    made = Path(tempfile.mkdtemp())
    yield made
    shutil.rmtree(made)


@given(environment=ENVIRONMENT, credentials=CREDENTIALS_FILE, config=CONFIG_FILE, profile=PROFILE_OPTION)
@settings(deadline=None, max_examples=400, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
def test_botocore_takes_the_same_source(
    folder: Path, environment: dict, credentials: dict | None, config: dict | None, profile: str | None
) -> None:
    botocore = pytest.importorskip("botocore.session", reason="botocore is not installed")
    theirs = _of_botocore(botocore, folder, environment, credentials, config, profile)
    found = resolution(environment | {"AWS_EC2_METADATA_DISABLED": "true"}, credentials, config, profile)
    source, outcome = ending(found)
    assert theirs == ("stopped" if outcome == "stopped" else source), found


def _of_botocore(
    botocore, folder: Path, environment: dict, credentials: dict | None, config: dict | None, profile: str | None
) -> str:
    """The method that botocore's own chain ends with, `stopped` when it raises; only the container's answer is made up."""
    from botocore.exceptions import BotoCoreError
    from botocore.utils import ContainerMetadataFetcher

    (folder / "token").write_text("a.b.c")
    (folder / "process.json").write_text('{"Version": 1, "AccessKeyId": "AKIAPROCESS", "SecretAccessKey": "s"}')
    real = {"TOKEN_FILE": str(folder / "token"), "PROCESS": f"/bin/cat {folder / 'process.json'}"}
    variables = {"HOME": str(folder), "PATH": os.environ["PATH"], "AWS_EC2_METADATA_DISABLED": "true"}
    variables |= {name: real.get(value, value) for name, value in environment.items()}
    for name, made, variable in (
        ("credentials", credentials, "AWS_SHARED_CREDENTIALS_FILE"),
        ("config", config, "AWS_CONFIG_FILE"),
    ):
        place = folder / name
        place.unlink(missing_ok=True)
        if made is not None:
            place.write_text(
                ini(
                    {
                        section: {key: real.get(value, value) for key, value in members.items()}
                        for section, members in made.items()
                    }
                )
            )
        variables[variable] = str(place)
    answer = {
        "AccessKeyId": "ASIACONTAINER",
        "SecretAccessKey": "s",
        "Token": "t",
        "Expiration": "2099-01-01T00:00:00Z",
    }
    with (
        mock.patch.dict(os.environ, variables, clear=True),
        mock.patch.object(ContainerMetadataFetcher, "retrieve_full_uri", return_value=answer),
    ):
        try:
            found = botocore.Session(profile=profile).get_credentials()
        except BotoCoreError:
            return "stopped"
        return "none" if found is None else found.method
