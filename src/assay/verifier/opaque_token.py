"""Verifies opaque access tokens by asking their issuer (RFC 7662). Reasons: `token.*`, `sender_constraint.*`.

What the issuer said is kept for a short while, bounded in number; time and audience are checked again each time.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from assay.checks.introspection_response import CHECKS
from assay.checks.jwt.expectations import Expectations, JwtContext
from assay.decision import Allowed, Refused, first_refusal, refuse
from assay.formats.jose.jwt import MAX_TOKEN_BYTES, Jwt, octets_of
from assay.formats.jose.segments import characters_refusal
from assay.ports.async_introspection import AsyncIntrospection
from assay.ports.introspection import Introspection
from assay.reasons import token as reasons
from assay.verifier.asynchronous import asynchronous_introspection
from assay.verifier.examination import Examination, examine_jwt
from assay.verifier.expected import audiences
from assay.verifier.verified_token import VerifiedToken

_Kept = tuple[Mapping[str, Any], float]


@dataclass(frozen=True, slots=True)
class IntrospectionOptions:
    """`keep_seconds` is how long an answer is kept: so long a revoked token still passes. 0 asks every time."""

    keep_seconds: float = 10
    kept_answers: int = 10_000
    clock: Callable[[], float] = time.time


@dataclass(frozen=True, slots=True)
class _Question:
    """What is asked of the issuer, since nothing is kept about the token; `at` is the instant of asking."""

    token: str = field(repr=False)
    digest: bytes
    at: float


class OpaqueTokenVerifier:
    """Verifies the opaque access tokens of one issuer for one resource server.

    Issuers that leave aud out of their answers need `insecure_accept_missing_audience`: then every token of the issuer
    passes, whomever it was meant for. `leeway` in seconds, 0 to 60.
    """

    __slots__ = (
        "_clock",
        "_expected",
        "_introspection",
        "_kept",
        "_missing_audience",
        "_options",
    )

    def __init__(
        self,
        *,
        issuer: str,
        audience: str | Sequence[str],
        introspection: Introspection,
        leeway: float = 0,
        insecure_accept_missing_audience: bool = False,
        options: IntrospectionOptions | None = None,
    ) -> None:
        if not issuer:
            raise TypeError("issuer is the text of the issuer that is trusted")
        if not 0 <= leeway <= 60:
            raise ValueError("leeway is 0 to 60 seconds")
        self._expected = Expectations(issuer=issuer, audiences=audiences(audience), leeway=leeway)
        self._introspection = introspection
        self._missing_audience = insecure_accept_missing_audience
        self._options = IntrospectionOptions() if options is None else options
        self._clock = self._options.clock
        self._kept: dict[bytes, _Kept] = {}

    def verify(self, token: str | bytes, now: float | None = None) -> Allowed[VerifiedToken] | Refused:
        """What the issuer says of the token, or the first refusal. `now` in epoch seconds."""
        response = self._response(token, now)
        return response if isinstance(response, Refused) else self._verdict(response, now)

    async def verify_async(self, token: str | bytes, now: float | None = None) -> Allowed[VerifiedToken] | Refused:
        """The same on an event loop, which no question to the issuer ever blocks.

        Raises `TypeError` for an introspection that cannot be waited for (`for_event_loops`).
        """
        introspection = asynchronous_introspection(self._introspection)
        question = self._question(token, now)
        if isinstance(question, _Question):
            answered = await introspection.ask_async(question.token)
            response = self._answered(question, answered)
        else:
            response = question
        return response if isinstance(response, Refused) else self._verdict(response, now)

    @property
    def for_event_loops(self) -> bool:
        """Whether `verify_async` can wait for the introspection, as for Assay's own."""
        return isinstance(self._introspection, AsyncIntrospection)

    def examine(self, token: str | bytes, now: float | None = None) -> Examination | Refused:
        """Every check of the issuer's answer with its outcome; a refusal when there is no answer to look at."""
        response = self._response(token, now)
        if isinstance(response, Refused):
            return response
        return examine_jwt(response, self._checks(response), self._context(now))

    def forget_verified_tokens(self) -> None:
        """Forgets every answer that is kept."""
        self._kept.clear()

    def _verdict(self, response: Jwt, now: float | None) -> Allowed[VerifiedToken] | Refused:
        refused = first_refusal(self._checks(response), response, self._context(now))
        return Allowed(VerifiedToken(response.claims, {})) if refused is None else refused

    def _response(self, token: str | bytes, now: float | None) -> Jwt | Refused:
        question = self._question(token, now)
        if isinstance(question, _Question):
            return self._answered(question, self._introspection(question.token))
        return question

    def _question(self, token: str | bytes, now: float | None) -> _Question | Jwt | Refused:
        octets = octets_of(token)
        if len(octets) > MAX_TOKEN_BYTES:
            return refuse(reasons.TOO_LARGE, length=len(octets), limit=MAX_TOKEN_BYTES)
        foreign = characters_refusal(octets)
        if foreign is not None and foreign.reason is not reasons.FOREIGN_CHARACTER:
            return foreign
        if not all(0x20 < octet < 0x7F for octet in octets):  # RFC 6749 appendix A.12: an opaque token is visible ASCII
            return foreign if foreign is not None else refuse(reasons.EMPTY)
        digest, at = sha256(octets).digest(), self._clock() if now is None else now
        kept = self._kept.get(digest)
        if kept is not None and at < kept[1]:
            return Jwt({}, kept[0], b"", b"", b"")
        return _Question(octets.decode("ascii"), digest, at)

    def _answered(self, question: _Question, answered: Allowed[Mapping[str, Any]] | Refused) -> Jwt | Refused:
        if isinstance(answered, Refused):
            return answered
        self._keep(question.digest, answered.value, question.at)
        return Jwt({}, answered.value, b"", b"", b"")

    def _keep(self, digest: bytes, claims: Mapping[str, Any], now: float) -> None:
        options = self._options
        if claims.get("active") is not True or options.keep_seconds <= 0 or options.kept_answers < 2:
            return
        if len(self._kept) >= options.kept_answers:
            for oldest in list(self._kept)[: options.kept_answers // 2]:
                self._kept.pop(oldest, None)
        self._kept[digest] = (claims, now + options.keep_seconds)

    def _checks(self, response: Jwt) -> Sequence[Any]:
        if self._missing_audience and "aud" not in response.claims:
            return [check for check in CHECKS if check.name != "audience"]
        return CHECKS

    def _context(self, now: float | None) -> JwtContext:
        return JwtContext(self._expected, None, self._clock() if now is None else now)
