"""Decides whether the claims of a JWT access token are there and of the right type (RFC 9068 section 2.2).

Gives `token.claim_missing` and `token.claim_wrong_type`.
"""

from __future__ import annotations

from assay.checks.jwt.claim import text_refusal
from assay.checks.jwt.expectations import JwtCheck, JwtContext
from assay.checks.jwt.words import kind_of
from assay.decision import NotApplicable, Passed, Refused, refuse
from assay.decision.outcome import PASSED
from assay.formats.jose.jwt import Jwt
from assay.reasons import token as reasons

_TEXTS = ("sub", "client_id", "jti")


def check_required_claims(jwt: Jwt, context: JwtContext) -> Passed | Refused | NotApplicable:
    """Whether sub, client_id, jti and iat are there; asked only where RFC 9068 is asked for."""
    if context.expected.types is None:
        return _NOT_ASKED
    claims = jwt.claims
    for claim in _TEXTS:
        value = claims.get(claim)
        if value.__class__ is not str or not value:
            refused = text_refusal(claims, claim, required_by="RFC 9068 section 2.2")
            if refused is not None:
                return refused
    if "iat" not in claims:
        return refuse(reasons.CLAIM_MISSING, claim="iat", required_by="RFC 9068 section 2.2")
    return PASSED


def check_optional_claims(jwt: Jwt, _context: JwtContext) -> Passed | Refused:
    """Whether sub, client_id, jti and scope, where they are there, are text: nobody decides on anything else."""
    claims = jwt.claims
    for claim in ("sub", "scope", "client_id", "jti"):
        value = claims.get(claim, "")
        if value.__class__ is not str and not (claim == "scope" and value.__class__ is list):
            return refuse(reasons.CLAIM_WRONG_TYPE, claim=claim, found=kind_of(value), expected="a string")
    return PASSED


_NOT_ASKED = NotApplicable("RFC 9068 is not asked for")

REQUIRED_CLAIMS: JwtCheck[JwtContext] = JwtCheck("required_claims", check_required_claims, conditional=True)
OPTIONAL_CLAIMS: JwtCheck[JwtContext] = JwtCheck("claim_types", check_optional_claims)
