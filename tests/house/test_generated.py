"""What is generated is committed as it would be generated now (`make verify`)."""

from __future__ import annotations

import subprocess
import sys

from house.house import ROOT


def test_pages_and_lock_follow_from_the_catalogue() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "tools" / "generate.py", "--verify"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
