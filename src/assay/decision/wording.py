"""Fills a reason's texts with its evidence, for people. Values from outside are escaped, absent ones are said to be so."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime

from assay.decision.evidence import EvidenceValue, escaped
from assay.reasons.reason import EvidenceKind, Reason

ABSENT = "(absent)"
NOT_SHOWN = "(not shown)"
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


def worded(template: str, reason: Reason, evidence: Mapping[str, EvidenceValue]) -> str:
    """The text with every placeholder filled. What the evidence does not hold (it was held back) is `(not shown)`."""
    if "{" not in template:
        return template
    kinds = {field.name: field.kind for field in reason.evidence}

    def fill(match: re.Match[str]) -> str:
        name = match.group(1)
        if name not in evidence or name not in kinds:
            return NOT_SHOWN
        return shown(evidence[name], kinds[name])

    return _PLACEHOLDER.sub(fill, template)


def shown(value: EvidenceValue, kind: EvidenceKind) -> str:
    """One value of evidence as a person reads it: instants as UTC, names with commas between them."""
    if value is None:
        return ABSENT
    if isinstance(value, tuple):
        return ", ".join(escaped(name) for name in value) or "(none)"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return escaped(value) if value else "(empty)"
    return instant(value) if kind == "instant" else f"{value:.15g}"


def instant(epoch_seconds: float) -> str:
    """An instant in the form of RFC 3339, in UTC, with milliseconds where there are any; the number when it is no date."""
    try:
        moment = datetime.fromtimestamp(epoch_seconds, UTC)
    except (OverflowError, OSError, ValueError):
        return f"{epoch_seconds:.15g}"
    parts = "milliseconds" if moment.microsecond else "seconds"
    return moment.isoformat(timespec=parts).removesuffix("+00:00") + "Z"
