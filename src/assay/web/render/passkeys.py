"""The page of one's own passkeys."""

from __future__ import annotations

from assay.formats.base64url import encode_text
from assay.model.passkey import Passkey
from assay.server.account.own_page import Elsewhere, LoadAnew, NoPage
from assay.server.endpoints.passkeys import ShowPasskeys
from assay.server.languages.language import Language
from assay.web.answer import HttpAnswer
from assay.web.pages.assets import PASSKEY_SCRIPT
from assay.web.render.authorization import AuthorizationRenderer
from assay.web.render.cookie import cookie_headers
from assay.web.render.page_frame import PageFrame, page_headers, retry_after_header

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
            case NoPage():
                return self._frame.error_page(result.refused)
            case LoadAnew():
                location = (b"location", (self._frame.below + PATH).encode("ascii"))
                return HttpAnswer(303, (location, *cookie_headers(result.cookies)))
            case ShowPasskeys():
                return self._page(result)
            case _:
                return self._onward(result)

    def _page(self, page: ShowPasskeys) -> HttpAnswer:
        nonce, refused = self._frame.nonce(), page.refused
        html = self._frame.draw(
            "passkeys.html",
            action=self._frame.below + PATH,
            form_token=page.form_token,
            username=page.username,
            passkeys=[_shown(passkey, self._frame.language) for passkey in page.own.passkeys],
            confirmed=page.own.confirmed,
            create_options=page.own.options,
            asked=page.asked,
            account=self._frame.address("/account"),
            problem=self._frame.problem(refused) if refused is not None else None,
            passkey_script=self._frame.below + PASSKEY_SCRIPT.path,
            nonce=nonce,
        )
        headers = (*page_headers(f"script-src 'nonce-{nonce}'"), *cookie_headers(page.cookies))
        if refused is None:
            return HttpAnswer(200, headers, html)
        return HttpAnswer(refused.public.public.status, (*headers, *retry_after_header(refused)), html, refused)


def _shown(passkey: Passkey, language: Language) -> dict[str, object]:
    return {
        "id": encode_text(passkey.credential_id),
        "name": passkey.name,
        "synced": passkey.backup_eligible,
        "created": language.day(passkey.created_at),
        "used": language.day(passkey.last_used_at) if passkey.last_used_at is not None else None,
    }
