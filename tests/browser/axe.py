"""axe-core, the checker of accessibility, from npm: run in the page that is shown, and what it complains of."""

from __future__ import annotations

import subprocess
import tarfile
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import Page

_PACKAGE = "axe-core@4.14.1"


@cache
def source() -> str:
    """The text of axe, fetched once."""
    with TemporaryDirectory() as folder:
        packed = subprocess.run(
            ["npm", "pack", "--silent", _PACKAGE], cwd=folder, capture_output=True, text=True, check=True, timeout=120
        )
        with tarfile.open(Path(folder) / packed.stdout.strip().splitlines()[-1]) as archive:
            member = archive.extractfile("package/axe.min.js")
            assert member is not None
            return member.read().decode()


def violations(page: Page) -> list[str]:
    """Each violation of any rule (WCAG A to AA and best practices): the rule, and the first place."""
    # Evaluated by the debugger, so that the page's content policy stays as strict as it is.
    page.evaluate(source() + "; undefined")
    found: dict[str, Any] = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    assert found["passes"], "axe has looked at nothing"
    return [f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in found["violations"]]
