"""`/account/factors`."""

from __future__ import annotations

from assay.formats.raw_request import RawRequest
from assay.server.endpoints.own_factors import OwnFactorsEndpoint
from assay.web.answer import HttpAnswer
from assay.web.render.authorization import AuthorizationRenderer
from assay.web.render.own_factors import PATH, OwnFactorsRenderer
from assay.web.render.page_frame import PageFrame
from assay.web.route import Route


def own_factors_route(factors: OwnFactorsEndpoint, frame: PageFrame, onward: AuthorizationRenderer) -> Route:
    """The one place."""
    render = OwnFactorsRenderer(frame, onward)

    async def answer(request: RawRequest, now: float) -> HttpAnswer:
        return render(await factors(request, now))

    return Route("factors", PATH, ("GET", "POST"), answer, render_refusal=frame.error_page)
