"""The answers of device authorization: the device's JSON (RFC 8628 section 3.2), and the page for the typed code."""

from __future__ import annotations

from urllib.parse import urlencode

from assay.server.authorization.results import AnswerClient, GoToPage, ShowRefusal
from assay.server.endpoints.device import DeviceResult, ShowDevice
from assay.server.endpoints.device_authorization import DeviceAuthorizationResponse
from assay.web.answer import HttpAnswer
from assay.web.render.authorization import AuthorizationRenderer
from assay.web.render.json import NOT_STORED, encode
from assay.web.render.page_frame import PageFrame

PATH = "/device"


def render_device_authorization(response: DeviceAuthorizationResponse, issuer: str) -> HttpAnswer:
    """200 with the two codes and where the person goes."""
    address = issuer.rstrip("/") + PATH
    body = {
        "device_code": response.device_code,
        "user_code": response.user_code,
        "verification_uri": address,
        "verification_uri_complete": f"{address}?{urlencode({'user_code': response.user_code})}",
        "expires_in": response.expires_in,
        "interval": response.interval,
    }
    return HttpAnswer(200, NOT_STORED, encode(body))


class DeviceRenderer:
    """Renders the page for one issuer, with the pages' own frame."""

    __slots__ = ("_frame", "_onward")

    def __init__(self, frame: PageFrame, onward: AuthorizationRenderer) -> None:
        self._frame = frame
        self._onward = onward

    def __call__(self, result: DeviceResult) -> HttpAnswer:
        """The answer to a result of the endpoint."""
        match result:
            case ShowDevice():
                return self._frame.form_page(
                    "device.html",
                    result.cookies,
                    result.refused,
                    action=self._frame.address(PATH),
                    form_token=result.form_token,
                    user_code=result.user_code,
                )
            case AnswerClient() | GoToPage() | ShowRefusal():
                return self._onward(result)
