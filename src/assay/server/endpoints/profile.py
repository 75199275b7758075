"""The page of one's own name and e-mail address.

Gives the reasons of `GuardedPages` and `ProfileChanges`.
"""

from __future__ import annotations

from dataclasses import dataclass

from assay.decision import Refused
from assay.formats.raw_request import RawRequest
from assay.model.end_user import EndUser
from assay.server.account.confirmation import ConfirmationAsked
from assay.server.account.guarded_page import Admitted, GuardedPages
from assay.server.account.own_page import Elsewhere, LoadAnew, OwnPage
from assay.server.account.profile import ProfileChanges
from assay.server.authorization.own_pages import SIGN_IN_FOR_PROFILE
from assay.server.end_user_authentication.browser_cookies import Cookie
from assay.server.refusals.refused_request import RefusedRequest

_PAGE = OwnPage("profile", SIGN_IN_FOR_PROFILE)


@dataclass(frozen=True, slots=True)
class ShowProfile:
    """The page. `asked` is the proof of identity that is due before anything changes, `mailed_to` where a link went."""

    end_user: EndUser
    form_token: str
    asked: ConfirmationAsked | None
    mailed_to: str | None
    refused: RefusedRequest | None
    cookies: tuple[Cookie, ...]


class ProfileEndpoint:
    """Answers `/account/profile`."""

    __slots__ = ("_changes", "_pages")

    def __init__(self, pages: GuardedPages, changes: ProfileChanges) -> None:
        self._pages = pages
        self._changes = changes

    async def __call__(self, http: RawRequest, now: float) -> ShowProfile | Elsewhere:
        """GET shows the page, POST carries out a form of it."""
        admitted = await self._pages.enter(_PAGE, http, now)
        if not isinstance(admitted, Admitted):
            return admitted
        mailed_to = None
        if admitted.form is not None:
            outcome = await self._changes.change(admitted.who, admitted.form, now)
            if isinstance(outcome, Refused):
                admitted = self._pages.refused(admitted, _PAGE, outcome, http, now)
            elif outcome.value.mailed_to is None:
                return LoadAnew(admitted.cookies)
            else:
                mailed_to = outcome.value.mailed_to
        return ShowProfile(
            admitted.who.end_user,
            admitted.form_token,
            admitted.asked,
            mailed_to,
            admitted.refused,
            admitted.cookies,
        )
