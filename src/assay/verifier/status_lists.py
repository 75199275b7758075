"""When a status list is fetched again, and for how long it is believed. Pure: whoever fetches brings token and clock.

A list is asked for again after its ttl, and believed until its exp when nobody answers; after that nothing is: a token whose
list cannot be had is refused (`token.status_list_unavailable`), for it may have been revoked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from assay.checks import status_list_token
from assay.checks.jwt.expectations import Context
from assay.checks.status_list_token.claims import StatusListExpectations
from assay.decision import Refused
from assay.formats.jose.jwt import Jwt, read_jwt
from assay.formats.jose.key_set import KeySet
from assay.formats.status_list import StatusList, StatusListDefect, read_status_list

LEAST_AGE, USUAL_AGE, MOST_AGE = 5, 300, 3600
"""Seconds for which a list is kept: as its ttl says, within bounds; `USUAL_AGE` where it says nothing."""
MAX_LIST_TOKEN = 262_144
LIST_LEEWAY = 5
"""Seconds by which the issuer's clock may be ahead."""
RETRY_PAUSE = 2.0
"""Seconds between two tries to fetch a list that could not be had."""


@dataclass(frozen=True, slots=True)
class HeldStatusList:
    """One list as it is held. Times are epoch seconds."""

    list: StatusList
    fresh_until: float
    believed_until: float


def list_token(token: bytes) -> Jwt:
    """What was fetched, as it can be read."""
    return read_jwt(token, limit=MAX_LIST_TOKEN)


def list_contexts(
    uri: str, algorithms: Sequence[str], now: float
) -> Callable[[KeySet | Refused], Context[StatusListExpectations]]:
    """The contexts in which the list at `uri` is verified (`checks.status_list_token`), by the keys at hand."""
    expected = StatusListExpectations(
        algorithms=tuple(algorithms), types=status_list_token.TYPES, leeway=LIST_LEEWAY, uri=uri
    )
    return lambda keys: Context(expected, keys, now)


def held_from(claims: Mapping[str, object], now: float) -> HeldStatusList:
    """What to hold of a proved status list token."""
    read = read_status_list(claims["status_list"])
    assert not isinstance(read, StatusListDefect)
    ttl, expires = claims.get("ttl", USUAL_AGE), claims["exp"]
    assert isinstance(ttl, int)
    assert isinstance(expires, int | float)
    age = min(max(ttl, LEAST_AGE), MOST_AGE)
    return HeldStatusList(read, min(now + age, expires), expires)
