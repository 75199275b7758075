"""Lists of causes as text, in which a name that ends in `_` or a point stands for all that begin so."""

from __future__ import annotations

from functools import cache


def is_among(code: str, names: str) -> bool:
    """Whether a cause's code is in a list: `is_among("jwt.exp_is_string", "jwt.exp_ aws.")`."""
    whole, beginnings = _taken_apart(names)
    return code in whole or code.startswith(beginnings)


@cache  # of the tables in the code, never of evidence
def _taken_apart(names: str) -> tuple[frozenset[str], tuple[str, ...]]:
    beginnings = tuple(name for name in names.split() if name.endswith(("_", ".")))
    return frozenset(names.split()) - set(beginnings), beginnings
