"""The page of one's own authenticator app and recovery codes.

Gives the reasons of `GuardedPages` and `OwnFactorChanges`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from assay.decision import Refused
from assay.formats.form import single
from assay.formats.raw_request import RawRequest
from assay.model.factor import TOTP
from assay.server.account.confirmation import ConfirmationAsked
from assay.server.account.guarded_page import Admitted, GuardedPages
from assay.server.account.own_page import Elsewhere, LoadAnew, OwnPage
from assay.server.authorization.own_pages import SIGN_IN_FOR_FACTORS
from assay.server.end_user_authentication.browser_cookies import Cookie
from assay.server.end_user_authentication.factors import OwnFactors
from assay.server.end_user_authentication.own_factors import OwnFactorChanges
from assay.server.end_user_authentication.totp_enrolment import Offered
from assay.server.refusals.refused_request import RefusedRequest

_PAGE = OwnPage("factors", SIGN_IN_FOR_FACTORS)


@dataclass(frozen=True, slots=True)
class ShowFactors:
    """The page. `asked` is the proof of identity that is due before anything changes, `offered` is a seed for an app, `codes`
    are new recovery codes, shown this once.
    """

    username: str
    factors: OwnFactors
    form_token: str
    offered: Offered | None = None
    asked: ConfirmationAsked | None = None
    codes: tuple[str, ...] = field(default=(), repr=False)
    refused: RefusedRequest | None = None
    cookies: tuple[Cookie, ...] = ()


class OwnFactorsEndpoint:
    """Answers `/account/factors`."""

    __slots__ = ("_changes", "_pages")

    def __init__(self, pages: GuardedPages, changes: OwnFactorChanges) -> None:
        self._pages = pages
        self._changes = changes

    async def __call__(self, http: RawRequest, now: float) -> ShowFactors | Elsewhere:
        """GET shows the page, POST carries out a form of it."""
        admitted = await self._pages.enter(_PAGE, http, now)
        if not isinstance(admitted, Admitted):
            return admitted
        form = admitted.form
        if form is None:
            return self._page(admitted, now)
        outcome = await self._changes.change(admitted.who, form, now)
        if isinstance(outcome, Refused):
            told = self._pages.refused(admitted, _PAGE, outcome, http, now)
            return self._page(told, now, single(form, "enrolment"))
        codes = outcome.value.recovery_codes
        if not codes:
            return LoadAnew(admitted.cookies)
        return replace(self._page(await self._pages.after_a_change(admitted, now), now), codes=codes)

    def _page(self, admitted: Admitted, now: float, again: str | None = None) -> ShowFactors:
        """`again` is the sealed seed that is on its way already."""
        end_user, factors = admitted.who.end_user, admitted.factors
        offered = None
        if admitted.asked is None and TOTP not in factors.methods:
            offered = self._changes.offer(end_user, now, again)
        return ShowFactors(
            end_user.username,
            factors,
            admitted.form_token,
            offered,
            admitted.asked,
            refused=admitted.refused,
            cookies=admitted.cookies,
        )
