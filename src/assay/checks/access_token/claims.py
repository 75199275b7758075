"""Decides whether the claims of a JWT access token are there and of the right type (RFC 9068 section 2.2).

Gives `token.claim_missing` and `token.claim_wrong_type`.
"""

from __future__ import annotations

from assay.checks.jwt.claim import text_refusal
from assay.checks.jwt.expectations import JwtCheck, JwtContext
from assay.checks.jwt.words import kind_of
from assay.decision import Passed, Refused, refuse
from assay.decision.outcome import PASSED
from assay.formats.jose.jwt import Jwt
from assay.reasons import token as reasons

_TEXTS = ("sub", "client_id", "jti")
_RULE = "RFC 9068 section 2.2"


def check_claims(jwt: Jwt, context: JwtContext) -> Passed | Refused:
    """Whether sub, client_id, jti and iat are there, and they and scope are text.

    Where RFC 9068 is not asked for they may be absent; but nobody decides on what is there and no text.
    """
    claims, required = jwt.claims, context.expected.types is not None
    for claim in _TEXTS:
        value = claims.get(claim)
        if value.__class__ is str and value:
            continue
        if required or claim in claims:
            refused = text_refusal(claims, claim, required_by=_RULE)
            if refused is not None:
                return refused
    if required and "iat" not in claims:
        return refuse(reasons.CLAIM_MISSING, claim="iat", required_by=_RULE)
    scope = claims.get("scope", "")
    if scope.__class__ is not str and scope.__class__ is not list:
        return refuse(reasons.CLAIM_WRONG_TYPE, claim="scope", found=kind_of(scope), expected="a string")
    return PASSED


CLAIMS: JwtCheck[JwtContext] = JwtCheck("claims", check_claims)
