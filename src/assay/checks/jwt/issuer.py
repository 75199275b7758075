"""Decides whether the token comes from the trusted issuer, compared character by character (RFC 8725 section 3.8).

Gives `token.issuer_mismatch`, `token.claim_missing`, `token.claim_wrong_type`.
"""

from __future__ import annotations

from assay.checks.jwt.claim import text_refusal
from assay.checks.jwt.expectations import JwtCheck, JwtContext
from assay.decision import NotApplicable, Passed, Refused, refuse
from assay.decision.outcome import PASSED
from assay.formats.jose.jwt import Jwt
from assay.reasons import token as reasons


def check_issuer(jwt: Jwt, context: JwtContext) -> Passed | Refused | NotApplicable:
    """Whether iss is the expected issuer."""
    issuer, expected = jwt.claims.get("iss"), context.expected.issuer
    if issuer == expected and issuer.__class__ is str:
        return PASSED
    defect = text_refusal(jwt.claims, "iss", required_by="the issuer must be known")
    if defect is not None:
        return defect
    if expected is None:
        return NotApplicable("it is not known which issuer is trusted")
    return refuse(reasons.ISSUER_MISMATCH, issuer=issuer, expected=expected)


ISSUER: JwtCheck[JwtContext] = JwtCheck("issuer", check_issuer)
