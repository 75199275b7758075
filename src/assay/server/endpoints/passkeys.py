"""The page of one's own passkeys: the list, a proof of identity where it is due, and the changes.

Whoever is not signed in is led through the sign-in and comes back. Gives `session.form_token_mismatch`, and the reasons of
`read_page_request`, `PasskeyChanges` and `Confirmation`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from assay.decision import Refused, refuse
from assay.decision.stages import Stages
from assay.formats.form import Form, single
from assay.formats.raw_request import RawRequest
from assay.primitives.hashing import equal
from assay.reasons import session as reasons
from assay.server.account.confirmation import Confirmation, ConfirmationAsked, Confirmed
from assay.server.authorization.own_pages import ITSELF, SIGN_IN_FOR_PASSKEYS
from assay.server.authorization.page_requests import read_page_request
from assay.server.authorization.progress import Progress
from assay.server.authorization.results import AnswerClient, GoToPage, ShowRefusal
from assay.server.end_user_authentication.browser_cookies import Cookie
from assay.server.end_user_authentication.sessions import NotSignedIn, Sessions, SignedIn
from assay.server.passkeys.challenges import Challenges
from assay.server.passkeys.own_passkeys import OwnPasskeys, PasskeyChanges
from assay.server.refusals.refused_request import RefusedRequest

_STAGES = Stages(("request_readable", "form_token", "confirmation", "change"))


@dataclass(frozen=True, slots=True)
class ShowPasskeys:
    """The page. `asked` is the proof of identity that is due before anything changes."""

    username: str
    own: OwnPasskeys
    form_token: str
    asked: ConfirmationAsked | None = None
    refused: RefusedRequest | None = None
    cookies: tuple[Cookie, ...] = ()


@dataclass(frozen=True, slots=True)
class LoadPasskeys:
    """The form was carried out: the browser loads the page anew."""

    cookies: tuple[Cookie, ...] = ()


@dataclass(frozen=True, slots=True)
class NoPasskeysPage:
    """The error page."""

    refused: RefusedRequest


Result = ShowPasskeys | LoadPasskeys | NoPasskeysPage | AnswerClient | GoToPage | ShowRefusal


class PasskeysEndpoint:
    """Answers `/account/passkeys`."""

    __slots__ = (
        "_challenges",
        "_changes",
        "_confirmation",
        "_issuer",
        "_progress",
        "_sessions",
    )

    def __init__(
        self,
        issuer: str,
        sessions: Sessions,
        challenges: Challenges,
        changes: PasskeyChanges,
        confirmation: Confirmation,
        progress: Progress,
    ) -> None:
        self._issuer = issuer
        self._sessions = sessions
        self._challenges = challenges
        self._changes = changes
        self._confirmation = confirmation
        self._progress = progress

    async def __call__(self, http: RawRequest, now: float) -> Result:
        """GET shows the page, POST carries out a form of it."""
        read = read_page_request(http, self._issuer)
        if isinstance(read, Refused):
            return NoPasskeysPage(self._recorded(_STAGES.refused("request_readable", read), http, now))
        who = await self._sessions.who(http, now)
        if isinstance(who, NotSignedIn):
            return await self._progress.begin(SIGN_IN_FOR_PASSKEYS, ITSELF, who, http, now)
        result = await self._posted(who, read.value, http, now) if http.method == "POST" else None
        result = result or await self._page(who, now)
        if who.cookie is None or not isinstance(result, ShowPasskeys | LoadPasskeys) or result.cookies:
            return result
        return replace(result, cookies=(who.cookie,))

    async def _posted(self, who: SignedIn, form: Form, http: RawRequest, now: float) -> Result:
        ours = self._challenges.form_token(who.session.session_id)
        if not equal((single(form, "form_token") or "").encode(), ours.encode()):
            refused = _STAGES.refused("form_token", refuse(reasons.FORM_TOKEN_MISMATCH))
            return NoPasskeysPage(self._recorded(refused, http, now, who))
        if single(form, "change") == "confirm":
            return await self._confirm(who, form, http, now)
        outcome = await self._changes.change(who, form, now)
        if isinstance(outcome, Refused):
            return await self._page(who, now, self._recorded(_STAGES.refused("change", outcome), http, now, who))
        return LoadPasskeys()

    async def _confirm(self, who: SignedIn, form: Form, http: RawRequest, now: float) -> Result:
        outcome = await self._confirmation(who, form, http, now)
        if isinstance(outcome, Confirmed):
            return LoadPasskeys(outcome.cookies)
        return await self._page(who, now, self._recorded(_STAGES.refused("confirmation", outcome), http, now, who))

    async def _page(self, who: SignedIn, now: float, refused: RefusedRequest | None = None) -> ShowPasskeys:
        own = await self._changes.of(who, now)
        asked = await self._confirmation.asked(who, own.factors, now) if not own.confirmed else None
        token = self._challenges.form_token(who.session.session_id)
        return ShowPasskeys(who.end_user.username, own, token, asked, refused)

    def _recorded(self, refused: Refused, http: RawRequest, now: float, who: SignedIn | None = None) -> RefusedRequest:
        return self._progress.told(refused, "passkeys", http, now, who.end_user.subject if who is not None else None)
