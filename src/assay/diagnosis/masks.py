"""What people put in place of a value before they show it to others: such a value is not known, and compares with nothing."""

from __future__ import annotations

from typing import Any

from assay.diagnosis.json_view import View
from assay.diagnosis.pattern import Pattern

_MASK = Pattern(
    r"(?i)redacted|\bremoved\b|omitted|\bmasked\b|censored|\*{3,}|<[^<>\s]{0,40}>|(?:^|[/.@_-])x{3,}(?:[/.@_-]|$)|…|\.{3}$|~{2}|<\w[\w -]{0,40}>|\w\.{3}\w|^(?:akia|asia)?x{6,}$|[●•█■]{3,}|[\[({](?:hidden|secret|value|filtered|snip\w*|cut|private|removed|\*+)[\])}]"
)
_DEPTH = 8
_WHOLE = frozenset(("jwks",))
"""Of these a part that is masked makes the whole unknown: a set of keys that lacks one says nothing of a kid."""


def is_masked(value: str) -> bool:
    """Whether a value was replaced, in whole or in part, by whoever shows it."""
    whole_text = len(value) > 4_000 or "-----BEGIN" in value or (value.lstrip()[:1] == "<" and value.count("<") > 1)
    return not whole_text and _MASK.search(value) is not None


_NAMED = Pattern(r"[A-Z]{2,}(?:_[A-Z]+){1,4}|([#.*_-])\1{5,}|\$\{?\w{1,60}\}?|%\w{1,60}%|(?i:filtered)")


def is_stand_in(value: str) -> bool:
    """Whether a value is masked, or only says what stood there: one sign over and over, a name in capitals, a variable."""
    return is_masked(value) or _NAMED.fullmatch(value) is not None


def without_masks(view: View) -> View:
    """The same member without the values that are masked."""
    return View(_known(view.raw, 0))


def _known(value: Any, depth: int) -> Any:
    if depth > _DEPTH:
        return value
    if isinstance(value, dict):
        return {
            name: _known(inner, depth + 1)
            for name, inner in value.items()
            if not _hidden(inner) and not (name in _WHOLE and _holds_mask(inner, depth + 1))
        }
    if isinstance(value, list):
        return [_known(inner, depth + 1) for inner in value if not _hidden(inner)]
    return value


def _hidden(value: Any) -> bool:
    return isinstance(value, str) and is_masked(value)


def _holds_mask(value: Any, depth: int) -> bool:
    if depth > _DEPTH:
        return False
    if isinstance(value, dict):
        return any(_holds_mask(inner, depth + 1) for inner in value.values())
    if isinstance(value, list):
        return any(_holds_mask(inner, depth + 1) for inner in value[:200])
    return _hidden(value)
