"""The page of one's own name and e-mail address.

Gives the reasons of `OwnPages` and `ProfileChanges`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from assay.decision import Refused
from assay.formats.raw_request import RawRequest
from assay.server.account.confirmation import ConfirmationAsked
from assay.server.account.own_page import Elsewhere, Entered, LoadAnew, OwnPage, OwnPages
from assay.server.account.profile import Profile, ProfileChanges
from assay.server.authorization.own_pages import SIGN_IN_FOR_PROFILE
from assay.server.end_user_authentication.browser_cookies import Cookie
from assay.server.refusals.refused_request import RefusedRequest

_PAGE = OwnPage("profile", SIGN_IN_FOR_PROFILE)


@dataclass(frozen=True, slots=True)
class ShowProfile:
    """The page. `asked` is the proof of identity that is due before anything changes, `mailed_to` where a link went."""

    profile: Profile
    form_token: str
    asked: ConfirmationAsked | None
    mailed_to: str | None
    refused: RefusedRequest | None
    cookies: tuple[Cookie, ...]


class ProfileEndpoint:
    """Answers `/account/profile`."""

    __slots__ = ("_changes", "_pages")

    def __init__(self, pages: OwnPages, changes: ProfileChanges) -> None:
        self._pages = pages
        self._changes = changes

    async def __call__(self, http: RawRequest, now: float) -> ShowProfile | Elsewhere:
        """GET shows the page, POST carries out a form of it."""
        entered = await self._pages.enter(_PAGE, http, now)
        if not isinstance(entered, Entered):
            return entered
        mailed_to = None
        if entered.form is not None:
            outcome = await self._changes.change(entered.who, entered.form, now)
            if isinstance(outcome, Refused):
                entered = replace(entered, refused=self._pages.refused(_PAGE, entered.who, outcome, http, now))
            elif outcome.value.mailed_to is None:
                return LoadAnew(entered.cookies)
            else:
                mailed_to = outcome.value.mailed_to
        profile = await self._changes.of(entered.who, now)
        asked = await self._pages.asked(entered.who, profile.factors, now) if not profile.confirmed else None
        return ShowProfile(profile, entered.form_token, asked, mailed_to, entered.refused, entered.cookies)
