"""Decides whether the issuer's status list speaks against the token (draft-ietf-oauth-status-list section 8.3).

Asked last, so only a token that the issuer signed makes anybody look for a list. Gives `token.status_malformed`,
`.status_revoked`, `.status_suspended`, `.status_unknown` and `.status_list_unavailable`.
"""

from __future__ import annotations

from typing import Any

from assay.checks.jwt.expectations import JwtCheck, JwtContext
from assay.decision import NotApplicable, Passed, Refused, refuse
from assay.decision.outcome import PASSED
from assay.formats.jose.jwt import Jwt
from assay.reasons import token as reasons

VALID, INVALID, SUSPENDED = 0, 1, 2
"""The numbers of section 7.1."""


def check_status(jwt: Jwt, context: JwtContext) -> Passed | Refused | NotApplicable:
    """Whether the token's place in its list is marked."""
    held = context.expected.status_list
    if held is None:
        return _NOT_ASKED
    if "status" not in jwt.claims:
        return _NO_STATUS
    place = _place_of(jwt.claims["status"])
    if isinstance(place, Refused):
        return place
    uri, index = place
    found = held(uri, context.now)
    if isinstance(found, Refused):
        return found
    status = found.status(index)
    if status is None:
        return refuse(reasons.STATUS_MALFORMED, defect=f"its list has no place {index}")
    if status == VALID:
        return PASSED
    if status == INVALID:
        return refuse(reasons.STATUS_REVOKED, location=uri, index=index)
    if status == SUSPENDED:
        return refuse(reasons.STATUS_SUSPENDED, location=uri, index=index)
    return refuse(reasons.STATUS_UNKNOWN, status=status)


def _place_of(claim: Any) -> tuple[str, int] | Refused:
    reference = claim.get("status_list") if isinstance(claim, dict) else None
    if not isinstance(reference, dict):
        return refuse(reasons.STATUS_MALFORMED, defect="it has no member status_list that is an object")
    uri, index = reference.get("uri"), reference.get("idx")
    if not isinstance(uri, str) or not uri:
        return refuse(reasons.STATUS_MALFORMED, defect="uri is no text")
    if type(index) is not int or index < 0:
        return refuse(reasons.STATUS_MALFORMED, defect="idx is no whole number from 0 on")
    return uri, index


_NOT_ASKED = NotApplicable("the verifier asks no status lists")
_NO_STATUS = NotApplicable("the token has no status")

STATUS: JwtCheck[Any] = JwtCheck("status", check_status, conditional=True)
