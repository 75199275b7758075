"""Words that no command takes, help, and what ends a command."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from assay import __version__
from assay.cli import COMMANDS, main
from assay.cli.terminal.running import run_command, wants_json
from assay.ports.store import StoreUnusable
from assay.ports.unit_of_work import StorageUnavailable


def test_help_names_every_command(assay) -> None:
    for words in ((), ("--help",), ("help",)):
        shown = assay(*words)
        assert shown.status == 0
        for name, what in COMMANDS:
            assert name in shown.out
            assert what in shown.out


def test_a_mistyped_command_names_the_nearest(assay) -> None:
    refused = assay("clinet", "list")
    assert refused.status == 2
    assert "Did you mean: assay client list" in refused.err


def test_a_mistyped_verb_or_option_names_the_nearest(assay) -> None:
    assert "Did you mean create?" in assay("client", "crate").err
    refused = assay("client", "create", "--name", "x", "--grant", "client_credentials", "--redirect-url", "x")
    assert "Did you mean --redirect-uri?" in refused.err
    assert refused.status == 2


def test_a_command_without_its_verb_names_the_verbs(assay) -> None:
    refused = assay("client")
    assert refused.status == 2
    assert "expected: one of create, update, list, show, rotate-secret, disable" in refused.err


@pytest.mark.parametrize(
    "kid", ["-fNz3wBPqxU6q1MeFZeAAqCexS34RO0wX38j_6Ch3o0", "--Nz3wBPqxU6q1MeFZeAAqCexS34RO0wX38j_6Ch3o0"]
)
def test_an_identifier_that_begins_with_a_dash_is_a_value(assay, kid) -> None:
    for words in (("key", "revoke", kid), ("key", "revoke", kid, "-o", "json"), ("client", "show", kid)):
        refused = assay(*words)
        assert refused.status == 6
        assert kid in refused.err
    assert "no refusal id" in assay("explain", "--refusal", kid).err


def test_a_long_option_that_is_none_is_no_identifier(assay) -> None:
    assert "unrecognized arguments: --revocations-of-what" in assay("key", "list", "--revocations-of-what").err


def test_options_are_alike_by_their_letters_and_not_by_their_dashes(assay) -> None:
    refused = assay("explain", "--frobnicate")
    assert refused.status == 2
    assert "Did you mean" not in refused.err


@pytest.mark.parametrize("words", [["--help"], ["explain", "token.expired"]])
def test_a_full_volume_is_told_in_words(words) -> None:
    with Path("/dev/full").open("wb") as full:
        ran = subprocess.run([sys.executable, "-m", "assay", *words], stdout=full, stderr=subprocess.PIPE, check=False)
    assert (ran.returncode, ran.stderr) == (2, b"assay: not everything could be written: No space left on device\n")


@pytest.mark.parametrize(
    ("redirection", "status", "err"),
    [("<&-", 2, "there is nothing to explain: stdin is empty"), (">&-", 2, "there is nothing"), ("2>&-", 2, "")],
)
def test_a_closed_stream_is_no_fault(redirection, status, err) -> None:
    words = [sys.executable, "-m", "assay", "explain", "-"]
    line = f"{shlex.join(words)} {redirection}"
    ran = subprocess.run(["sh", "-c", line], input="", capture_output=True, text=True, check=False)
    assert ran.returncode == status
    assert err in ran.stderr
    assert "fault of Assay" not in ran.stderr


def test_the_version_is_told(assay) -> None:
    assert assay("--version").out == f"assay {__version__}\n"
    assert assay("version", "-o", "json").document["version"] == __version__


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (StoreUnusable("the file is damaged"), 3),
        (StorageUnavailable("disk full"), 7),
        (ModuleNotFoundError("no", name="msgspec"), 3),
        (FileExistsError(17, "File exists", "/srv/.assay"), 3),
        (OSError(30, "Read-only file system", "/srv/.assay"), 3),
        (OSError("without a file"), 10),
        (ModuleNotFoundError("no", name="assay.nowhere"), 10),
        (ZeroDivisionError("x"), 10),
        (KeyboardInterrupt(), 130),
    ],
)
def test_whatever_ends_a_command_has_its_status(error: BaseException, status: int, capsys) -> None:
    def command() -> int:
        raise error

    assert run_command(command, ["-o", "json"]) == status
    err = capsys.readouterr().err
    assert (not err) if status == 130 else "seen" in json.loads(err)["fault"]


def test_a_missing_extra_is_named(capsys) -> None:
    def command() -> int:
        raise ModuleNotFoundError("no", name="uvicorn")

    assert run_command(command, []) == 3
    assert "pip install 'assay[server]'" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "json_wanted"),
    [
        (["list", "--json"], True),
        (["list", "-o", "json"], True),
        (["list", "--output=json"], True),
        (["list", "-o", "text"], False),
        (["--", "--json"], False),
        (["show", "json"], False),
    ],
)
def test_json_is_wanted_when_it_is_asked_for(words: list[str], json_wanted: bool) -> None:
    assert wants_json(words) is json_wanted


def test_arguments_are_taken_from_the_process(monkeypatch, capsys) -> None:
    monkeypatch.setattr("sys.argv", ["assay", "--version"])
    assert main() == 0
    assert __version__ in capsys.readouterr().out


def test_a_word_that_is_not_utf_8_is_told_as_such(assay) -> None:
    for words in (("client", "show", "\udcff"), ("user", "disable", "a\udcffb")):
        refused = assay(*words)
        assert refused.status == 2
        assert "not UTF-8" in refused.err
