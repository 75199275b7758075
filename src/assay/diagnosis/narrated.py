"""What a tale is: words of a refusal, and words around it, that together speak for one cause."""

from __future__ import annotations

from assay.record import Record


class Narrated(Record):
    """Words of the refusal (`said`), and words around it (`told`) that then speak for a cause, with their weight.

    With `unseen` they count only where the refused request is not in the evidence and cannot be looked at.
    """

    said: str
    told: str
    weight: int
    unseen: bool = False


def near(one: str, two: str, within: int) -> str:
    """The text of a pattern that matches both within so many characters of a line, whichever stands first."""
    between = rf"[^\n]{{0,{within}}}"
    return f"(?:{one}){between}(?:{two})|(?:{two}){between}(?:{one})"
