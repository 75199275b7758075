"""Verifies logout tokens for a client (OpenID Connect Back-Channel Logout 1.0 section 2.6). Reasons: `token.*`, `key.*`.

That each counts once (its jti) is for the caller's storage to settle.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from assay.checks import logout_token
from assay.checks.jwt.expectations import Expectations, JwtContext
from assay.decision import Allowed, Refused
from assay.formats.jose.jwt import read_jwt
from assay.formats.jose.key_set import KeySet
from assay.ports.key_source import KeySource
from assay.verifier.asynchronous import asynchronous_keys
from assay.verifier.expected import audiences, key_source, offered_algorithms
from assay.verifier.signed_token import verify_by_source, verify_by_source_async
from assay.verifier.verified_token import VerifiedToken


class LogoutTokenVerifier:
    """Verifies the logout tokens that one issuer sends to one client. `leeway` in seconds, 0 to 60."""

    __slots__ = ("_clock", "_expected", "_source")

    def __init__(
        self,
        *,
        issuer: str,
        client_id: str,
        algorithms: Sequence[str],
        keys: Mapping[str, Any] | KeySource,
        leeway: float = 0,
        clock: Callable[[], float] = time.time,
    ) -> None:
        if not issuer or not client_id:
            raise TypeError("issuer and client_id are texts")
        if not 0 <= leeway <= 60:
            raise ValueError("leeway is 0 to 60 seconds")
        self._expected = Expectations(
            algorithms=offered_algorithms(algorithms),
            issuer=issuer,
            audiences=audiences(client_id),
            types=logout_token.TYPES,
            leeway=leeway,
        )
        self._source: KeySource = key_source(keys)
        self._clock = clock

    def verify(self, token: str | bytes, now: float | None = None) -> Allowed[VerifiedToken] | Refused:
        """The proved logout token, or the first refusal. `now` in epoch seconds."""
        jwt = read_jwt(token)
        verified = verify_by_source(jwt, logout_token.CHECKS, self._source, self._context_at(now))
        return verified if isinstance(verified, Refused) else Allowed(VerifiedToken(jwt.claims, jwt.header))

    async def verify_async(self, token: str | bytes, now: float | None = None) -> Allowed[VerifiedToken] | Refused:
        """The same on an event loop, which no fetch of keys ever blocks. Raises `TypeError` for a source without such a way."""
        jwt, source = read_jwt(token), asynchronous_keys(self._source)
        verified = await verify_by_source_async(jwt, logout_token.CHECKS, source, self._context_at(now))
        return verified if isinstance(verified, Refused) else Allowed(VerifiedToken(jwt.claims, jwt.header))

    def _context_at(self, now: float | None) -> Callable[[KeySet | Refused], JwtContext]:
        at = self._clock() if now is None else now
        return lambda keys: JwtContext(self._expected, keys, at)
