"""Claims that must be there as text. Gives `token.claim_missing` and `token.claim_wrong_type`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assay.checks.jwt.words import kind_of
from assay.decision import Refused, refuse
from assay.reasons import token as reasons


def text_refusal(claims: Mapping[str, Any], claim: str, *, required_by: str) -> Refused | None:
    """The refusal of a claim that is absent or no non-empty string, or None."""
    value = claims.get(claim)
    if value.__class__ is str and value:
        return None
    if claim not in claims:
        return refuse(reasons.CLAIM_MISSING, claim=claim, required_by=required_by)
    return refuse(
        reasons.CLAIM_WRONG_TYPE,
        claim=claim,
        found="an empty string" if value == "" else kind_of(value),
        expected="a string",
    )
