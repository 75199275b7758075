"""The code in force among the files: without comments, and without what a change took away."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assay.diagnosis.facts.gathered import Facts

_DIFF = r"(?m)^(?:@@ |--- |\+\+\+ |diff --git |\+[^+\n])"
_COMMENT = ("#", "//", "*", "/*", "<!--", "--")
MOST_OF_A_FILE = 50_000


def living_code(facts: Facts) -> str:
    """The files' code, one after another."""
    texts = (raw[:MOST_OF_A_FILE].decode("utf-8", "replace") for raw in facts.bundle.files.values())
    return "\n".join(line for text in texts for line in living_lines(text))


def living_lines(text: str) -> Iterable[str]:
    """The lines of one text that are in force."""
    changed = re.search(_DIFF, text) is not None and re.search(r"(?m)^-", text) is not None
    for line in text.split("\n"):
        if changed and line.startswith("-"):
            continue
        if not line.lstrip("+ \t").startswith(_COMMENT):
            yield line
