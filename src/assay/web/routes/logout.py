"""Where a browser goes to sign out: `/logout`."""

from __future__ import annotations

from assay.formats.raw_request import RawRequest
from assay.server.endpoints.logout import NAME, LogoutEndpoint
from assay.web.answer import HttpAnswer
from assay.web.render.logout import PATH, LogoutRenderer
from assay.web.render.page_frame import PageFrame
from assay.web.route import Route


def logout_route(logout: LogoutEndpoint, frame: PageFrame) -> Route:
    """The endpoint at its path."""
    render = LogoutRenderer(frame)

    async def answer(request: RawRequest, now: float) -> HttpAnswer:
        return render(await logout(request, now))

    return Route(NAME, PATH, ("GET", "POST"), answer, render_refusal=frame.error_page)
