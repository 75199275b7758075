"""Decides whether the ID token names an end-user and has nothing of another kind of token (OpenID Connect Core section 2).

Gives `token.claim_missing`, `token.claim_wrong_type`, `token.claim_not_wanted`.
"""

from __future__ import annotations

from typing import Any

from assay.checks.jwt.claim import text_refusal
from assay.checks.jwt.expectations import JwtCheck
from assay.decision import Passed, Refused, refuse
from assay.decision.outcome import PASSED
from assay.formats.jose.jwt import Jwt
from assay.reasons import token as reasons


def check_subject(jwt: Jwt, _context: object) -> Passed | Refused:
    """Whether sub and iat are there."""
    refused = text_refusal(jwt.claims, "sub", required_by="OpenID Connect Core section 2")
    if refused is not None:
        return refused
    if "iat" not in jwt.claims:
        return refuse(reasons.CLAIM_MISSING, claim="iat", required_by="OpenID Connect Core section 2")
    return PASSED


def check_no_event(jwt: Jwt, _context: object) -> Passed | Refused:
    """Whether the token reports no event: a logout token of the same issuer has nearly the same claims."""
    if "events" in jwt.claims:
        return refuse(reasons.CLAIM_NOT_WANTED, claim="events", kind="An ID token")
    return PASSED


SUBJECT: JwtCheck[Any] = JwtCheck("subject", check_subject)
NO_EVENT: JwtCheck[Any] = JwtCheck("no_event", check_no_event)
