"""Whole flows with clients that nobody here wrote (interop/README.md)."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

INTEROP = Path(__file__).resolve().parents[2] / "interop"
NEEDS = {"curl": "curl", "openid-client": "npm", "oauth4webapi": "npm", "Authlib": "python3"}


@pytest.mark.parametrize("partner", NEEDS)
def test_a_foreign_client_gets_through_every_flow(partner: str) -> None:
    if shutil.which(NEEDS[partner]) is None:
        pytest.skip(f"this machine lacks {NEEDS[partner]}")
    done = subprocess.run(
        [sys.executable, str(INTEROP / "run.py"), "--only", partner],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"ok       {partner}: " in done.stdout
