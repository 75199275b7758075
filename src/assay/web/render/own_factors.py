"""The page of one's own authenticator app and recovery codes."""

from __future__ import annotations

from assay.model.factor import TOTP
from assay.server.account.own_page import Elsewhere
from assay.server.endpoints.own_factors import ShowFactors
from assay.server.languages.language import message
from assay.web.answer import HttpAnswer
from assay.web.pages.assets import PASSKEY_SCRIPT
from assay.web.pages.qr_code import qr_svg
from assay.web.render.authorization import AuthorizationRenderer
from assay.web.render.own_page import instead_of_the_page
from assay.web.render.page_frame import PageFrame

PATH = "/account/factors"


class OwnFactorsRenderer:
    """Renders for one issuer."""

    __slots__ = ("_frame", "_onward")

    def __init__(self, frame: PageFrame, onward: AuthorizationRenderer) -> None:
        self._frame = frame
        self._onward = onward

    def __call__(self, result: ShowFactors | Elsewhere) -> HttpAnswer:
        """The answer to a result of the endpoint."""
        match result:
            case ShowFactors():
                offered, factors = result.offered, result.factors
                return self._frame.form_page(
                    "factors.html",
                    result.cookies,
                    result.refused,
                    action=self._frame.address(PATH),
                    account=self._frame.address("/account"),
                    form_token=result.form_token,
                    username=result.username,
                    confirmed=result.asked is None,
                    asked=result.asked,
                    passkey_script=self._frame.address(PASSKEY_SCRIPT.path),
                    has_app=TOTP in factors.methods,
                    codes_left=factors.recovery_codes_left,
                    codes=result.codes,
                    qr_code=qr_svg(offered.uri, self._frame.language.text(message("QR code")))
                    if offered is not None
                    else "",
                    seed=offered.seed if offered is not None else "",
                    sealed=offered.sealed if offered is not None else "",
                )
            case _:
                return instead_of_the_page(result, PATH, self._frame, self._onward)
