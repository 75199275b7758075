"""The page of one's own name and e-mail address."""

from __future__ import annotations

import json

from assay.server.account.own_page import Elsewhere
from assay.server.account.profile import MAX_NAME
from assay.server.endpoints.profile import ShowProfile
from assay.web.answer import HttpAnswer
from assay.web.pages.assets import PASSKEY_SCRIPT
from assay.web.render.authorization import AuthorizationRenderer
from assay.web.render.own_page import instead_of_the_page
from assay.web.render.page_frame import PageFrame

PATH = "/account/profile"


class ProfileRenderer:
    """Renders for one issuer."""

    __slots__ = ("_frame", "_onward")

    def __init__(self, frame: PageFrame, onward: AuthorizationRenderer) -> None:
        self._frame = frame
        self._onward = onward

    def __call__(self, result: ShowProfile | Elsewhere) -> HttpAnswer:
        """The answer to a result of the endpoint."""
        match result:
            case ShowProfile():
                end_user = result.end_user
                claims = json.loads(end_user.claims)
                return self._frame.form_page(
                    "profile.html",
                    result.cookies,
                    result.refused,
                    action=self._frame.address(PATH),
                    account=self._frame.address("/account"),
                    form_token=result.form_token,
                    username=end_user.username,
                    name=claims.get("name") or "",
                    email=claims.get("email") or "",
                    email_verified=claims.get("email_verified") is True,
                    longest_name=MAX_NAME,
                    asked=result.asked,
                    mailed_to=result.mailed_to,
                    passkey_script=self._frame.address(PASSKEY_SCRIPT.path),
                )
            case _:
                return instead_of_the_page(result, PATH, self._frame, self._onward)
