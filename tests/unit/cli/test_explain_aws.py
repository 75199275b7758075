from __future__ import annotations

import json
import sys
from base64 import b64encode
from pathlib import Path

import pytest

from assay.cli import main
from assay.outbound.evidence.aws_evidence import MAX_FILE, collect_aws_evidence
from evidence import AWS_SECRET, KEY_ID, SENTENCE, SESSION_ID


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in [name for name in __import__("os").environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / ".aws" / "sso" / "cache").mkdir(parents=True)
    return tmp_path


def write(home: Path, name: str, text: str) -> None:
    (home / ".aws" / name).write_text(text)


def static(section: str, key_id: str = KEY_ID) -> str:
    return f"[{section}]\naws_access_key_id = {key_id}\naws_secret_access_key = {AWS_SECRET}\n"


def test_it_says_which_source_is_used_and_why_others_are_not(home: Path, monkeypatch, capsys) -> None:
    write(home, "credentials", static("default"))
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIA9OTHERKEYEXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", AWS_SECRET)
    assert main(["explain", "aws"]) == 0
    page = capsys.readouterr().out
    assert "+ the environment variables" in page
    assert "- [default] of ~/.aws/credentials" in page
    assert AWS_SECRET not in page


def test_a_session_key_without_its_token_is_found_from_a_commands_error(home: Path, capsys) -> None:
    write(home, "credentials", static("work", SESSION_ID))
    command = [
        sys.executable,
        "-c",
        f"import sys, os; sys.stderr.write({SENTENCE!r} + os.environ['AWS_PROFILE']); sys.exit(254)",
    ]
    assert main(["explain", "aws", "--profile", "work", "--json", "--", *command]) == 1
    answer = json.loads(capsys.readouterr().out)
    assert answer["causes"][0]["code"] == "aws.session_token_missing"
    used = [step["source"] for step in answer["aws_sources"]["steps"] if step["outcome"] == "used"]
    assert used == ["shared-credentials-file"]


def test_the_words_of_a_command_that_went_well_are_no_symptom(home: Path, capsys) -> None:
    write(home, "credentials", static("default"))
    command = [sys.executable, "-c", "import sys; sys.stderr.write('ExpiredToken')"]
    assert main(["explain", "aws", "--json", "--", *command]) == 0
    assert json.loads(capsys.readouterr().out)["verdict"] != "refused"


def test_a_command_that_cannot_start_is_a_fault_of_the_call(home: Path, capsys) -> None:
    assert main(["explain", "aws", "--", str(home / "absent")]) == 2
    assert "cannot be started" in capsys.readouterr().err


def test_nothing_is_run_without_the_two_dashes(home: Path, capsys) -> None:
    assert main(["explain", "aws", "touch", str(home / "made")]) == 2
    assert not (home / "made").exists()


def test_files_that_the_environment_names_are_read(home: Path) -> None:
    (home / "mine").write_text("[profile x]\nweb_identity_token_file = ~/token\n")
    (home / "token").write_text("a.b.c")
    found = collect_aws_evidence({"HOME": str(home), "AWS_CONFIG_FILE": str(home / "mine"), "PATH": "/bin"})
    assert found["files"] == {
        str(home / "mine"): "[profile x]\nweb_identity_token_file = ~/token\n",
        "~/token": "a.b.c",
    }
    assert "PATH" not in found["environment"]


def test_bytes_that_matter_are_kept_and_devices_are_not_read(home: Path) -> None:
    raw = static("default").encode("utf-16")
    (home / ".aws" / "credentials").write_bytes(raw)
    found = collect_aws_evidence(
        {"HOME": str(home), "AWS_CONFIG_FILE": "/dev/zero", "AWS_WEB_IDENTITY_TOKEN_FILE": "a\0b"}
    )
    assert found["files"] == {"~/.aws/credentials": {"base64": b64encode(raw).decode()}}


def test_a_huge_file_is_read_up_to_a_bound(home: Path) -> None:
    write(home, "config", "#" * (MAX_FILE + 10))
    assert len(collect_aws_evidence({"HOME": str(home)})["files"]["~/.aws/config"]) == MAX_FILE


def test_sign_ins_of_the_cache_are_shown_with_their_end(home: Path, monkeypatch, capsys) -> None:
    write(
        home,
        "config",
        "[profile dev]\nsso_start_url = https://corp.example/start\nsso_region = eu-west-1\nsso_account_id = 1\nsso_role_name = Dev\n",
    )
    name = __import__("hashlib").sha1(b"https://corp.example/start").hexdigest()
    write(
        home,
        f"sso/cache/{name}.json",
        json.dumps({"accessToken": "secret-sign-in", "expiresAt": "2020-01-01T00:00:00Z"}),
    )
    main(["explain", "aws", "--profile", "dev"])
    page = capsys.readouterr().out
    assert "the sign-in of the cache ended 2020-01-01T00:00:00Z" in " ".join(page.split())
    assert "secret-sign-in" not in page
