"""English: the language in which texts are written down."""

from __future__ import annotations

from datetime import datetime

from assay.server.languages.language import Language

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def _day(at: datetime) -> str:
    return f"{at.day} {_MONTHS[at.month - 1]} {at.year}"


ENGLISH = Language("en", _day, {}, {})
