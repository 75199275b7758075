"""What a command loads is what it costs to start: the heavy stays away from the answers that people wait for."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import assay

ROOT = Path(assay.__file__).parents[1]
TOKEN = (  # ES256, expired, of an issuer; the signature is 64 zero bytes
    "eyJhbGciOiJFUzI1NiIsInR5cCI6ImF0K2p3dCIsImtpZCI6ImJlbmNoIn0."
    "eyJpc3MiOiJodHRwczovL2lzc3Vlci5leGFtcGxlIiwiYXVkIjoiaHR0cHM6Ly9hcGkuZXhhbXBsZSIsInN1YiI6InNvbWVvbmUiLCJleHAiOjE3MDAw"
    f"MDAzMDAsImlhdCI6MTcwMDAwMDAwMH0.{'A' * 86}"
)
NETWORK = {"socket", "ssl", "asyncio", "http", "email", "sqlite3", "subprocess", "multiprocessing", "concurrent"}
EXTRAS = {"cryptography", "msgspec", "jinja2", "uvicorn", "argon2", "asyncpg", "prometheus_client"}
HEAVY = {
    "dataclasses",
    "inspect",
    "ast",
    "uuid",
    "decimal",
    "random",
    "tempfile",
    "zoneinfo",
    "html",
    "importlib.metadata",
}
OPTIONS = {"argparse", "gettext", "locale"}
OF_AWS = {"assay.diagnosis.facts.aws", "assay.diagnosis.facts.aws_sources", "assay.diagnosis.aws_resolution"}
HIGH_ROOMS = {
    f"assay.{room}" for room in ("app", "server", "storage", "web", "verifier", "integrations", "model", "ports")
}


def loaded_by(*arguments: str) -> set[str]:
    """The modules that a command loads into a fresh interpreter, packages with all of theirs by the package's name too."""
    program = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r}); before = set(sys.modules);"
        "from assay.cli import main; main(sys.argv[1:]); print(*(set(sys.modules) - before), file=sys.stderr)"
    )
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "COVERAGE", "AWS"))
    }
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=True, env=environment
    )
    assert done.stdout
    loaded = set(done.stderr.split())
    return loaded | {".".join(name.split(".")[:2]) for name in loaded} | {name.partition(".")[0] for name in loaded}


def test_a_token_is_explained_without_what_only_others_need() -> None:
    loaded = loaded_by("explain", TOKEN)
    assert "assay.diagnosis.causes.token_dates" in loaded
    assert not loaded & (NETWORK | EXTRAS | HEAVY | OPTIONS | OF_AWS | HIGH_ROOMS)
    oauth = {
        f"assay.diagnosis.causes.{name}"
        for name in ("proxies", "redirect_uris", "pkce", "grants", "authorization_codes")
    }
    assert not loaded & oauth
    assert not {name for name in loaded if name.startswith("assay.diagnosis.causes.aws_")}


@pytest.mark.parametrize("code", ["token.expired", "jwt.expired_not_refreshed"])
def test_a_code_is_explained_without_the_heavy(code: str) -> None:
    loaded = loaded_by("explain", code)
    assert "assay.cli.explaining.catalogue_page" in loaded
    assert not loaded & (NETWORK | EXTRAS | HEAVY | HIGH_ROOMS)


def test_credentials_of_aws_are_explained_without_the_heavy() -> None:
    loaded = loaded_by("explain", "aws", "--profile", "nobody")
    assert loaded >= OF_AWS
    assert not loaded & (NETWORK | EXTRAS | HEAVY | HIGH_ROOMS)


@pytest.mark.parametrize("option", ["--version", "--help"])
def test_what_the_command_says_of_itself_loads_nothing(option: str) -> None:
    assert {name for name in loaded_by(option) if name.startswith("assay")} == {"assay", "assay.cli"}


def test_a_fault_of_the_calls_words_loads_no_more() -> None:
    assert not loaded_by("explain", "--help") & (NETWORK | EXTRAS | HEAVY | HIGH_ROOMS)
