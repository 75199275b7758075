"""One run of a family's checks over a signed token, to the first refusal; an unknown kid is looked for once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from assay.checks.jwt.expectations import JwtCheck, JwtContext
from assay.decision import Allowed, Refused, first_refusal
from assay.formats.jose.jwt import Jwt
from assay.formats.jose.key_set import KeySet
from assay.ports.async_key_source import AsyncKeySource
from assay.ports.key_source import KeySource
from assay.reasons.key import KID_UNKNOWN


def verify_jwt(jwt: Jwt, checks: Sequence[JwtCheck[Any]], context: JwtContext) -> Allowed[Jwt] | Refused:
    """The token itself when every check passes, else the first refusal with its trace.

    For kinds of tokens that have no verifier of their own; `checks` is a family's `CHECKS`.
    """
    refused = first_refusal(checks, jwt, context)
    return Allowed(jwt) if refused is None else refused


def verify_by_source(
    jwt: Jwt,
    checks: Sequence[JwtCheck[Any]],
    source: KeySource,
    context_of: Callable[[KeySet | Refused], JwtContext],
) -> Allowed[Jwt] | Refused:
    """As `verify_jwt`, with the present keys of a source, and once more when the source found new ones."""
    keys = source.current()
    verified = verify_jwt(jwt, checks, context_of(keys))
    if isinstance(verified, Refused):
        newer = keys_after(verified, jwt, source, keys)
        if newer is not None:
            return verify_jwt(jwt, checks, context_of(newer))
    return verified


def keys_after(refused: Refused, jwt: Jwt, source: KeySource, keys: KeySet | Refused) -> KeySet | Refused | None:
    """Other keys than those that just refused a token for its kid; None when there are none, or it was not the kid."""
    kid = jwt.header.get("kid")
    if refused.reason is not KID_UNKNOWN or not isinstance(kid, str):
        return None
    newer = source.after_unknown_kid(kid)
    return None if newer is keys else newer


async def verify_by_source_async(
    jwt: Jwt,
    checks: Sequence[JwtCheck[Any]],
    source: AsyncKeySource,
    context_of: Callable[[KeySet | Refused], JwtContext],
) -> Allowed[Jwt] | Refused:
    """As `verify_by_source`, on an event loop."""
    keys = await source.current_async()
    verified = verify_jwt(jwt, checks, context_of(keys))
    if isinstance(verified, Refused):
        newer = await keys_after_async(verified, jwt, source, keys)
        if newer is not None:
            return verify_jwt(jwt, checks, context_of(newer))
    return verified


async def keys_after_async(
    refused: Refused, jwt: Jwt, source: AsyncKeySource, keys: KeySet | Refused
) -> KeySet | Refused | None:
    """As `keys_after`, on an event loop."""
    kid = jwt.header.get("kid")
    if refused.reason is not KID_UNKNOWN or not isinstance(kid, str):
        return None
    newer = await source.after_unknown_kid_async(kid)
    return None if newer is keys else newer
