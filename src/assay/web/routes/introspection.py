"""Where tokens are introspected: `POST /introspect`."""

from __future__ import annotations

from assay.formats.raw_request import RawRequest
from assay.server.endpoints.introspection import NAME, Introspection
from assay.server.refusals.refused_request import RefusedRequest
from assay.web.answer import HttpAnswer
from assay.web.render.introspection import render_introspection
from assay.web.render.refusal import render_refusal
from assay.web.route import Route


def introspection_route(introspection: Introspection, issuer: str) -> Route:
    """The endpoint at its path. No script of a page may call it: callers are confidential clients."""

    async def answer(request: RawRequest, now: float) -> HttpAnswer:
        outcome = await introspection(request, now)
        if isinstance(outcome, RefusedRequest):
            return render_refusal(outcome, issuer)
        return render_introspection(outcome)

    return Route(NAME, "/introspect", ("POST",), answer)
