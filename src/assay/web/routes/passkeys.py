"""`/account/passkeys`."""

from __future__ import annotations

from assay.formats.raw_request import RawRequest
from assay.server.account.own_page import Elsewhere
from assay.server.endpoints.passkeys import PasskeysEndpoint, ShowPasskeys
from assay.web.answer import HttpAnswer
from assay.web.render.in_languages import InLanguages
from assay.web.render.passkeys import PATH
from assay.web.route import Route


def passkeys_route(passkeys: PasskeysEndpoint, render: InLanguages[ShowPasskeys | Elsewhere]) -> Route:
    """The one place."""

    async def answer(request: RawRequest, now: float) -> HttpAnswer:
        return render(await passkeys(request, now), request)

    return Route("passkeys", PATH, ("GET", "POST"), answer, render_refusal=render.refusal)
