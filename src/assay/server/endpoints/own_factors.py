"""The page of one's own authenticator app and recovery codes.

Whoever is not signed in is led through the sign-in and comes back. Gives `session.form_token_mismatch`, and the reasons of
`read_page_request`, `OwnFactorChanges` and `Confirmation`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from assay.decision import Refused, refuse
from assay.decision.stages import Stages
from assay.formats.form import Form, single
from assay.formats.raw_request import RawRequest
from assay.primitives.hashing import equal
from assay.reasons import session as reasons
from assay.server.account.confirmation import Confirmation, ConfirmationAsked, Confirmed
from assay.server.authorization.own_pages import ITSELF, SIGN_IN_FOR_FACTORS
from assay.server.authorization.page_requests import read_page_request
from assay.server.authorization.progress import Progress
from assay.server.authorization.results import AnswerClient, GoToPage, ShowRefusal
from assay.server.end_user_authentication.browser_cookies import Cookie
from assay.server.end_user_authentication.own_factors import FactorPage, OwnFactorChanges
from assay.server.end_user_authentication.sessions import NotSignedIn, Sessions, SignedIn
from assay.server.passkeys.challenges import Challenges
from assay.server.refusals.refused_request import RefusedRequest

_STAGES = Stages(("request_readable", "form_token", "confirmation", "change"))


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


@dataclass(frozen=True, slots=True)
class LoadFactors:
    """The form was carried out: the browser loads the page anew."""

    cookies: tuple[Cookie, ...] = ()


@dataclass(frozen=True, slots=True)
class NoFactorsPage:
    """The error page."""

    refused: RefusedRequest


Result = ShowFactors | LoadFactors | NoFactorsPage | AnswerClient | GoToPage | ShowRefusal


class OwnFactorsEndpoint:
    """Answers `/account/factors`."""

    __slots__ = ("_changes", "_confirmation", "_issuer", "_progress", "_sessions", "_tokens")

    def __init__(
        self,
        issuer: str,
        sessions: Sessions,
        tokens: Challenges,
        changes: OwnFactorChanges,
        confirmation: Confirmation,
        progress: Progress,
    ) -> None:
        self._issuer = issuer
        self._sessions = sessions
        self._tokens = tokens
        self._changes = changes
        self._confirmation = confirmation
        self._progress = progress

    async def __call__(self, http: RawRequest, now: float) -> Result:
        """GET shows the page, POST carries out a form of it."""
        read = read_page_request(http, self._issuer)
        if isinstance(read, Refused):
            return NoFactorsPage(self._recorded(_STAGES.refused("request_readable", read), http, now))
        who = await self._sessions.who(http, now)
        if isinstance(who, NotSignedIn):
            return await self._progress.begin(SIGN_IN_FOR_FACTORS, ITSELF, who, http, now)
        result = await (self._posted(who, read.value, http, now) if http.method == "POST" else self._page(who, now))
        if who.cookie is None or not isinstance(result, ShowFactors | LoadFactors) or result.cookies:
            return result
        return replace(result, cookies=(who.cookie,))

    async def _posted(self, who: SignedIn, form: Form, http: RawRequest, now: float) -> Result:
        ours = self._tokens.form_token(who.session.session_id)
        if not equal((single(form, "form_token") or "").encode(), ours.encode()):
            refused = _STAGES.refused("form_token", refuse(reasons.FORM_TOKEN_MISMATCH))
            return NoFactorsPage(self._recorded(refused, http, now, who))
        if single(form, "change") == "confirm":
            return await self._confirm(who, form, http, now)
        outcome = await self._changes.change(who, form, now)
        if isinstance(outcome, Refused):
            told = self._recorded(_STAGES.refused("change", outcome), http, now, who)
            return await self._page(who, now, told, single(form, "enrolment"))
        codes = outcome.value.recovery_codes
        return replace(await self._page(who, now), codes=codes) if codes else LoadFactors()

    async def _confirm(self, who: SignedIn, form: Form, http: RawRequest, now: float) -> Result:
        outcome = await self._confirmation(who, form, http, now)
        if isinstance(outcome, Confirmed):
            return LoadFactors(outcome.cookies)
        return await self._page(who, now, self._recorded(_STAGES.refused("confirmation", outcome), http, now, who))

    async def _page(
        self, who: SignedIn, now: float, refused: RefusedRequest | None = None, again: str | None = None
    ) -> ShowFactors:
        page = await self._changes.of(who, now, again)
        asked = await self._confirmation.asked(who, page.factors, now) if not page.confirmed else None
        token = self._tokens.form_token(who.session.session_id)
        return ShowFactors(who.end_user.username, page, token, asked, refused=refused)

    def _recorded(self, refused: Refused, http: RawRequest, now: float, who: SignedIn | None = None) -> RefusedRequest:
        return self._progress.told(refused, "factors", http, now, who.end_user.subject if who is not None else None)
