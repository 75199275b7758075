"""Where the operator reads the record behind a refusal id: `GET /refusals/{id}`."""

from __future__ import annotations

from assay.formats.raw_request import RawRequest
from assay.server.endpoints.refusal import NAME, RefusalLookup
from assay.server.refusals.answer import answer_of
from assay.server.refusals.refused_request import RefusedRequest
from assay.web.answer import HttpAnswer
from assay.web.render.json import json_answer
from assay.web.render.refusal import render_refusal
from assay.web.route import Route


def refusal_route(lookup: RefusalLookup, issuer: str) -> Route:
    """The endpoint at its path."""

    async def answer(request: RawRequest, now: float) -> HttpAnswer:
        found = await lookup(request, now)
        if isinstance(found, RefusedRequest):
            return render_refusal(found, issuer)
        return json_answer(answer_of(found))

    return Route(NAME, "/refusals/", ("GET",), answer, prefix=True)
