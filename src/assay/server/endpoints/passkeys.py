"""The page of one's own passkeys: the list, a proof of identity where it is due, and the changes.

Gives the reasons of `OwnPages` and `PasskeyChanges`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from assay.decision import Refused
from assay.formats.raw_request import RawRequest
from assay.server.account.confirmation import ConfirmationAsked
from assay.server.account.own_page import Elsewhere, Entered, LoadAnew, OwnPage, OwnPages
from assay.server.authorization.own_pages import SIGN_IN_FOR_PASSKEYS
from assay.server.end_user_authentication.browser_cookies import Cookie
from assay.server.passkeys.own_passkeys import OwnPasskeys, PasskeyChanges
from assay.server.refusals.refused_request import RefusedRequest

_PAGE = OwnPage("passkeys", SIGN_IN_FOR_PASSKEYS)


@dataclass(frozen=True, slots=True)
class ShowPasskeys:
    """The page. `asked` is the proof of identity that is due before anything changes."""

    username: str
    own: OwnPasskeys
    form_token: str
    asked: ConfirmationAsked | None = None
    refused: RefusedRequest | None = None
    cookies: tuple[Cookie, ...] = ()


class PasskeysEndpoint:
    """Answers `/account/passkeys`."""

    __slots__ = ("_changes", "_pages")

    def __init__(self, pages: OwnPages, changes: PasskeyChanges) -> None:
        self._pages = pages
        self._changes = changes

    async def __call__(self, http: RawRequest, now: float) -> ShowPasskeys | Elsewhere:
        """GET shows the page, POST carries out a form of it."""
        entered = await self._pages.enter(_PAGE, http, now)
        if not isinstance(entered, Entered):
            return entered
        if entered.form is not None:
            outcome = await self._changes.change(entered.who, entered.form, now)
            if not isinstance(outcome, Refused):
                return LoadAnew(entered.cookies)
            entered = replace(entered, refused=self._pages.refused(_PAGE, entered.who, outcome, http, now))
        who = entered.who
        own = await self._changes.of(who, now)
        asked = await self._pages.asked(who, own.factors, now) if not own.confirmed else None
        return ShowPasskeys(who.end_user.username, own, entered.form_token, asked, entered.refused, entered.cookies)
