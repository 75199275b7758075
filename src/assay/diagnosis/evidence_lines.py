"""The evidence of a refused check in words: one line per field, texts in quotation marks, instants as dates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assay.decision.wording import shown, worded
from assay.diagnosis.facts.quoting import quoted
from assay.reasons import find_reason


def evidence_lines(code: str, evidence: Mapping[str, Any]) -> tuple[str, ...]:
    """`expired at: 2026-11-24T10:00:00Z`, one for each field of the reason with this code."""
    reason = find_reason(code)
    kinds = {field.name: field.kind for field in reason.evidence} if reason is not None else {}
    lines = []
    for name, value in evidence.items():
        kind = kinds.get(name, "text")
        if isinstance(value, str):
            told = quoted(value)
        elif isinstance(value, list):
            told = ", ".join(quoted(str(each)) for each in value) or "(none)"
        else:
            told = shown(value, kind) + (" s" if kind == "seconds" and value is not None else "")
        lines.append(f"{name.replace('_', ' ')}: {told}")
    return tuple(lines)


def reason_headline(code: str, evidence: Mapping[str, Any]) -> str:
    """The headline of a reason with its values; the code itself where it is unknown."""
    reason = find_reason(code)
    if reason is None:
        return code
    known = {name: tuple(value) if isinstance(value, list) else value for name, value in evidence.items()}
    return worded(reason.headline, reason, known)
