"""`/account/factors`."""

from __future__ import annotations

from assay.formats.raw_request import RawRequest
from assay.server.account.own_page import Elsewhere
from assay.server.endpoints.own_factors import OwnFactorsEndpoint, ShowFactors
from assay.web.answer import HttpAnswer
from assay.web.render.in_languages import InLanguages
from assay.web.render.own_factors import PATH
from assay.web.route import Route


def own_factors_route(factors: OwnFactorsEndpoint, render: InLanguages[ShowFactors | Elsewhere]) -> Route:
    """The one place."""

    async def answer(request: RawRequest, now: float) -> HttpAnswer:
        return render(await factors(request, now), request)

    return Route("factors", PATH, ("GET", "POST"), answer, render_refusal=render.refusal)
