"""The page of one's own passkeys."""

from __future__ import annotations

from assay.formats.base64url import encode_text
from assay.model.passkey import Passkey
from assay.server.account.own_page import Elsewhere
from assay.server.endpoints.passkeys import ShowPasskeys
from assay.server.languages.language import Language
from assay.web.answer import HttpAnswer
from assay.web.pages.assets import PASSKEY_SCRIPT
from assay.web.render.authorization import AuthorizationRenderer
from assay.web.render.own_page import instead_of_the_page
from assay.web.render.page_frame import PageFrame

PATH = "/account/passkeys"


class PasskeysRenderer:
    """Renders for one issuer."""

    __slots__ = ("_frame", "_onward")

    def __init__(self, frame: PageFrame, onward: AuthorizationRenderer) -> None:
        self._frame = frame
        self._onward = onward

    def __call__(self, result: ShowPasskeys | Elsewhere) -> HttpAnswer:
        """The answer to a result of the endpoint."""
        match result:
            case ShowPasskeys():
                return self._frame.form_page(
                    "passkeys.html",
                    result.cookies,
                    result.refused,
                    action=self._frame.address(PATH),
                    account=self._frame.address("/account"),
                    form_token=result.form_token,
                    username=result.username,
                    passkeys=[_shown(passkey, self._frame.language) for passkey in result.own.passkeys],
                    confirmed=result.asked is None,
                    create_options=result.own.options,
                    asked=result.asked,
                    passkey_script=self._frame.address(PASSKEY_SCRIPT.path),
                )
            case _:
                return instead_of_the_page(result, PATH, self._frame, self._onward)


def _shown(passkey: Passkey, language: Language) -> dict[str, object]:
    return {
        "id": encode_text(passkey.credential_id),
        "name": passkey.name,
        "synced": passkey.backup_eligible,
        "created": language.day(passkey.created_at),
        "used": language.day(passkey.last_used_at) if passkey.last_used_at is not None else None,
    }
