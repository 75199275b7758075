"""Narrated signs: what people and programs tell around a refusal, beside what the evidence itself shows.

A tale proves nothing: such a sign makes a cause likely at most, and what the evidence shows weighs more.
"""

from __future__ import annotations

from itertools import chain

from assay.diagnosis.causes.cause import Sighting, suggests
from assay.diagnosis.exclusions import still_fits
from assay.diagnosis.facts.gathered import Facts
from assay.diagnosis.facts.quoting import quoted
from assay.diagnosis.narrated import Narrated
from assay.diagnosis.narrated_findings_of_aws import FOUND_OUT_ABOUT_AWS
from assay.diagnosis.narrated_findings_of_tokens import FOUND_OUT_ABOUT_TOKENS
from assay.diagnosis.narrated_of_aws import NARRATED_OF_AWS
from assay.diagnosis.narrated_of_tokens import NARRATED_OF_TOKENS
from assay.diagnosis.pattern import compiled

_TABLES = (NARRATED_OF_AWS, NARRATED_OF_TOKENS, FOUND_OUT_ABOUT_AWS, FOUND_OUT_ABOUT_TOKENS)
NARRATED: dict[str, tuple[Narrated, ...]] = {
    code: tuple(sorted(chain(*(table.get(code, ()) for table in _TABLES)), key=lambda tale: -tale.weight))
    for code in dict.fromkeys(chain(*_TABLES))
}


def narrated_sign(code: str, facts: Facts) -> Sighting | None:
    """The heaviest sign that is told of a cause which the evidence leaves open; None where none is told."""
    for sign in NARRATED.get(code, ()):
        if sign.unseen and facts.failing is not None:
            continue
        said = compiled(sign.said).search(facts.complaint.text)
        found = said and compiled(sign.told).search(facts.narration)
        if said and found and still_fits(code, facts):
            words = (found.group(0) or said.group(0)).strip()[:100]
            return suggests(f"it is told: {quoted(words)}", weight=sign.weight)
    return None
