"""Where clients give up their tokens: `POST /revoke`."""

from __future__ import annotations

from assay.formats.raw_request import RawRequest
from assay.server.endpoints.revocation import NAME, Revocation
from assay.server.refusals.refused_request import RefusedRequest
from assay.web.answer import Headers, HttpAnswer
from assay.web.render.refusal import render_refusal
from assay.web.route import Route

_NOT_STORED: Headers = ((b"cache-control", b"no-store"),)


def revocation_route(revocation: Revocation, issuer: str) -> Route:
    """The endpoint at its path. The body of a 200 is ignored by clients, so it is empty (RFC 7009 section 2.2)."""

    async def answer(request: RawRequest, now: float) -> HttpAnswer:
        outcome = await revocation(request, now)
        if isinstance(outcome, RefusedRequest):
            return render_refusal(outcome, issuer)
        return HttpAnswer(200, _NOT_STORED, b"", outcome.unchanged)

    return Route(NAME, "/revoke", ("POST",), answer, cross_origin=True)
