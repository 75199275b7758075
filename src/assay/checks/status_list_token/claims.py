"""Decides whether the claims are those of the status list that was asked for (draft-ietf-oauth-status-list section 5.1).

`exp` is recommended there and asked for here: a list without an end would be believed for ever. Gives
`token.subject_mismatch`, `.claim_missing`, `.claim_wrong_type`.
"""

from __future__ import annotations

from typing import Any

from assay.checks.jwt.claim import text_refusal
from assay.checks.jwt.expectations import Context, Expectations, JwtCheck
from assay.checks.jwt.words import kind_of
from assay.decision import NotApplicable, Passed, Refused, refuse
from assay.decision.outcome import PASSED
from assay.formats.jose.jwt import Jwt
from assay.formats.status_list import StatusListDefect, read_status_list
from assay.reasons import token as reasons


class StatusListExpectations(Expectations, kw_only=True):
    """What is expected of a list: that it is the one at `uri`."""

    uri: str


def check_subject(jwt: Jwt, context: Context[StatusListExpectations]) -> Passed | Refused:
    """Whether the list is the one that was asked for, and no other one of the issuer's."""
    refused = text_refusal(jwt.claims, "sub", required_by="a status list names itself")
    if refused is not None:
        return refused
    if jwt.claims["sub"] == context.expected.uri:
        return PASSED
    return refuse(reasons.SUBJECT_MISMATCH, subject=jwt.claims["sub"], expected=context.expected.uri)


def check_lives(jwt: Jwt, _context: object) -> Passed | Refused | NotApplicable:
    """Whether ttl is a number of seconds, where it is there."""
    if "ttl" not in jwt.claims:
        return _NO_TTL
    ttl = jwt.claims["ttl"]
    if type(ttl) is int and ttl > 0:
        return PASSED
    return refuse(reasons.CLAIM_WRONG_TYPE, claim="ttl", found=kind_of(ttl), expected="a number of seconds above 0")


def check_list(jwt: Jwt, _context: object) -> Passed | Refused:
    """Whether the list itself can be read."""
    if "status_list" not in jwt.claims:
        return refuse(reasons.CLAIM_MISSING, claim="status_list", required_by="a status list token")
    read = read_status_list(jwt.claims["status_list"])
    if isinstance(read, StatusListDefect):
        return refuse(reasons.CLAIM_WRONG_TYPE, claim="status_list", found=read.what, expected="a status list")
    return PASSED


_NO_TTL = NotApplicable("the list does not say for how long it may be kept")

SUBJECT: JwtCheck[Any] = JwtCheck("list_subject", check_subject)
LIVES: JwtCheck[Any] = JwtCheck("list_lifetime", check_lives, conditional=True)
LIST: JwtCheck[Any] = JwtCheck("list", check_list)
