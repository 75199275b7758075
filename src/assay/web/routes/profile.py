"""`/account/profile`."""

from __future__ import annotations

from assay.formats.raw_request import RawRequest
from assay.server.account.own_page import Elsewhere
from assay.server.endpoints.profile import ProfileEndpoint, ShowProfile
from assay.web.answer import HttpAnswer
from assay.web.render.in_languages import InLanguages
from assay.web.render.profile import PATH
from assay.web.route import Route


def profile_route(profile: ProfileEndpoint, render: InLanguages[ShowProfile | Elsewhere]) -> Route:
    """The one place."""

    async def answer(request: RawRequest, now: float) -> HttpAnswer:
        return render(await profile(request, now), request)

    return Route("profile", PATH, ("GET", "POST"), answer, render_refusal=render.refusal)
