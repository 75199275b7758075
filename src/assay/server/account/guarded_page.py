"""The way into a page on which people change what opens or names their account: they have just proved who they are.

Security bar A200. Gives `session.confirmation_needed` and the reasons of `OwnPages` and `Confirmation`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from assay.decision import Refused, refuse
from assay.decision.stages import Stages
from assay.formats.form import Form, single
from assay.formats.raw_request import RawRequest
from assay.reasons import session as reasons
from assay.server.account.confirmation import Confirmation, ConfirmationAsked, Confirmed
from assay.server.account.own_page import Elsewhere, Entered, LoadAnew, OwnPage, OwnPages
from assay.server.end_user_authentication.browser_cookies import Cookie
from assay.server.end_user_authentication.factors import OwnFactors
from assay.server.end_user_authentication.recent_proof import recently_proved
from assay.server.end_user_authentication.sessions import SignedIn
from assay.server.end_user_authentication.sign_in_policy import SignInPolicy
from assay.server.refusals.refused_request import RefusedRequest

_STAGES = Stages(("confirmation", "change"))


@dataclass(frozen=True, slots=True)
class Admitted:
    """Who stands before the page, and what they can prove themselves with.

    `asked` is the proof that is due before anything changes; None where there was one lately, and only then is there a `form`
    to carry out. `refused` is why the last form was not.
    """

    who: SignedIn
    factors: OwnFactors
    form_token: str
    cookies: tuple[Cookie, ...]
    form: Form | None = None
    asked: ConfirmationAsked | None = None
    refused: RefusedRequest | None = None


class GuardedPages:
    """Lets people in, and lets those change something who have proved themselves lately."""

    __slots__ = ("_confirmation", "_pages", "_policy")

    def __init__(self, pages: OwnPages, confirmation: Confirmation, policy: SignInPolicy) -> None:
        self._pages = pages
        self._confirmation = confirmation
        self._policy = policy

    async def enter(self, page: OwnPage, http: RawRequest, now: float) -> Admitted | Elsewhere:
        """Who is there and what they may change, or where the browser goes instead. Raises `HasherBusy`."""
        entered = await self._pages.enter(page, http, now)
        if not isinstance(entered, Entered):
            return entered
        who, form = entered.who, entered.form
        refused = None
        if form is not None and single(form, "change") == "confirm":
            outcome = await self._confirmation(who, form, http, now)
            if isinstance(outcome, Confirmed) and outcome.begun is not None:
                return await self._pages.complete(page, outcome.begun, outcome.cookies, http, now)
            if isinstance(outcome, Confirmed):
                return LoadAnew(outcome.cookies)
            refused, form = outcome, None
        factors, asked = await self._due(who, now)
        if asked is not None and form is not None:
            refused, form = refuse(reasons.CONFIRMATION_NEEDED), None
        admitted = Admitted(who, factors, entered.form_token, entered.cookies, form, asked)
        return admitted if refused is None else self._told(admitted, page, "confirmation", refused, http, now)

    def refused(self, admitted: Admitted, page: OwnPage, refused: Refused, http: RawRequest, now: float) -> Admitted:
        """Record why a change was not made, to be told on the page."""
        return self._told(admitted, page, "change", refused, http, now)

    async def after_a_change(self, admitted: Admitted, now: float) -> Admitted:
        """The same person: whoever has just got a factor is asked for that one before the next change."""
        factors, asked = await self._due(admitted.who, now)
        return replace(admitted, factors=factors, asked=asked)

    async def _due(self, who: SignedIn, now: float) -> tuple[OwnFactors, ConfirmationAsked | None]:
        """What a person can prove themselves with, and the proof that is due, if one is."""
        factors = await self._policy.factors_of(who.end_user)
        if recently_proved(who.session, factors, self._policy.settings.fresh_for, now):
            return factors, None
        return factors, await self._confirmation.asked(who, factors, now)

    def _told(
        self, admitted: Admitted, page: OwnPage, stage: str, refused: Refused, http: RawRequest, now: float
    ) -> Admitted:
        told = self._pages.refused(page, admitted.who, _STAGES.refused(stage, refused), http, now)
        return replace(admitted, refused=told)
