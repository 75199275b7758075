"""Admits a request by its bearer token, or makes the answer that refuses it (RFC 6750, RFC 9470). All integrations stand on it.

The token comes from the Authorization header, once, never from the URL. Reasons: those of `formats.bearer_credentials`,
of the verifier and of `checks.resource_request`, and `access_token.in_query`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable
from urllib.parse import unquote_to_bytes

from assay.checks.resource_request import CHECKS, NOTHING_MORE, Requirements, Shown
from assay.decision import Allowed, Refused, first_refusal, refuse
from assay.decision.stages import Stages
from assay.formats.bearer_credentials import parse_bearer
from assay.formats.raw_request import RawRequest
from assay.integrations.challenge import challenge, description, reason_page
from assay.integrations.refusal_sinks import tell
from assay.integrations.resource_settings import ResourceSettings
from assay.model.refusal_record import RefusalRecord
from assay.outbound.system import system_clock, system_entropy
from assay.ports.clock import Clock
from assay.ports.entropy import Entropy
from assay.reasons import access_token as reasons
from assay.server.refusals.disclosure import public_reason
from assay.server.refusals.refusal_ids import RefusalIds
from assay.verifier.verified_token import VerifiedToken

_STAGES = Stages(("access_token_shown", "access_token", "requirements"))


class TokenVerifier(Protocol):
    """What an integration asks of a verifier; `AccessTokenVerifier` is one."""

    def verify(self, token: str | bytes, now: float | None = None) -> Allowed[VerifiedToken] | Refused:
        """The proved token, or the refusal. `now` in epoch seconds."""
        ...


@runtime_checkable
class AsyncTokenVerifier(Protocol):
    """What integrations on an event loop ask beside that, of verifiers that have it: those of Assay do."""

    @property
    def for_event_loops(self) -> bool:
        """Whether `verify_async` may be called; else `verify` is, in a thread."""
        ...

    async def verify_async(self, token: str | bytes, now: float | None = None) -> Allowed[VerifiedToken] | Refused:
        """As `verify`, without blocking the loop."""
        ...


@dataclass(frozen=True, slots=True)
class BearerRefusal:
    """The answer to a refused request. `document` is what `body` holds as JSON, empty where the RFC wants no error code."""

    status: int
    headers: tuple[tuple[str, str], ...]
    document: dict[str, str]
    body: bytes
    refusal_id: str
    refused: Refused = field(repr=False)


class BearerGuard:
    """Stands before an API. Safe to share between threads."""

    __slots__ = ("_clock", "_ids", "_verifier", "_verify_async", "settings")

    def __init__(
        self,
        verifier: TokenVerifier,
        settings: ResourceSettings | None = None,
        *,
        clock: Clock = system_clock,
        entropy: Entropy = system_entropy,
    ) -> None:
        self._verifier = verifier
        if isinstance(verifier, AsyncTokenVerifier) and verifier.for_event_loops:
            self._verify_async = verifier.verify_async
        else:
            self._verify_async = self._in_thread
        self.settings = ResourceSettings() if settings is None else settings
        self._clock = clock
        self._ids = RefusalIds(entropy(32), entropy)

    def admit(
        self, request: RawRequest, required: Requirements = NOTHING_MORE
    ) -> Allowed[VerifiedToken] | BearerRefusal:
        """The verified token when the request may pass. Waits for the network when the verifier must fetch keys."""
        now = self._clock()
        presented = _presented(request)
        if isinstance(presented, Refused):
            return self._refusal(_STAGES.refused("access_token_shown", presented), request, required, now)
        return self._judged(self._verifier.verify(presented.value, now), request, required, now)

    async def admit_async(
        self, request: RawRequest, required: Requirements = NOTHING_MORE
    ) -> Allowed[VerifiedToken] | BearerRefusal:
        """The same on an event loop, which it never blocks."""
        now = self._clock()
        presented = _presented(request)
        if isinstance(presented, Refused):
            return self._refusal(_STAGES.refused("access_token_shown", presented), request, required, now)
        return self._judged(await self._verify_async(presented.value, now), request, required, now)

    async def verify_alone(self, token: str, endpoint: str) -> VerifiedToken | None:
        """A token without its request, for frameworks that keep the request to themselves: only the sink learns why not."""
        request = RawRequest("", endpoint, headers=((b"authorization", b"Bearer " + token.encode("utf-8", "replace")),))
        admitted = await self.admit_async(request)
        return admitted.value if isinstance(admitted, Allowed) else None

    def require(self, token: VerifiedToken, request: RawRequest, required: Requirements) -> BearerRefusal | None:
        """The refusal of an admitted token that does not suffice for what is asked, or None."""
        judged = self._judged(Allowed(token), request, required, self._clock())
        return None if isinstance(judged, Allowed) else judged

    async def _in_thread(self, token: str | bytes, now: float | None = None) -> Allowed[VerifiedToken] | Refused:
        # A verifier or key source of somebody else's may wait for anything, unless the settings say that it does not.
        if self.settings.on_event_loop:
            return self._verifier.verify(token, now)
        from asyncio import to_thread  # here, because threads need no event loop

        return await to_thread(self._verifier.verify, token, now)

    def _judged(
        self, verified: Allowed[VerifiedToken] | Refused, request: RawRequest, required: Requirements, now: float
    ) -> Allowed[VerifiedToken] | BearerRefusal:
        if isinstance(verified, Refused):
            return self._refusal(_STAGES.refused("access_token", verified), request, required, now)
        if required is NOTHING_MORE:
            return verified
        token = verified.value
        refused = first_refusal(CHECKS, Shown(token, token.scopes, now), required)
        if refused is None:
            return verified
        return self._refusal(_STAGES.refused("requirements", refused), request, required, now)

    def _refusal(self, refused: Refused, request: RawRequest, required: Requirements, now: float) -> BearerRefusal:
        # The one place where a refusal gets its id and the sink learns of it.
        refusal_id = self._ids.random()
        record = RefusalRecord(
            refusal_id=refusal_id,
            reason=refused.reason.code,
            at=now,
            endpoint=f"{request.method} {request.path}".strip()[:200],
            evidence=dict(refused.evidence),
            trace=refused.trace,
        )
        tell(self.settings.on_refusal, record)
        return _answer(refused, refusal_id, required, self.settings)


def _presented(request: RawRequest) -> Allowed[str] | Refused:
    # A token in the URL is refused even beside one in the header: it has leaked, and somebody should learn of it.
    names = (part.partition(b"=")[0] for part in request.query.split(b"&")) if request.query else ()
    if any(unquote_to_bytes(name) == b"access_token" for name in names):
        return refuse(reasons.IN_QUERY)
    return parse_bearer(request.header_values(b"authorization"))


def _answer(refused: Refused, refusal_id: str, required: Requirements, settings: ResourceSettings) -> BearerRefusal:
    public = public_reason(refused.reason)
    described = description(public, refused)
    headers = [("Refusal-Id", refusal_id), ("Cache-Control", "no-store")]
    if public.public.bearer:
        headers.append(("WWW-Authenticate", challenge(public, described, required, settings)))
    document: dict[str, str] = {}
    if public.public.error:
        document = {"error": public.public.error, "error_description": described}
        page = reason_page(public, settings)
        if page is not None:
            document["error_uri"] = page
        document["refusal_id"] = refusal_id
        headers.append(("Content-Type", "application/json"))
    body = json.dumps(document).encode() if document else b""
    return BearerRefusal(public.public.status, tuple(headers), document, body, refusal_id, refused)
