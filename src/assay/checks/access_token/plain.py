"""A shortcut past the checks of claims for the access token that nearly everybody sends; it can only say yes.

It looks at everything that the checks look at, in the one shape that passes without a further question. Whatever has
another shape goes to the checks, which alone refuse. A property test holds the two together.
"""

from __future__ import annotations

from collections.abc import Mapping
from operator import itemgetter
from typing import Any

from assay.checks.jwt.expectations import Expectations
from assay.checks.jwt.times import LATEST

_EVERYBODY_HAS = itemgetter("iss", "aud", "exp", "iat", "sub", "client_id", "jti")


def plainly_passes(claims: Mapping[str, Any], expected: Expectations, now: float) -> bool:
    """Whether every check of the claims passes, as far as that can be seen at a glance. False means: ask them."""
    try:
        issuer, audience, expires, issued, subject, client_id, identifier = _EVERYBODY_HAS(claims)
    except KeyError:
        return False
    return (
        issuer == expected.issuer
        and audience.__class__ is str
        and audience in expected.audiences  # type: ignore[operator]  # every verifier has audiences
        and expires.__class__ is int
        and now < expires <= LATEST
        and issued.__class__ is int
        and 0 <= issued <= now
        and subject.__class__ is str
        and subject != ""
        and client_id.__class__ is str
        and client_id != ""
        and identifier.__class__ is str
        and identifier != ""
        and claims.get("scope", "").__class__ is str
        and "nbf" not in claims
        and "cnf" not in claims
        and (expected.status_list is None or "status" not in claims)
    )
