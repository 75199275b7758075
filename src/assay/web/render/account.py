"""The page of one's own account."""

from __future__ import annotations

import json

from assay.model.factor import TOTP
from assay.server.account.overview import Overview
from assay.server.account.own_page import Elsewhere
from assay.server.endpoints.account import ShowAccount
from assay.server.languages.language import Language
from assay.web.answer import HttpAnswer
from assay.web.pages.happenings import happening_words
from assay.web.pages.words import device_words, scope_words
from assay.web.render.authorization import AuthorizationRenderer
from assay.web.render.own_page import instead_of_the_page
from assay.web.render.page_frame import PageFrame

PATH = "/account"


class AccountRenderer:
    """Renders for one issuer."""

    __slots__ = ("_frame", "_onward")

    def __init__(self, frame: PageFrame, onward: AuthorizationRenderer) -> None:
        self._frame = frame
        self._onward = onward

    def __call__(self, result: ShowAccount | Elsewhere) -> HttpAnswer:
        """The answer to a result of the endpoint."""
        match result:
            case ShowAccount():
                return self._frame.form_page(
                    "account.html",
                    result.cookies,
                    None,
                    action=self._frame.address(PATH),
                    passkeys_page=self._frame.address("/account/passkeys"),
                    profile_page=self._frame.address("/account/profile"),
                    factors_page=self._frame.address("/account/factors"),
                    logout_page=self._frame.address("/logout"),
                    form_token=result.form_token,
                    **_shown(result.overview, self._frame.language),
                )
            case _:
                return instead_of_the_page(result, PATH, self._frame, self._onward)


def _shown(page: Overview, language: Language) -> dict[str, object]:
    claims = json.loads(page.end_user.claims)
    return {
        "username": page.end_user.username,
        "name": claims.get("name"),
        "email": claims.get("email"),
        "email_verified": claims.get("email_verified") is True,
        "password_changed": language.day(page.end_user.password_changed_at)
        if page.end_user.password_changed_at
        else None,
        "has_password": page.end_user.password_hash is not None,
        "has_app": TOTP in page.factors.methods,
        "passkeys": page.passkeys,
        "recovery_codes": page.factors.recovery_codes_left,
        "sessions": [
            {
                "id": session.session_id,
                "device": device_words(session.device, language),
                "network": session.network,
                "started": language.moment(session.started_at),
                "used": language.moment(session.last_used_at),
            }
            for session in page.sessions
        ],
        "clients": [
            {
                "id": one.consent.client_id,
                "name": one.name,
                "since": language.moment(one.consent.granted_at),
                "scopes": scope_words(one.consent.scopes, language, one.resources),
            }
            for one in page.clients
        ],
        "activity": [
            {"at": language.moment(one.event.at), "text": happening_words(one, language)} for one in page.activity
        ],
    }
