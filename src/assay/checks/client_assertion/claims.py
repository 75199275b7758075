"""Decides whether the claims of a client assertion are those of the client that shows it (RFC 7523 section 3).

Gives `token.subject_mismatch`, `token.lifetime_too_long`, `token.claim_missing`, `token.claim_wrong_type`.
"""

from __future__ import annotations

from assay.checks.client_assertion.expectations import ClientAssertionContext
from assay.checks.jwt.claim import text_refusal
from assay.checks.jwt.expectations import JwtCheck
from assay.checks.jwt.times import instant_refusal
from assay.decision import NotApplicable, Passed, Refused, refuse
from assay.decision.outcome import PASSED
from assay.formats.jose.jwt import Jwt
from assay.reasons import token as reasons


def check_subject(jwt: Jwt, context: ClientAssertionContext) -> Passed | Refused | NotApplicable:
    """Whether sub is the client; that iss is it too is asked by the check of the issuer."""
    refused = text_refusal(jwt.claims, "sub", required_by="RFC 7523 section 3")
    if refused is not None:
        return refused
    expected = context.expected.issuer
    if expected is None:
        return NotApplicable("it is not known which client")
    if jwt.claims["sub"] != expected:
        return refuse(reasons.SUBJECT_MISMATCH, subject=jwt.claims["sub"], expected=expected)
    return PASSED


def check_identifier(jwt: Jwt, _context: object) -> Passed | Refused:
    """Whether there is a jti, by which the assertion counts once."""
    refused = text_refusal(jwt.claims, "jti", required_by="an assertion counts once")
    return PASSED if refused is None else refused


def check_lifetime(jwt: Jwt, context: ClientAssertionContext) -> Passed | Refused | NotApplicable:
    """Whether exp lies near enough that its jti can be remembered until then."""
    expires = jwt.claims.get("exp")
    if instant_refusal("exp", expires) is not None or expires is None:
        return NotApplicable("there is no exp to look at")
    lifetime, limit = expires - context.now, context.expected.max_lifetime
    if lifetime > limit + context.expected.leeway:
        return refuse(reasons.LIFETIME_TOO_LONG, lifetime=lifetime, limit=limit)
    return PASSED


SUBJECT: JwtCheck[ClientAssertionContext] = JwtCheck("subject", check_subject)
IDENTIFIER: JwtCheck[ClientAssertionContext] = JwtCheck("identifier", check_identifier)
LIFETIME: JwtCheck[ClientAssertionContext] = JwtCheck("lifetime", check_lifetime)
