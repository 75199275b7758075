"""The page of one's own authenticator app and recovery codes.

Gives `session.sign_in_needed`, `.form_token_mismatch`, and the reasons of `read_page_request`, `OwnFactorChanges`,
`PasswordSignIn` and `SecondFactorSignIn`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from assay.decision import Allowed, Refused, refuse
from assay.decision.stages import Stages
from assay.formats.form import Form, single
from assay.formats.raw_request import RawRequest
from assay.model.effects import Conflict
from assay.model.factor import PASSWORD
from assay.ports.unit_of_work import UnitOfWork
from assay.primitives.hashing import equal
from assay.reasons import session as reasons
from assay.server.authorization.page_requests import read_page_request
from assay.server.end_user_authentication.browser_cookies import Cookie
from assay.server.end_user_authentication.own_factors import FactorPage, OwnFactorChanges
from assay.server.end_user_authentication.password_sign_in import PasswordSignIn
from assay.server.end_user_authentication.second_factor_sign_in import Proved, SecondFactorSignIn, lost_race
from assay.server.end_user_authentication.sessions import NotSignedIn, Sessions, SignedIn
from assay.server.passkeys.challenges import Challenges
from assay.server.refusals.recorder import RefusalRecorder
from assay.server.refusals.refused_request import RefusedRequest

_STAGES = Stages(("request_readable", "signed_in", "form_token", "confirmation", "change"))


@dataclass(frozen=True, slots=True)
class ShowFactors:
    """The page. `codes` are new recovery codes, shown this once."""

    username: str
    page: FactorPage
    form_token: str
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


Result = ShowFactors | LoadFactors | NoFactorsPage


@dataclass(frozen=True, slots=True)
class TypedProofs:
    """What a person can type to confirm that it is still they."""

    passwords: PasswordSignIn
    codes: SecondFactorSignIn


class OwnFactorsEndpoint:
    """Answers `/account/factors`."""

    __slots__ = ("_changes", "_issuer", "_proofs", "_recorder", "_sessions", "_tokens", "_unit_of_work")

    def __init__(
        self,
        issuer: str,
        sessions: Sessions,
        tokens: Challenges,
        changes: OwnFactorChanges,
        proofs: TypedProofs,
        unit_of_work: UnitOfWork,
        recorder: RefusalRecorder,
    ) -> None:
        self._issuer = issuer
        self._sessions = sessions
        self._tokens = tokens
        self._changes = changes
        self._proofs = proofs
        self._unit_of_work = unit_of_work
        self._recorder = recorder

    async def __call__(self, http: RawRequest, now: float) -> Result:
        """GET shows the page, POST carries out a form of it."""
        read = read_page_request(http, self._issuer)
        if isinstance(read, Refused):
            return NoFactorsPage(self._recorded(_STAGES.refused("request_readable", read), http, now))
        who = await self._sessions.who(http, now)
        if isinstance(who, NotSignedIn):
            refused = _STAGES.refused("signed_in", refuse(reasons.SIGN_IN_NEEDED, why=who.why))
            return NoFactorsPage(self._recorded(refused, http, now))
        result = await (self._posted(who, read.value, http, now) if http.method == "POST" else self._page(who, now))
        if who.cookie is None or isinstance(result, NoFactorsPage) or result.cookies:
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
        proved = await self._proved(who, form, http, now)
        if isinstance(proved, Allowed):
            new = self._sessions.prove(who, proved.value.method, now)
            settled = await self._unit_of_work.commit((*proved.value.effects, *new.effects))
            if not isinstance(settled, Conflict):
                return LoadFactors((new.cookie,))
            lost = lost_race(settled, who.end_user, now)
            if lost is None:
                return LoadFactors()  # the session ended or moved on meanwhile: the page tells what is so now
            proved = lost
        return await self._page(who, now, self._recorded(_STAGES.refused("confirmation", proved), http, now, who))

    async def _proved(self, who: SignedIn, form: Form, http: RawRequest, now: float) -> Allowed[Proved] | Refused:
        typed = single(form, "otp")
        if typed is not None:
            return await self._proofs.codes(who.end_user, typed, now, device_id=who.session.session_id)
        known = await self._proofs.passwords(who.end_user.username, single(form, "password") or "", http.peer, now)
        return known if isinstance(known, Refused) else Allowed(Proved(PASSWORD, ()))

    async def _page(
        self, who: SignedIn, now: float, refused: RefusedRequest | None = None, again: str | None = None
    ) -> ShowFactors:
        page = await self._changes.of(who, now, again)
        token = self._tokens.form_token(who.session.session_id)
        return ShowFactors(who.end_user.username, page, token, refused=refused)

    def _recorded(self, refused: Refused, http: RawRequest, now: float, who: SignedIn | None = None) -> RefusedRequest:
        retry_after = refused.evidence.get("retry_after")
        return self._recorder.record(
            refused,
            endpoint="factors",
            request=http,
            now=now,
            subject=who.end_user.subject if who is not None else None,
            retry_after=retry_after if isinstance(retry_after, int) else None,
        )
