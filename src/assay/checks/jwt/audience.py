"""Decides whether the token is meant for this audience: one exact member (RFC 7519 section 4.1.3, RFC 8725 section 3.9).

Gives `token.audience_mismatch`, `token.audience_shared`, `token.claim_missing`, `token.claim_wrong_type`.
"""

from __future__ import annotations

from typing import Any

from assay.checks.jwt.expectations import JwtCheck, JwtContext
from assay.checks.jwt.words import kind_of
from assay.decision import NotApplicable, Passed, Refused, refuse
from assay.decision.outcome import PASSED
from assay.formats.jose.jwt import Jwt
from assay.reasons import token as reasons


def check_audience(jwt: Jwt, context: JwtContext) -> Passed | Refused | NotApplicable:
    """Whether aud has one of the expected audiences."""
    expected = context.expected.audiences
    claim = "aud" if context.expected.profile is None else context.expected.profile.audience_claim
    audience = jwt.claims.get(claim)
    if expected is not None and audience.__class__ is str and audience in expected:
        return PASSED
    named = audiences_of(audience, claim)
    if isinstance(named, Refused):
        return named
    if expected is None:
        return NotApplicable("it is not known for which audience")
    if expected.isdisjoint(named):
        return refuse(reasons.AUDIENCE_MISMATCH, audience=named, expected=tuple(sorted(expected)))
    return PASSED


def check_exclusive_audience(jwt: Jwt, context: JwtContext) -> Passed | Refused | NotApplicable:
    """Whether aud has nobody besides the expected audiences."""
    expected = context.expected.audiences
    named = audiences_of(jwt.claims.get("aud"))
    if expected is None or isinstance(named, Refused):
        return NotApplicable("there is nothing to compare")
    others = tuple(name for name in named if name not in expected)
    return refuse(reasons.AUDIENCE_SHARED, others=others) if others else PASSED


def audiences_of(audience: Any, claim: str = "aud") -> tuple[str, ...] | Refused:
    """The members of aud (or of the claim that stands for it), or the refusal of one that is absent, empty or of the wrong type."""
    if audience.__class__ is str and audience:
        return (audience,)
    if audience.__class__ is list and audience and all(name.__class__ is str for name in audience):
        return tuple(audience)
    if audience is None or audience in ([], ""):
        return refuse(reasons.CLAIM_MISSING, claim=claim, required_by="a token must say whom it is for")
    return refuse(
        reasons.CLAIM_WRONG_TYPE, claim=claim, found=kind_of(audience), expected="a string or a list of strings"
    )


AUDIENCE: JwtCheck[JwtContext] = JwtCheck("audience", check_audience)
EXCLUSIVE_AUDIENCE: JwtCheck[JwtContext] = JwtCheck("exclusive_audience", check_exclusive_audience, conditional=True)
