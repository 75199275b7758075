"""The page of one's own authenticator app and recovery codes.

Gives the reasons of `OwnPages` and `OwnFactorChanges`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from assay.decision import Refused
from assay.formats.form import single
from assay.formats.raw_request import RawRequest
from assay.server.account.confirmation import ConfirmationAsked
from assay.server.account.own_page import Elsewhere, Entered, LoadAnew, OwnPage, OwnPages
from assay.server.authorization.own_pages import SIGN_IN_FOR_FACTORS
from assay.server.end_user_authentication.browser_cookies import Cookie
from assay.server.end_user_authentication.own_factors import FactorPage, OwnFactorChanges
from assay.server.refusals.refused_request import RefusedRequest

_PAGE = OwnPage("factors", SIGN_IN_FOR_FACTORS)


@dataclass(frozen=True, slots=True)
class ShowFactors:
    """The page. `asked` is the proof of identity that is due before anything changes, `codes` are new recovery codes, shown
    this once.
    """

    username: str
    page: FactorPage
    form_token: str
    asked: ConfirmationAsked | None = None
    codes: tuple[str, ...] = field(default=(), repr=False)
    refused: RefusedRequest | None = None
    cookies: tuple[Cookie, ...] = ()


class OwnFactorsEndpoint:
    """Answers `/account/factors`."""

    __slots__ = ("_changes", "_pages")

    def __init__(self, pages: OwnPages, changes: OwnFactorChanges) -> None:
        self._pages = pages
        self._changes = changes

    async def __call__(self, http: RawRequest, now: float) -> ShowFactors | Elsewhere:
        """GET shows the page, POST carries out a form of it."""
        entered = await self._pages.enter(_PAGE, http, now)
        if not isinstance(entered, Entered):
            return entered
        if entered.form is None:
            return await self._page(entered, now)
        outcome = await self._changes.change(entered.who, entered.form, now)
        if isinstance(outcome, Refused):
            told = self._pages.refused(_PAGE, entered.who, outcome, http, now)
            return await self._page(replace(entered, refused=told), now, single(entered.form, "enrolment"))
        codes = outcome.value.recovery_codes
        return replace(await self._page(entered, now), codes=codes) if codes else LoadAnew(entered.cookies)

    async def _page(self, entered: Entered, now: float, again: str | None = None) -> ShowFactors:
        who = entered.who
        page = await self._changes.of(who, now, again)
        asked = await self._pages.asked(who, page.factors, now) if not page.confirmed else None
        return ShowFactors(
            who.end_user.username,
            page,
            entered.form_token,
            asked,
            refused=entered.refused,
            cookies=entered.cookies,
        )
