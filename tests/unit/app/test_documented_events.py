from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[3]
_LOGGED = re.compile(r'_log\.\w+\(\s*"([^"]+)"(?: if \w+ else "([^"]+)")?')


def test_every_event_that_is_logged_stands_in_the_documents() -> None:
    logged = {
        name
        for file in (ROOT / "src/assay").rglob("*.py")
        for names in _LOGGED.findall(file.read_text())
        for name in names
        if name
    }
    assert {"request.refused", "server.ready", "server.not_ready", "upkeep.faulted"} <= logged
    documented = (ROOT / "docs/operating.md").read_text()
    assert [name for name in sorted(logged) if f"`{name}`" not in documented] == []
