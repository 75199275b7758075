"""Where a client asks why it was refused: `POST /explain`."""

from __future__ import annotations

from assay.formats.raw_request import RawRequest
from assay.server.endpoints.explain import NAME, Explain
from assay.server.refusals.answer import answer_of
from assay.server.refusals.refused_request import RefusedRequest
from assay.web.answer import HttpAnswer
from assay.web.render.json import json_answer
from assay.web.render.refusal import render_refusal
from assay.web.route import Route


def explain_route(explain: Explain, issuer: str) -> Route:
    """The endpoint at its path."""

    async def answer(request: RawRequest, now: float) -> HttpAnswer:
        found = await explain(request, now)
        if isinstance(found, RefusedRequest):
            return render_refusal(found, issuer)
        return json_answer(answer_of(found))

    return Route(NAME, "/explain", ("POST",), answer)
