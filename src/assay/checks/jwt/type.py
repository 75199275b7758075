"""Decides whether the token is of the kind that is wanted, by its typ (RFC 8725 section 3.11, RFC 9068 section 4).

Gives `token.type_mismatch`.
"""

from __future__ import annotations

from assay.checks.jwt.expectations import JwtCheck, JwtContext
from assay.decision import NotApplicable, Passed, Refused, refuse
from assay.decision.outcome import PASSED
from assay.formats.jose.jwt import Jwt
from assay.reasons import token as reasons

OTHER_KINDS = frozenset(
    (
        "dpop+jwt",
        "logout+jwt",
        "secevent+jwt",
        "oauth-authz-req+jwt",
        "client-authentication+jwt",
        "token-introspection+jwt",
        "jwk-set+jwt",
        "entity-statement+jwt",
        "oauth-client-attestation+jwt",
        "oauth-client-attestation-pop+jwt",
        "kb+jwt",
    )
)
"""Values of typ that name a kind of token which is never an access or ID token."""


def media_type(header_type: object) -> str | None:
    """A value of typ as it is compared: lower case, without `application/`; "" when absent, None when it is no string.

    RFC 7515 section 4.1.9.
    """
    if header_type is None:
        return ""
    return header_type.lower().removeprefix("application/") if isinstance(header_type, str) else None


def check_type(jwt: Jwt, context: JwtContext) -> Passed | Refused | NotApplicable:
    """Whether typ is one of those expected; when nothing is expected, whether it names no kind that is always another."""
    found = jwt.header.get("typ")
    types = context.expected.types
    if types is None:
        if media_type(found) in OTHER_KINDS:
            return refuse(reasons.TYPE_MISMATCH, type=found, expected="a token that is no proof, event or request")
        return NotApplicable("no typ is asked for")
    if media_type(found) in types:
        return PASSED
    return refuse(
        reasons.TYPE_MISMATCH,
        type=found if isinstance(found, str) else None,
        expected=" or ".join(sorted(name or "none" for name in types)),
    )


TYPE: JwtCheck[JwtContext] = JwtCheck("type", check_type, conditional=True, reads="header")
