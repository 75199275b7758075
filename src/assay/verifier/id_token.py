"""Verifies ID tokens for a client (OpenID Connect Core 1.0 section 3.1.3.7). Reasons: `token.*`, `key.*`."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from assay.checks import id_token
from assay.checks.id_token.expectations import IdTokenContext, IdTokenExpectations
from assay.decision import Allowed, Refused
from assay.formats.jose.jwt import MAX_TOKEN_BYTES, read_jwt
from assay.formats.jose.key_set import KeySet
from assay.ports.key_source import KeySource
from assay.record import replace
from assay.verifier.asynchronous import asynchronous_keys
from assay.verifier.examination import Examination, examine_jwt
from assay.verifier.expected import audiences, key_source, offered_algorithms
from assay.verifier.signed_token import verify_by_source, verify_by_source_async
from assay.verifier.verified_token import VerifiedToken


class IdTokenVerifier:
    """Verifies the ID tokens that one issuer makes for one client.

    `trusted_audiences` may stand in aud beside the client_id. `leeway` in seconds, 0 to 60.
    """

    __slots__ = ("_clock", "_expected", "_source")

    def __init__(
        self,
        *,
        issuer: str,
        client_id: str,
        algorithms: Sequence[str],
        keys: Mapping[str, Any] | KeySource,
        trusted_audiences: Sequence[str] = (),
        leeway: float = 0,
        clock: Callable[[], float] = time.time,
    ) -> None:
        if not issuer or not client_id:
            raise TypeError("issuer and client_id are texts")
        if not 0 <= leeway <= 60:
            raise ValueError("leeway is 0 to 60 seconds")
        self._expected = IdTokenExpectations(
            algorithms=offered_algorithms(algorithms),
            issuer=issuer,
            audiences=audiences((client_id, *trusted_audiences)),
            types=id_token.TYPES,
            leeway=leeway,
            client_id=client_id,
        )
        self._source: KeySource = key_source(keys)
        self._clock = clock

    def asking(
        self,
        *,
        nonce: str | None = None,
        max_age: float | None = None,
        acr_values: Sequence[str] | None = None,
        access_token: str | None = None,
        code: str | None = None,
    ) -> IdTokenQuestion:
        """What this sign-in sent and got: ask it for the verdict on the ID token. None: not sent, not got."""
        expected = replace(
            self._expected,
            nonce=nonce,
            max_age=max_age,
            acr_values=None if acr_values is None else tuple(acr_values),
            access_token=access_token,
            code=code,
        )
        return IdTokenQuestion(expected, self._source, self._clock)


class IdTokenQuestion:
    """The expectations of one sign-in. `verify` stops at the first refusal, `examine` goes on to the end."""

    __slots__ = ("_clock", "_expected", "_source")

    def __init__(self, expected: IdTokenExpectations, source: KeySource, clock: Callable[[], float]) -> None:
        self._expected = expected
        self._source = source
        self._clock = clock

    def verify(self, token: str | bytes, now: float | None = None) -> Allowed[VerifiedToken] | Refused:
        """The proved ID token, or the first refusal. `now` in epoch seconds."""
        jwt = read_jwt(token, limit=MAX_TOKEN_BYTES)
        verified = verify_by_source(jwt, id_token.CHECKS, self._source, lambda keys: self._context(keys, now))
        return verified if isinstance(verified, Refused) else Allowed(VerifiedToken(jwt.claims, jwt.header))

    async def verify_async(self, token: str | bytes, now: float | None = None) -> Allowed[VerifiedToken] | Refused:
        """The same on an event loop, which no fetch of keys ever blocks. Raises `TypeError` for a source without such a way."""
        jwt, source = read_jwt(token, limit=MAX_TOKEN_BYTES), asynchronous_keys(self._source)
        verified = await verify_by_source_async(jwt, id_token.CHECKS, source, lambda keys: self._context(keys, now))
        return verified if isinstance(verified, Refused) else Allowed(VerifiedToken(jwt.claims, jwt.header))

    def examine(self, token: str | bytes, now: float | None = None) -> Examination:
        """Every check with its outcome, with the keys that are held."""
        context = self._context(self._source.current(), now)
        return examine_jwt(read_jwt(token, limit=MAX_TOKEN_BYTES), id_token.CHECKS, context)

    def _context(self, keys: KeySet | Refused, now: float | None) -> IdTokenContext:
        return IdTokenContext(self._expected, keys, self._clock() if now is None else now)
