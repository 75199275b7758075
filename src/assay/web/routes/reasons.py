"""Where the catalogue is served: `/reasons` and `/reasons/{code}`."""

from __future__ import annotations

from assay.formats.raw_request import RawRequest
from assay.server.endpoints.reason_page import NAME, ReasonList, ReasonPage
from assay.server.refusals.refused_request import RefusedRequest
from assay.web.answer import HttpAnswer
from assay.web.render.reason import render_reason, render_reasons
from assay.web.render.refusal import render_refusal
from assay.web.route import Route


def reason_routes(
    reason_page: ReasonPage, reason_list: ReasonList, issuer: str, *, inspects: bool
) -> tuple[Route, ...]:
    """The list and the pages; with a link to `/inspect` where that is served."""

    async def answer_list(request: RawRequest, now: float) -> HttpAnswer:
        return render_reasons(await reason_list(request, now), request, issuer, inspects=inspects)

    async def answer_one(request: RawRequest, now: float) -> HttpAnswer:
        found = await reason_page(request, now)
        if isinstance(found, RefusedRequest):
            return render_refusal(found, issuer)
        return render_reason(found, request, issuer, inspects=inspects)

    return (
        Route(NAME, "/reasons", ("GET",), answer_list),
        Route(NAME, "/reasons/", ("GET",), answer_one, prefix=True),
    )
