"""Claims that a request asks for one by one (OpenID Connect Core 1.0 section 5.5), beside those of its scopes.

A client gets a claim only where it is registered for a scope that gives it; anything else is left out, which section 5.5.1
allows for essential claims too. `sub` and `acr` are not among them: they decide whether there is an answer at all.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from assay.checks.authorization_request.end_user import claims_request
from assay.model.client import Client
from assay.model.end_user import EndUser
from assay.server.claims_by_scope import SCOPE_OF_CLAIM, known_claim

_MOST_VALUES = 16
_LONGEST_VALUE = 256
"""Characters of a value that is asked for; the access token carries them all."""

Asked = Mapping[str, list[Any] | None]
"""By the claim's name, the values of which one is wanted, or None for any."""

_NOTHING: Asked = {}
_PLACES = ("id_token", "userinfo")


def individual_claims(claims: str | None, client: Client) -> str | None:
    """What of the `claims` parameter (which has passed its check) this client may have, as JSON; None for nothing."""
    parsed = claims_request(claims) if claims is not None else None
    if parsed is None:
        return None
    return _as_json({place: _kept(parsed.get(place), client) for place in _PLACES})


def still_allowed(individual: str | None, client: Client) -> str | None:
    """What of it the client may have as it is registered now."""
    allowed = set(client.scopes)
    kept = {
        place: {
            name: values for name, values in asked_for(individual, place).items() if SCOPE_OF_CLAIM.get(name) in allowed
        }
        for place in _PLACES
    }
    return _as_json(kept)


def asked_for(individual: str | None, place: str) -> Asked:
    """What is asked for the `id_token` or the `userinfo`."""
    asked: Asked = json.loads(individual).get(place, _NOTHING) if individual is not None else _NOTHING
    return asked


def covering_scopes(individual: str | None, scopes: Iterable[str]) -> tuple[str, ...]:
    """The scopes that give what is asked for one by one, but for those that are asked for anyway."""
    names = [name for place in _PLACES for name in asked_for(individual, place)]
    return tuple(dict.fromkeys(scope for name in names if (scope := SCOPE_OF_CLAIM[name]) not in set(scopes)))


def claims_asked_for(end_user: EndUser, asked: Asked) -> dict[str, object]:
    """Those of the claims that are known and have a value that is wanted."""
    known = json.loads(end_user.claims) if asked else {}
    found = {name: known_claim(end_user, known, name) for name in asked}
    return {name: value for name, value in found.items() if value is not None and _wanted(value, asked[name])}


def _as_json(kept: Mapping[str, Asked]) -> str | None:
    found = {place: asked for place, asked in kept.items() if asked}
    return json.dumps(found, separators=(",", ":")) if found else None


def _kept(asked: Any, client: Client) -> dict[str, list[Any] | None]:
    if not isinstance(asked, dict):
        return {}
    allowed = set(client.scopes)
    return {name: _values(detail) for name, detail in asked.items() if SCOPE_OF_CLAIM.get(name) in allowed}


def _values(detail: Any) -> list[Any] | None:
    if not isinstance(detail, dict):
        return None
    values = [detail["value"]] if "value" in detail else detail.get("values")
    if not isinstance(values, list) or not values:
        return None
    # What is too long, or no plain value, is asked for in vain: it stands for a value that nobody has.
    return [value for value in values[:_MOST_VALUES] if _plain(value)]


def _plain(value: Any) -> bool:
    return isinstance(value, bool | int | float) or (isinstance(value, str) and len(value) <= _LONGEST_VALUE)


def _wanted(value: object, values: list[Any] | None) -> bool:
    return values is None or any(value == each and type(value) is type(each) for each in values)
