"""Whether a verified token suffices for what a resource server is asked to do: scope, strength and age of the sign-in.

RFC 6750 section 3.1 (insufficient_scope), RFC 9470 section 3 (insufficient_user_authentication).
Gives `access_token.scope_missing`, `token.authentication_class_mismatch`, `token.authentication_too_old`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from assay.decision import Check, NotApplicable, Passed, Refused, refuse
from assay.decision.outcome import PASSED
from assay.reasons import access_token as reasons
from assay.reasons import token as token_reasons


@dataclass(frozen=True, slots=True)
class Requirements:
    """What an operation asks of a token: all of `scopes`, one of `acr_values` (None: any), a sign-in within `max_age` seconds.

    Raises `ValueError` for a scope or acr value that a challenge could not carry (RFC 6749 section 3.3).
    """

    scopes: Sequence[str] = ()
    acr_values: Sequence[str] | None = None
    max_age: int | None = None

    def __post_init__(self) -> None:
        if isinstance(self.scopes, str) or isinstance(self.acr_values, str):
            raise TypeError("scopes and acr_values are sequences of text, not one text")
        object.__setattr__(self, "scopes", tuple(dict.fromkeys(self.scopes)))
        if self.acr_values is not None:
            object.__setattr__(self, "acr_values", tuple(dict.fromkeys(self.acr_values)))
        for value in (*self.scopes, *(self.acr_values or ())):
            if not value or not all("!" <= ch <= "~" and ch not in '"\\' for ch in value):
                raise ValueError(
                    f"{value!r} is no scope or acr value: printable ASCII without blanks, quotes, backslashes"
                )
        if self.max_age is not None and self.max_age < 0:
            raise ValueError("max_age is a number of seconds, 0 or more")

    def joined(self, other: Requirements) -> Requirements:
        """What meets both: every scope of either, an acr value that both name, the shorter age."""
        ages = [age for age in (self.max_age, other.max_age) if age is not None]
        acr_values = self.acr_values if other.acr_values is None else other.acr_values
        if self.acr_values is not None and other.acr_values is not None:
            acr_values = tuple(value for value in self.acr_values if value in other.acr_values)
        return Requirements((*self.scopes, *other.scopes), acr_values, min(ages, default=None))


NOTHING_MORE = Requirements()
"""A good token is enough."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A verified token, as far as it matters here, and the instant at which it was shown."""

    claims: Mapping[str, Any] = field(repr=False)
    scopes: frozenset[str]
    now: float


def check_scope(shown: Shown, required: Requirements) -> Passed | Refused | NotApplicable:
    """Every scope that is required was granted."""
    if not required.scopes:
        return NotApplicable("no scope is required")
    if shown.scopes.issuperset(required.scopes):
        return PASSED
    return refuse(reasons.SCOPE_MISSING, scopes=tuple(sorted(shown.scopes)), required=" ".join(required.scopes))


def check_authentication_class(shown: Shown, required: Requirements) -> Passed | Refused | NotApplicable:
    """The end-user signed in by one of the classes that are required."""
    if required.acr_values is None:
        return NotApplicable("no acr is required")
    found = shown.claims.get("acr")
    if isinstance(found, str) and found in required.acr_values:
        return PASSED
    told = found if type(found) is str else None
    return refuse(token_reasons.AUTHENTICATION_CLASS_MISMATCH, found=told, expected=tuple(required.acr_values))


def check_authentication_age(shown: Shown, required: Requirements) -> Passed | Refused | NotApplicable:
    """The end-user signed in lately enough. A token that does not say when counts as too old (RFC 9470 section 6.2)."""
    if required.max_age is None:
        return NotApplicable("no max_age is required")
    claimed = shown.claims.get("auth_time")
    authenticated_at = claimed if type(claimed) in {int, float} else None
    if authenticated_at is not None and shown.now - authenticated_at <= required.max_age:
        return PASSED
    return refuse(
        token_reasons.AUTHENTICATION_TOO_OLD, authenticated_at=authenticated_at, max_age=required.max_age, now=shown.now
    )


CHECKS = (
    Check("scope", check_scope, conditional=True),
    Check("authentication_class", check_authentication_class, conditional=True),
    Check("authentication_age", check_authentication_age, conditional=True),
)
