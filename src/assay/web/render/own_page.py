"""The answers that all pages share on which people change what is their own."""

from __future__ import annotations

from assay.server.account.own_page import Elsewhere, LoadAnew
from assay.web.answer import HttpAnswer
from assay.web.render.authorization import AuthorizationRenderer
from assay.web.render.page_frame import PageFrame


def instead_of_the_page(result: Elsewhere, path: str, frame: PageFrame, onward: AuthorizationRenderer) -> HttpAnswer:
    """The answer where the page at `path` is not shown: the page anew, the way through the sign-in, or an error page."""
    match result:
        case LoadAnew():
            return frame.see_other(path, result.cookies)
        case _:
            return onward(result)
