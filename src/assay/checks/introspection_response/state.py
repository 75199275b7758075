"""Decides whether an issuer vouches for an opaque token, and whether it still does (RFC 7662 section 2.2).

Gives `token.inactive`, and the reasons of `checks.jwt.issuer` and `checks.jwt.times`.
"""

from __future__ import annotations

from typing import Any

from assay.checks.jwt.expectations import JwtCheck, JwtContext
from assay.checks.jwt.issuer import check_issuer
from assay.checks.jwt.times import check_expiry
from assay.decision import NotApplicable, Passed, Refused, refuse
from assay.decision.outcome import PASSED
from assay.formats.jose.jwt import Jwt
from assay.reasons import token as reasons


def check_active(response: Jwt, _context: object) -> Passed | Refused:
    """Whether active is exactly true."""
    return PASSED if response.claims.get("active") is True else refuse(reasons.INACTIVE)


def check_issuer_if_told(response: Jwt, context: JwtContext) -> Passed | Refused | NotApplicable:
    """Whether iss, which is optional here, is the expected issuer."""
    if "iss" not in response.claims:
        return NotApplicable("the answer does not name an issuer")
    return check_issuer(response, context)


def check_expiry_if_told(response: Jwt, context: JwtContext) -> Passed | Refused | NotApplicable:
    """Whether exp, which is optional here, lies ahead."""
    if "exp" not in response.claims:
        return NotApplicable("the answer does not tell when the token ends")
    return check_expiry(response, context)


ACTIVE: JwtCheck[Any] = JwtCheck("active", check_active)
ISSUER_IF_TOLD: JwtCheck[JwtContext] = JwtCheck("issuer", check_issuer_if_told, conditional=True)
EXPIRY_IF_TOLD: JwtCheck[JwtContext] = JwtCheck("expiry", check_expiry_if_told, conditional=True)
