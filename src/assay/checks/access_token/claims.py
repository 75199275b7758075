"""Decides whether the claims of a JWT access token are there and of the right type (RFC 9068 section 2.2, or a profile).

Gives `token.claim_missing`, `token.claim_wrong_type` and `token.claim_mismatch`.
"""

from __future__ import annotations

from assay.checks.jwt.access_token_profile import ANY_JWT, RFC_9068, AccessTokenProfile
from assay.checks.jwt.claim import text_refusal
from assay.checks.jwt.expectations import JwtCheck, JwtContext
from assay.checks.jwt.words import kind_of
from assay.decision import Passed, Refused, refuse
from assay.decision.outcome import PASSED
from assay.formats.jose.jwt import Jwt
from assay.reasons import token as reasons

_TEXTS = ("sub", "client_id", "jti")


def check_claims(jwt: Jwt, context: JwtContext) -> Passed | Refused:
    """Whether the claims that the profile asks for are there; sub, client_id, jti and scope must be text in any case."""
    claims, profile = jwt.claims, _profile_of(context)
    for claim in profile.texts:
        refused = text_refusal(claims, claim, required_by=profile.name)
        if refused is not None:
            return refused
    for claim in profile.times:
        if claim not in claims:
            return refuse(reasons.CLAIM_MISSING, claim=claim, required_by=profile.name)
    for claim, expected in profile.exact:
        found = claims.get(claim)
        if found != expected:
            told = found if isinstance(found, str) else None
            return refuse(reasons.CLAIM_MISMATCH, claim=claim, found=told, expected=expected)
    for claim in _TEXTS:
        if claim in claims:
            refused = text_refusal(claims, claim, required_by=profile.name)
            if refused is not None:
                return refused
    scope = claims.get("scope", "")
    if scope.__class__ is not str and scope.__class__ is not list:
        return refuse(reasons.CLAIM_WRONG_TYPE, claim="scope", found=kind_of(scope), expected="a string")
    return PASSED


def _profile_of(context: JwtContext) -> AccessTokenProfile:
    expected = context.expected
    if expected.profile is not None:
        return expected.profile
    return ANY_JWT if expected.types is None else RFC_9068


CLAIMS: JwtCheck[JwtContext] = JwtCheck("claims", check_claims)
