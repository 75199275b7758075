"""Where a browser goes to sign out: `/logout`."""

from __future__ import annotations

from assay.formats.raw_request import RawRequest
from assay.server.endpoints.logout import NAME, LogoutEndpoint
from assay.server.logout.results import LogoutResult
from assay.web.answer import HttpAnswer
from assay.web.render.in_languages import InLanguages
from assay.web.render.logout import PATH
from assay.web.route import Route


def logout_route(logout: LogoutEndpoint, render: InLanguages[LogoutResult]) -> Route:
    """The endpoint at its path."""

    async def answer(request: RawRequest, now: float) -> HttpAnswer:
        return render(await logout(request, now), request)

    return Route(NAME, PATH, ("GET", "POST"), answer, render_refusal=render.refusal)
