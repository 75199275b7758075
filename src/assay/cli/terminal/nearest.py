"""The nearest word to a mistyped one."""

from __future__ import annotations

from collections.abc import Iterable


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that a person probably meant, or None."""
    from difflib import get_close_matches

    # Dashes are in every option: they would make any two short ones look alike.
    bare = {one.lstrip("-"): one for one in known}
    close = get_close_matches(word.lower().lstrip("-"), list(bare), n=1, cutoff=0.6)
    return bare[close[0]] if close else None
