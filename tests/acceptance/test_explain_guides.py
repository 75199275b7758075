"""The guides "explain your first refusal", typed line by line into one shell each, with what they show compared to what comes."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from fixes.aws_machine import Machine
from fixes.aws_service import AwsService, Key
from live import DevServer

ROOT = Path(__file__).resolve().parents[2]
GUIDES = ROOT / "docs" / "guides"
BLOCK = re.compile(r"```console\n(.*?)```", re.DOTALL)
AWS_KEY = ("AKIA2TESTKEYSEXAMPLE", "wJb+rXUtn/EMIK7MDENGbPxRfiCYzEXAMPLEKEYS")


def steps(guide: str) -> list[tuple[str, str]]:
    """(command, what is shown below it) of every block; a here-document belongs to its command."""
    found: list[tuple[str, str]] = []
    for block in BLOCK.findall((GUIDES / guide).read_text(encoding="utf-8")):
        for piece in re.split(r"(?m)^\$ ", block)[1:]:
            command, _, shown = piece.partition("\n")
            if "<<'END'" in command:
                document, _, shown = shown.partition("\nEND\n")
                command = f"{command}\n{document}\nEND"
            found.append((command, shown))
    return found


def as_pattern(shown: str) -> str:
    """The lines in their order; an ellipsis stands for anything."""
    return r"\s*" + ".*?".join(re.escape(part.strip("\n")) for part in shown.split("…")) + r"\s*"


def follow(guide: str, folder: Path, environment: dict[str, str], *, instead: tuple[str, str] = ("", "")) -> None:
    """Type the guide into one shell; whatever is shown must come."""
    lines = []
    for number, (command, _) in enumerate(steps(guide)):
        lines += [f"echo '<<{number}>>'", command.replace(*instead) if instead[0] else command]
    ran = subprocess.run(
        ["bash", "-c", "exec 2>&1\n" + "\n".join(lines)],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    came = re.split(r"<<\d+>>\n", ran.stdout)[1:]
    assert len(came) == len(steps(guide)) > 2, ran.stdout
    for (command, shown), told in zip(steps(guide), came, strict=True):
        seen = told.replace(instead[1], instead[0]) if instead[0] else told
        assert re.fullmatch(as_pattern(shown), seen, re.DOTALL), (command, shown, told)


@pytest.mark.parametrize("guide", ["explain-jwt.md", "explain-oauth.md"])
def test_a_guide_with_our_own_server(guide: str, server: DevServer, tmp_path: Path) -> None:
    (tmp_path / "assay").write_text(f'#!/bin/sh\nexec {sys.executable} -m assay "$@"\n', encoding="utf-8")
    (tmp_path / "assay").chmod(0o755)
    environment = os.environ | {"PATH": f"{tmp_path}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT / "src")}
    # The guide activates what `make run` has installed in the folder; here the command above stands for it.
    (server.folder / ".venv" / "bin").mkdir(parents=True, exist_ok=True)
    (server.folder / ".venv" / "bin" / "activate").touch()
    follow(guide, server.folder, environment, instead=("http://localhost:8400", server.issuer))


def test_the_guide_for_aws(tmp_path: Path) -> None:
    pytest.importorskip("awscli", reason="aws-cli is not installed (dependency group aws)")
    with AwsService() as aws:
        aws.keys[AWS_KEY[0]] = Key(AWS_KEY[1])
        machine = Machine(tmp_path / "home", aws.url)
        follow("explain-aws.md", machine.home, machine.environment)


def test_every_such_guide_is_followed() -> None:
    followed = {"explain-jwt.md", "explain-oauth.md", "explain-aws.md"}
    assert {path.name for path in GUIDES.glob("explain-*.md")} == followed
