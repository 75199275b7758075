"""Whole flows with clients that nobody here wrote (interop/README.md): all that are asked for, on the same two servers."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from matrix import PARTNERS

RUN = Path(__file__).resolve().parents[2] / "interop" / "run.py"
LIMIT_SECONDS = 600


@pytest.fixture(scope="module")
def outcomes(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    asked = [
        item.callspec.params["partner"]
        for item in request.session.items
        if isinstance(item, pytest.Function) and item.path == request.path and hasattr(item, "callspec")
    ]
    report = tmp_path_factory.mktemp("interop") / "outcomes.json"
    done = subprocess.run(
        [sys.executable, str(RUN), "--json", str(report), "--only", *asked],
        capture_output=True,
        text=True,
        timeout=LIMIT_SECONDS,
        check=False,
    )
    assert report.exists(), done.stdout + done.stderr
    return {one["name"]: one for one in json.loads(report.read_text())}


@pytest.mark.parametrize("partner", [one.name for one in PARTNERS])
def test_a_foreign_client_gets_through_every_flow(partner: str, outcomes: dict[str, dict[str, Any]]) -> None:
    outcome = outcomes[partner]
    if outcome["skipped"]:
        pytest.skip(outcome["skipped"])
    assert outcome["wrong"] is None, outcome["wrong"]
    assert any("a wrong secret" in step for step in outcome["passed"]), outcome["passed"]


def test_every_script_is_a_partner_of_the_matrix() -> None:
    scripts = {file.name for file in (RUN.parent / "partners").iterdir() if file.suffix in {".py", ".mjs", ".sh"}}
    beside = {"partner.py", "partner.mjs", "jose_verifier.mjs", "jose_verifiers.py"}
    assert scripts - beside == {one.script for one in PARTNERS}
