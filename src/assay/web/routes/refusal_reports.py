"""Where resource servers report what they refused: `POST /refusals`."""

from __future__ import annotations

from assay.formats.raw_request import RawRequest
from assay.server.endpoints.refusal_reports import NAME, RefusalReports
from assay.server.refusals.refused_request import RefusedRequest
from assay.web.answer import HttpAnswer
from assay.web.render.json import json_answer
from assay.web.render.refusal import render_refusal
from assay.web.route import Route


def refusal_reports_route(reports: RefusalReports, issuer: str) -> Route:
    """The endpoint at its path. No script of a page may call it: callers are confidential clients."""

    async def answer(request: RawRequest, now: float) -> HttpAnswer:
        kept = await reports(request, now)
        if isinstance(kept, RefusedRequest):
            return render_refusal(kept, issuer)
        return json_answer({"kept": kept})

    return Route(NAME, "/refusals", ("POST",), answer)
