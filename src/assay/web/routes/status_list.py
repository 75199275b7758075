"""Where status lists are served: `/status-lists/{n}`."""

from __future__ import annotations

from assay.formats.raw_request import RawRequest
from assay.server.endpoints.status_list import NAME, StatusLists
from assay.server.issuance.status_claim import PATH
from assay.server.refusals.refused_request import RefusedRequest
from assay.web.answer import HttpAnswer
from assay.web.render.published_document import render_published_document
from assay.web.render.refusal import render_refusal
from assay.web.route import Route


def status_list_route(status_lists: StatusLists, issuer: str) -> Route:
    """The lists."""

    async def answer(request: RawRequest, now: float) -> HttpAnswer:
        found = await status_lists(request, now)
        if isinstance(found, RefusedRequest):
            return render_refusal(found, issuer)
        return render_published_document(found, request)

    return Route(NAME, PATH, ("GET",), answer, prefix=True, cross_origin=True)
