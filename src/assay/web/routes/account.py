"""`/account`."""

from __future__ import annotations

from assay.formats.raw_request import RawRequest
from assay.server.account.own_page import Elsewhere
from assay.server.endpoints.account import AccountEndpoint, ShowAccount
from assay.web.answer import HttpAnswer
from assay.web.render.account import PATH
from assay.web.render.in_languages import InLanguages
from assay.web.route import Route


def account_route(account: AccountEndpoint, render: InLanguages[ShowAccount | Elsewhere]) -> Route:
    """The one place."""

    async def answer(request: RawRequest, now: float) -> HttpAnswer:
        return render(await account(request, now), request)

    return Route("account", PATH, ("GET", "POST"), answer, render_refusal=render.refusal)
