"""Whether an access token of this issuer opens one of the issuer's own endpoints: by its audience and its scope.

OpenID Connect Core 1.0 section 5.3, RFC 6750 section 3.1, security bar A170.
Gives `token.audience_mismatch`, `access_token.scope_missing` and `.of_an_end_user`.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from assay.decision import Check, NotApplicable, Passed, Refused, refuse
from assay.decision.outcome import PASSED
from assay.reasons import access_token as reasons
from assay.reasons import token as token_reasons


@dataclass(frozen=True, slots=True)
class Reach:
    """What a token is good for, and the end-user whom it stands for, if any."""

    audience: tuple[str, ...]
    scopes: Collection[str]
    end_user: str | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an endpoint asks of a token. `of_client`: no end-user can give what is there away."""

    issuer: str
    scope: str
    of_client: bool = False


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


def check_of_client(reach: Reach, wanted: Wanted) -> Passed | NotApplicable | Refused:
    """The client acts for itself, where the endpoint asks for that."""
    if not wanted.of_client:
        return NotApplicable("end-users may come here too")
    return PASSED if reach.end_user is None else refuse(reasons.OF_AN_END_USER, required=wanted.scope)


CHECKS = (
    Check("audience", check_for_issuer),
    Check("scope", check_scope),
    Check("of_client", check_of_client, conditional=True),
)
