"""The pages around links by mail."""

from __future__ import annotations

from assay.server.endpoints.mailed_links import (
    AskConfirmation,
    AskNewPassword,
    AskUsername,
    Done,
    LinkRefused,
    MailIsOnItsWay,
    Result,
)
from assay.server.languages.language import message
from assay.web.answer import HttpAnswer
from assay.web.render.page_frame import PageFrame

FORGOTTEN, RESET, VERIFY = "/login/forgotten", "/login/reset", "/login/verify"

_DONE = {
    "password": (
        message("Your password is changed"),
        message("You are signed out everywhere. Go back to the application and sign in."),
    ),
    "email": (
        message("Thank you"),
        message("This e-mail address is confirmed as yours. You can close this page."),
    ),
}
_SENT = message(
    "If there is such an account and it has an e-mail address, a link is on its way there. It works for 15 minutes."
)


class MailedLinksRenderer:
    """Renders for one issuer, with the pages' own frame."""

    __slots__ = ("_frame",)

    def __init__(self, frame: PageFrame) -> None:
        self._frame = frame

    def __call__(self, result: Result) -> HttpAnswer:
        """The answer to a result of one of the endpoints."""
        frame = self._frame
        match result:
            case AskUsername():
                return frame.form_page("forgotten.html", (), action=frame.address(FORGOTTEN))
            case MailIsOnItsWay():
                return frame.told_page("mail-sent", message("Look into your mail"), _SENT)
            case AskNewPassword():
                return frame.form_page(
                    "new_password.html",
                    (),
                    result.refused,
                    action=frame.address(RESET),
                    token=result.token,
                    username=result.username,
                )
            case AskConfirmation():
                return frame.form_page(
                    "verify_email.html", (), action=frame.address(VERIFY), token=result.token, email=result.email
                )
            case Done():
                return frame.told_page(f"{result.what}-done", *_DONE[result.what])
            case LinkRefused():
                return frame.error_page(result.refused)
