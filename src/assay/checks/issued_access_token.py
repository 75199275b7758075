"""Whether an access token of this issuer opens one of the issuer's own endpoints: by its audience and its scope.

OpenID Connect Core 1.0 section 5.3, RFC 6750 section 3.1, security bar A170.
Gives `token.audience_mismatch` and `access_token.scope_missing`.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from assay.decision import Check, Passed, Refused, refuse
from assay.decision.outcome import PASSED
from assay.reasons import access_token as reasons
from assay.reasons import token as token_reasons


@dataclass(frozen=True, slots=True)
class Reach:
    """What a token is good for."""

    audience: tuple[str, ...]
    scopes: Collection[str]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an endpoint asks of a token."""

    issuer: str
    scope: str


def check_for_issuer(reach: Reach, wanted: Wanted) -> Passed | Refused:
    """The issuer is in the token's audience."""
    if wanted.issuer in reach.audience:
        return PASSED
    return refuse(token_reasons.AUDIENCE_MISMATCH, audience=reach.audience, expected=(wanted.issuer,))


def check_scope(reach: Reach, wanted: Wanted) -> Passed | Refused:
    """The scope that the endpoint asks for was granted."""
    if wanted.scope in reach.scopes:
        return PASSED
    return refuse(reasons.SCOPE_MISSING, scopes=tuple(sorted(reach.scopes)), required=wanted.scope)


CHECKS = (Check("audience", check_for_issuer), Check("scope", check_scope))
