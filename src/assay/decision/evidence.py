"""What evidence may be: plain, small values. Secrets have no place here.

A value that comes from outside is cut, never normalised; whoever shows it escapes it (`escaped`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from assay.reasons.reason import EvidenceField, Reason

EvidenceValue: TypeAlias = "str | int | float | bool | tuple[str, ...] | None"
Evidence: TypeAlias = Mapping[str, EvidenceValue]

MAX_TEXT = 200
"""Characters of a text that are kept (security bar A026: an error never quotes a whole token)."""
MAX_NAMES = 16

_TYPES: dict[str, tuple[type, ...]] = {
    "text": (str,),
    "number": (int, float),
    "instant": (int, float),
    "seconds": (int, float),
    "names": (tuple,),
    "flag": (bool,),
}


def collect(reason: Reason, given: Mapping[str, EvidenceValue]) -> dict[str, EvidenceValue]:
    """The evidence of one refusal, exactly the fields that the reason declares.

    Raises `TypeError` for a missing, an unknown or a wrongly typed field: that is a fault of ours, never of the caller.
    `None` stands for a fact that was absent from what was looked at.
    """
    if len(given) != len(reason.evidence):
        declared = {field.name for field in reason.evidence}
        raise TypeError(f"{reason.code}: evidence {sorted(given)} given, {sorted(declared)} declared")
    kept: dict[str, EvidenceValue] = {}
    for field in reason.evidence:
        if field.name not in given:
            raise TypeError(f"{reason.code}: evidence {field.name!r} is declared and was not given")
        kept[field.name] = _fitting(reason, field, given[field.name])
    return kept


def _fitting(reason: Reason, field: EvidenceField, value: EvidenceValue) -> EvidenceValue:
    if value is None:
        return None
    if type(value) not in _TYPES[field.kind]:
        # Exact types: a subclass of str could be a secret in disguise, and a bool is no number.
        raise TypeError(f"{reason.code}: evidence {field.name!r} is a {field.kind}, not a {type(value).__name__}")
    if isinstance(value, str):
        return cut(value)
    if isinstance(value, tuple):
        return tuple(cut(str(name)) for name in value[:MAX_NAMES])
    return value


def cut(text: str) -> str:
    """At most `MAX_TEXT` characters of a text, with the full length told where something was left out."""
    if len(text) <= MAX_TEXT:
        return text
    return f"{text[:MAX_TEXT]}… ({len(text)} characters)"


def escaped(text: str) -> str:
    """A text in which every character that a terminal, a log or a reader could mistake is written as an escape."""
    return "".join(ch if ch.isprintable() and ch != "\\" else ch.encode("unicode_escape").decode() for ch in text)
