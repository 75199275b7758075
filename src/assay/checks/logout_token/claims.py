"""Decides whether the claims are those of a logout token (OpenID Connect Back-Channel Logout 1.0 sections 2.4 and 2.6).

Gives `token.event_missing`, `token.claim_not_wanted`, `token.claim_missing`, `token.claim_wrong_type`.
"""

from __future__ import annotations

from typing import Any

from assay.checks.jwt.claim import text_refusal
from assay.checks.jwt.expectations import JwtCheck
from assay.decision import Passed, Refused, refuse
from assay.decision.outcome import PASSED
from assay.formats.jose.jwt import Jwt
from assay.reasons import token as reasons

LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"


def check_event(jwt: Jwt, _context: object) -> Passed | Refused:
    """Whether the token reports a logout."""
    events = jwt.claims.get("events")
    if isinstance(events, dict) and isinstance(events.get(LOGOUT_EVENT), dict):
        return PASSED
    return refuse(reasons.EVENT_MISSING, event=LOGOUT_EVENT)


def check_no_nonce(jwt: Jwt, _context: object) -> Passed | Refused:
    """Whether there is no nonce: with one, the token could pass for an ID token."""
    if "nonce" in jwt.claims:
        return refuse(reasons.CLAIM_NOT_WANTED, claim="nonce", kind="A logout token")
    return PASSED


def check_whose_session(jwt: Jwt, _context: object) -> Passed | Refused:
    """Whether jti and iat are there, and sub or sid says whose session ends."""
    claims = jwt.claims
    refused = text_refusal(claims, "jti", required_by="Back-Channel Logout section 2.4")
    if refused is not None:
        return refused
    if "iat" not in claims:
        return refuse(reasons.CLAIM_MISSING, claim="iat", required_by="Back-Channel Logout section 2.4")
    for claim in ("sub", "sid"):
        if claim in claims:
            refused = text_refusal(claims, claim, required_by="Back-Channel Logout section 2.4")
            if refused is not None:
                return refused
    if "sub" not in claims and "sid" not in claims:
        return refuse(reasons.CLAIM_MISSING, claim="sub", required_by="a logout token has sub, sid or both")
    return PASSED


EVENT: JwtCheck[Any] = JwtCheck("event", check_event)
NO_NONCE: JwtCheck[Any] = JwtCheck("no_nonce", check_no_nonce)
WHOSE_SESSION: JwtCheck[Any] = JwtCheck("whose_session", check_whose_session)
