"""Decides whether the end-user signed in lately and strongly enough (OpenID Connect Core section 3.1.3.7, steps 12 and 13).

Gives `token.authentication_too_old`, `token.authentication_class_mismatch`, `token.claim_missing`,
`token.claim_wrong_type`, `token.time_out_of_range`.
"""

from __future__ import annotations

from assay.checks.id_token.expectations import IdTokenContext
from assay.checks.jwt.expectations import JwtCheck
from assay.checks.jwt.times import instant_refusal
from assay.decision import NotApplicable, Passed, Refused, refuse
from assay.decision.outcome import PASSED
from assay.formats.jose.jwt import Jwt
from assay.reasons import token as reasons


def check_authentication_age(jwt: Jwt, context: IdTokenContext) -> Passed | Refused | NotApplicable:
    """Whether auth_time lies within max_age, where one was asked for."""
    max_age = context.expected.max_age
    if max_age is None:
        return NotApplicable("no max_age was asked for")
    if "auth_time" not in jwt.claims:
        return refuse(reasons.CLAIM_MISSING, claim="auth_time", required_by="a max_age was asked for")
    authenticated = jwt.claims["auth_time"]
    defect = instant_refusal("auth_time", authenticated)
    if defect is not None:
        return defect
    if context.now - authenticated <= max_age + context.expected.leeway:
        return PASSED
    return refuse(reasons.AUTHENTICATION_TOO_OLD, authenticated_at=authenticated, max_age=max_age, now=context.now)


def check_authentication_class(jwt: Jwt, context: IdTokenContext) -> Passed | Refused | NotApplicable:
    """Whether acr is one of those that are needed."""
    needed = context.expected.acr_values
    if needed is None:
        return NotApplicable("no acr was asked for")
    found = jwt.claims.get("acr")
    if isinstance(found, str) and found in needed:
        return PASSED
    told = found if isinstance(found, str) else None
    return refuse(reasons.AUTHENTICATION_CLASS_MISMATCH, found=told, expected=needed)


AUTHENTICATION_AGE: JwtCheck[IdTokenContext] = JwtCheck(
    "authentication_age", check_authentication_age, conditional=True
)
AUTHENTICATION_CLASS: JwtCheck[IdTokenContext] = JwtCheck(
    "authentication_class", check_authentication_class, conditional=True
)
