"""Which causes the evidence excludes, those first that it could be mistaken for."""

from __future__ import annotations

from collections.abc import Iterable

from assay.diagnosis.answer import FoundCause
from assay.diagnosis.causes import find_cause
from assay.diagnosis.causes.cause import Cause
from assay.diagnosis.facts.gathered import Facts

SHOWN = 8


def ruled_out(candidates: Iterable[Cause], found: tuple[FoundCause, ...], facts: Facts) -> tuple[str, ...]:
    """The codes: what the words could have meant and what the first cause accounts for, then its family, then the rest.

    Beside a certain cause everything else is; otherwise only what does not fit the evidence, and not all that was not seen.
    """
    named = {cause.code for cause in found}
    first = find_cause(found[0].code) if found else None
    near = set(first.explains_away if first is not None else ())
    if facts.complaint.text:  # the table of wordings is large, and a bare token says nothing
        from assay.diagnosis.wordings import causes_of_words

        near.update(causes_of_words(facts))
    family = first.family if first is not None else ""
    codes = [cause.code for cause in candidates if cause.code not in named]
    if not (found and found[0].confidence == "certain"):
        from assay.diagnosis.exclusions import still_fits

        codes = [code for code in codes if not still_fits(code, facts)]
    return tuple(sorted(codes, key=lambda code: (code not in near, not code.startswith(f"{family}."))))


def ruled_out_words(codes: tuple[str, ...]) -> str:
    """The nearest ones by name, the others counted."""
    more = len(codes) - SHOWN
    return ", ".join(codes[:SHOWN]) + (f" and {more} more" if more > 0 else "")
