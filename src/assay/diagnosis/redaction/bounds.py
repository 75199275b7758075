"""Cuts a bundle's document to what is searched for secrets, so that nothing leaves unsearched."""

from __future__ import annotations

from typing import Any

from assay.diagnosis.bundle import MAX_EXCHANGES, MAX_LINES
from assay.diagnosis.json_view import MAX_DEPTH, MAX_NODES

MAX_TEXT = 256 * 1024
MAX_TOTAL = 8 * 1024 * 1024
MAX_SECRETS = 1_000
_LISTS = {"exchanges": MAX_EXCHANGES, "log": MAX_LINES}


class TooMuchEvidenceError(ValueError):
    """More evidence than can be searched for secrets; the text says of what."""


def bounded(document: dict[str, Any]) -> dict[str, Any]:
    """The document with long texts cut and deep values left out. Raises `TooMuchEvidenceError`."""
    budget = _Budget()
    made = {
        name: budget.cut(value[: _LISTS[name]] if name in _LISTS and isinstance(value, list) else value, 1)
        for name, value in document.items()
    }
    files = made.pop("files", None)
    return made | ({"files": files} if isinstance(files, dict) else {})


class _Budget:
    """Counts the values of a document."""

    def __init__(self) -> None:
        self.left = MAX_NODES // 2
        self.room = MAX_TOTAL

    def cut(self, value: Any, depth: int) -> Any:
        """The value within the bounds."""
        self.left -= 1
        if self.left < 0:
            raise TooMuchEvidenceError(f"the evidence has more than {MAX_NODES // 2} values")
        if isinstance(value, str):
            self.room -= len(value[:MAX_TEXT])
            if self.room < 0:
                raise TooMuchEvidenceError(f"the evidence has more than {MAX_TOTAL} characters")
            return value[:MAX_TEXT]
        if isinstance(value, dict | list) and depth >= MAX_DEPTH:
            return None
        if isinstance(value, dict):
            return {name[:MAX_TEXT]: self.cut(inner, depth + 1) for name, inner in value.items()}
        if isinstance(value, list):
            return [self.cut(inner, depth + 1) for inner in value]
        return value
