"""Decides whether the token is valid now: exp, nbf and iat as numbers of seconds (RFC 7519 sections 2 and 4.1.4 to 4.1.6).

Gives `token.expired`, `token.not_yet_valid`, `token.issued_in_future`, `token.claim_missing`, `token.claim_wrong_type`
and `token.time_out_of_range`.
"""

from __future__ import annotations

from assay.checks.jwt.expectations import JwtCheck, JwtContext
from assay.checks.jwt.words import kind_of
from assay.decision import NotApplicable, Passed, Refused, refuse
from assay.decision.outcome import PASSED
from assay.formats.jose.jwt import Jwt
from assay.reasons import token as reasons

LATEST = 253_402_300_799  # 9999-12-31T23:59:59Z; what lies beyond is milliseconds, or nonsense


def instant_refusal(claim: str, value: object) -> Refused | None:
    """The refusal of a claim that is no NumericDate, or None. A boolean is no number, a string neither."""
    kind = value.__class__
    if kind is not int and kind is not float:
        return refuse(
            reasons.CLAIM_WRONG_TYPE, claim=claim, found=kind_of(value), expected="a number of seconds since 1970"
        )
    if not 0 <= value <= LATEST:  # type: ignore[operator]  # int or float, as was just seen
        return refuse(reasons.TIME_OUT_OF_RANGE, claim=claim)
    return None


def check_expiry(jwt: Jwt, context: JwtContext) -> Passed | Refused:
    """Whether the token has not expired; a token without exp is refused."""
    expires = jwt.claims.get("exp")
    if expires.__class__ is int and expires <= LATEST and context.now < expires + context.expected.leeway:
        return PASSED  # the way of nearly every token
    if expires is None:
        return refuse(reasons.CLAIM_MISSING, claim="exp", required_by="a token must end")
    defect = instant_refusal("exp", expires)
    if defect is not None:
        return defect
    leeway = context.expected.leeway
    if context.now < expires + leeway:
        return PASSED
    return refuse(reasons.EXPIRED, expired_at=expires, now=context.now, leeway=leeway)


def check_not_before(jwt: Jwt, context: JwtContext) -> Passed | Refused | NotApplicable:
    """Whether the token is valid already, where it says from when."""
    if "nbf" not in jwt.claims:
        return _NO_NBF
    starts = jwt.claims["nbf"]
    defect = instant_refusal("nbf", starts)
    if defect is not None:
        return defect
    leeway = context.expected.leeway
    if starts <= context.now + leeway:
        return PASSED
    return refuse(reasons.NOT_YET_VALID, valid_from=starts, now=context.now, leeway=leeway)


def check_issued_at(jwt: Jwt, context: JwtContext) -> Passed | Refused | NotApplicable:
    """Whether the token was issued in the past, where it says when."""
    if "iat" not in jwt.claims:
        return _NO_IAT
    issued = jwt.claims["iat"]
    if issued.__class__ is int and 0 <= issued <= context.now:
        return PASSED
    defect = instant_refusal("iat", issued)
    if defect is not None:
        return defect
    leeway = context.expected.leeway
    if issued <= context.now + leeway:
        return PASSED
    return refuse(reasons.ISSUED_IN_FUTURE, issued_at=issued, now=context.now, leeway=leeway)


_NO_NBF = NotApplicable("the token has no nbf")
_NO_IAT = NotApplicable("the token has no iat")

EXPIRY: JwtCheck[JwtContext] = JwtCheck("expiry", check_expiry)
NOT_BEFORE: JwtCheck[JwtContext] = JwtCheck("not_before", check_not_before, conditional=True)
ISSUED_AT: JwtCheck[JwtContext] = JwtCheck("issued_at", check_issued_at, conditional=True)
