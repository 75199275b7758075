"""Which scope asks for which claims about the end-user (OpenID Connect Core 1.0 section 5.4)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from assay.model.end_user import EndUser

CLAIMS_BY_SCOPE: Mapping[str, tuple[str, ...]] = {
    "profile": (
        "name",
        "family_name",
        "given_name",
        "middle_name",
        "nickname",
        "preferred_username",
        "profile",
        "picture",
        "website",
        "gender",
        "birthdate",
        "zoneinfo",
        "locale",
        "updated_at",
    ),
    "email": ("email", "email_verified"),
    "address": ("address",),
    "phone": ("phone_number", "phone_number_verified"),
}

SCOPE_OF_CLAIM: Mapping[str, str] = {name: scope for scope, names in CLAIMS_BY_SCOPE.items() for name in names}


def claims_about(end_user: EndUser, scopes: Iterable[str]) -> dict[str, object]:
    """`sub`, and the claims of these scopes that are known. A claim that is null is left out (section 5.3.2).

    `preferred_username` is the username where the stored claims have none.
    """
    known = json.loads(end_user.claims)
    claims: dict[str, object] = {"sub": end_user.subject}
    for scope in scopes:
        for name in CLAIMS_BY_SCOPE.get(scope, ()):
            value = known_claim(end_user, known, name)
            if value is not None:
                claims[name] = value
    return claims


def known_claim(end_user: EndUser, known: Mapping[str, Any], name: str) -> Any:
    """A claim, out of the end-user's own that were read already, or None."""
    value = known.get(name)
    return end_user.username if value is None and name == "preferred_username" else value
