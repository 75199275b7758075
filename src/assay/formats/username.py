"""Folds usernames, so that two that a person takes for one are one (RFC 8265 section 3.3)."""

from __future__ import annotations

import unicodedata

MAX_USERNAME = 128


def fold_username(username: str) -> str:
    """NFKC, case folded, NFKC again: what is stored and looked up."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", username).casefold())


def username_defect(folded: str) -> str | None:
    """What keeps a folded username from being used, as the end of a sentence, or None."""
    if not folded:
        return "is empty"
    if len(folded) > MAX_USERNAME:
        return f"has {len(folded)} characters"
    if any(ch.isspace() for ch in folded):
        return "has white space in it"
    if not folded.isprintable():
        return "has a character that does not print"
    return None
