"""One field of a reason's evidence in words: instants as dates, lists without brackets."""

from __future__ import annotations

from typing import Any

from assay.diagnosis.facts.instants import show_instant
from assay.diagnosis.facts.quoting import quoted

_INSTANTS = ("_at", "now")


def evidence_line(name: str, value: Any) -> str:
    """`expired at: 2026-11-24T10:00:00Z`."""
    words = name.replace("_", " ")
    if isinstance(value, list):
        return f"{words}: {', '.join(quoted(str(each)) for each in value)}"
    if isinstance(value, int | float) and not isinstance(value, bool) and name.endswith(_INSTANTS):
        return f"{words}: {show_instant(float(value))}"
    if isinstance(value, float):
        return f"{words}: {value:g}"
    return f"{words}: {quoted(value) if isinstance(value, str) else value}"
