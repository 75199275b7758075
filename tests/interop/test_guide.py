"""What docs/guides/sign-in-with.md shows is what the partners run with: the text between their `docs:` marks."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from textwrap import dedent

import pytest

from assay.cli import client

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs" / "guides" / "sign-in-with.md").read_text(encoding="utf-8")
PARTNERS = ROOT / "interop" / "partners"
MARKED = re.compile(r"^[ \t]*(?:#|//) docs: settings\n(.*?)^[ \t]*(?:#|//) docs: end\n", re.DOTALL | re.MULTILINE)
SHOWN = (  # what a run fills in, and what a reader does
    (r"const basic =", "const config ="),
    (r",\n *insecure[^\n]*", ""),
    (r" orders\.read", ""),
    (r"facts\.redirect_uri", "'https://app.example/callback'"),
    (r"facts\.clients\.basic\.client_(id|secret)", lambda found: f"'CLIENT_{found[1].upper()}'"),
    (r"facts\.issuer", "'https://login.example'"),
    (r"client\.client_(id|secret)", lambda found: f"'CLIENT_{found[1].upper()}'"),
    (r"\{CLIENT\[.client_id.\]\}|\{client_id\}", "CLIENT_ID"),
    (r"\{client_secret\}", "CLIENT_SECRET"),
    (r"(?i:client)\[.client_(id|secret).\]", lambda found: f'"CLIENT_{found[1].upper()}"'),
    (r"(: |= )(?:client_secret|CLIENT_SECRET)\b(?!,? *\n? *:)", r'\1"CLIENT_SECRET"'),
    (r"authority: ISSUER", "authority: 'https://login.example'"),
    (r"client_id: CLIENT_ID", "client_id: 'CLIENT_ID'"),
    (r'ISSUER \+ "', '"https://login.example'),
    (r"\{(?:issuer|ISSUER)\}", "https://login.example"),
    (r"\bISSUER\b", '"https://login.example"'),
    (r"\{BYE\}", "https://app.example/bye"),
    (r"\{(?:site|SITE)\}", "https://app.example"),
    (r"prompt=prompt", 'prompt="consent"'),
    (r"\bREDIRECT_URI\b", '"https://app.example/callback"'),
    (r"\bLOGOUT_URL\b", '"shop.views.logout_url"'),
    (r"\{passphrase\}", "A_LONG_RANDOM_TEXT"),
    (r"\{name\}", "assay"),
    (r"\\\\\n", "\\\n"),
    (r'\bf(["\'][^"\'{}\n]*["\'])', r"\1"),
    (r"(?m)^([A-Z_]+)=(.*),$", r"\1 = \2"),
)


def settings_of(script: Path) -> list[str]:
    """The marked texts, as a reader has to write them."""
    texts = [dedent(found).strip("\n") for found in MARKED.findall(script.read_text(encoding="utf-8"))]
    for pattern, shown in SHOWN:
        texts = [re.sub(pattern, shown, text) for text in texts]
    return texts


SCRIPTS = [file for file in sorted(PARTNERS.iterdir()) if file.is_file() and MARKED.search(file.read_text("utf-8"))]


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_the_guide_shows_what_runs(script: Path) -> None:
    for text in settings_of(script):
        assert text in GUIDE, f"the guide does not have this text of {script.name}:\n{text}"


def test_ten_clients_are_shown() -> None:
    assert len(SCRIPTS) == 10


def test_the_commands_of_the_guide_are_taken() -> None:
    commands = re.findall(r"^\$ assay client (create (?:.*\\\n)*.*)$", GUIDE, re.MULTILINE)
    assert len(commands) >= 3
    for command in commands:
        client._parser().parse_args(shlex.split(command.replace("\\\n", "")))
