"""The page of one's own passkeys: the list, and the changes.

Gives the reasons of `GuardedPages` and `PasskeyChanges`.
"""

from __future__ import annotations

from dataclasses import dataclass

from assay.decision import Refused
from assay.formats.raw_request import RawRequest
from assay.server.account.confirmation import ConfirmationAsked
from assay.server.account.guarded_page import Admitted, GuardedPages
from assay.server.account.own_page import Elsewhere, LoadAnew, OwnPage
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

    def __init__(self, pages: GuardedPages, changes: PasskeyChanges) -> None:
        self._pages = pages
        self._changes = changes

    async def __call__(self, http: RawRequest, now: float) -> ShowPasskeys | Elsewhere:
        """GET shows the page, POST carries out a form of it."""
        admitted = await self._pages.enter(_PAGE, http, now)
        if not isinstance(admitted, Admitted):
            return admitted
        if admitted.form is not None:
            outcome = await self._changes.change(admitted.who, admitted.form, now)
            if not isinstance(outcome, Refused):
                return LoadAnew(admitted.cookies)
            admitted = self._pages.refused(admitted, _PAGE, outcome, http, now)
        who, asked = admitted.who, admitted.asked
        own = await self._changes.of(who, now, may_add=asked is None)
        return ShowPasskeys(who.end_user.username, own, admitted.form_token, asked, admitted.refused, admitted.cookies)
