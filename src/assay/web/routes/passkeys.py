"""`/account/passkeys`."""

from __future__ import annotations

from assay.formats.raw_request import RawRequest
from assay.server.endpoints.passkeys import PasskeysEndpoint
from assay.web.answer import HttpAnswer
from assay.web.render.authorization import AuthorizationRenderer
from assay.web.render.page_frame import PageFrame
from assay.web.render.passkeys import PATH, PasskeysRenderer
from assay.web.route import Route


def passkeys_route(passkeys: PasskeysEndpoint, frame: PageFrame, onward: AuthorizationRenderer) -> Route:
    """The one place."""
    render = PasskeysRenderer(frame, onward)

    async def answer(request: RawRequest, now: float) -> HttpAnswer:
        return render(await passkeys(request, now))

    return Route("passkeys", PATH, ("GET", "POST"), answer, render_refusal=frame.error_page)
