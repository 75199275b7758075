"""Answers of the logout endpoint: the question, the page at the end, and the way back to the client by 303.

OpenID Connect RP-Initiated Logout 1.0 sections 2 and 3.
"""

from __future__ import annotations

from assay.server.languages.language import message
from assay.server.logout.results import AskLogout, ComeAgain, LoggedOut, LogoutRefused, LogoutResult, StillSignedIn
from assay.web.answer import HttpAnswer
from assay.web.render.authorization import with_query
from assay.web.render.cookie import cookie_headers
from assay.web.render.page_frame import PageFrame

PATH = "/logout"


class LogoutRenderer:
    """Renders for one issuer, with the pages' own frame."""

    __slots__ = ("_frame",)

    def __init__(self, frame: PageFrame) -> None:
        self._frame = frame

    def __call__(self, result: LogoutResult) -> HttpAnswer:
        """The answer to a result of the endpoint."""
        match result:
            case AskLogout():
                return self._frame.form_page(
                    "logout.html",
                    result.cookies,
                    action=self._frame.address(PATH),
                    username=result.username,
                    client_name=result.client_name,
                    fields=result.fields,
                )
            case LoggedOut(redirect_uri=None):
                return self._frame.told_page(
                    "logout-done", message("You are signed out"), message("You can close this page."), result.cookies
                )
            case LoggedOut():
                assert result.redirect_uri is not None
                state = [("state", result.state)] if result.state is not None else []
                location = with_query(result.redirect_uri, state)
                headers = ((b"location", location.encode("ascii")), *cookie_headers(result.cookies))
                return HttpAnswer(303, headers)
            case StillSignedIn():
                return self._frame.told_page(
                    "logout-cancelled", message("You are still signed in"), message("Nothing has changed.")
                )
            case ComeAgain():
                query = f"?{result.query}" if result.query else ""
                return self._frame.see_other(PATH + query)
            case LogoutRefused():
                return self._frame.error_page(result.refused)
