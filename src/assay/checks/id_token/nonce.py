"""Decides whether the ID token answers the sign-in of this browser session (OpenID Connect Core section 3.1.3.7, step 11).

Gives `token.nonce_mismatch`.
"""

from __future__ import annotations

from assay.checks.id_token.expectations import IdTokenContext
from assay.checks.jwt.expectations import JwtCheck
from assay.decision import NotApplicable, Passed, Refused, refuse
from assay.decision.outcome import PASSED
from assay.formats.jose.jwt import Jwt
from assay.primitives.hashing import equal
from assay.reasons import token as reasons


def check_nonce(jwt: Jwt, context: IdTokenContext) -> Passed | Refused | NotApplicable:
    """Whether nonce is exactly the one that was sent."""
    expected, found = context.expected.nonce, jwt.claims.get("nonce")
    if expected is None:
        return NotApplicable("no nonce was sent")
    if isinstance(found, str) and equal(found.encode(), expected.encode()):
        return PASSED
    return refuse(reasons.NONCE_MISMATCH, present="nonce" in jwt.claims)


NONCE: JwtCheck[IdTokenContext] = JwtCheck("nonce", check_nonce, conditional=True)
