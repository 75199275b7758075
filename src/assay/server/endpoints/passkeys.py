"""The page of one's own passkeys: the list, a proof of identity where it is due, and the changes.

Gives `session.sign_in_needed`, `.form_token_mismatch`, and the reasons of `read_page_request`, `PasskeyChanges`,
`PasswordSignIn` and `PasskeyUse`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

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
from assay.server.end_user_authentication.password_sign_in import PasswordSignIn
from assay.server.end_user_authentication.sessions import NotSignedIn, Sessions, SignedIn
from assay.server.passkeys.challenges import Challenges, Purpose
from assay.server.passkeys.own_passkeys import OwnPasskeys, PasskeyChanges
from assay.server.passkeys.using import PasskeyUse, Proved
from assay.server.refusals.recorder import RefusalRecorder
from assay.server.refusals.refused_request import RefusedRequest

_STAGES = Stages(("request_readable", "signed_in", "form_token", "confirmation", "change"))


@dataclass(frozen=True, slots=True)
class ShowPasskeys:
    """The page. `confirm_options` asks for a passkey as the proof of identity; None where a password is asked for."""

    username: str
    own: OwnPasskeys
    form_token: str
    confirm_options: str | None = None
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


Result = ShowPasskeys | LoadPasskeys | NoPasskeysPage


@dataclass(frozen=True, slots=True)
class Proofs:
    """The two ways to confirm that it is still the same person."""

    passwords: PasswordSignIn
    passkeys: PasskeyUse


class PasskeysEndpoint:
    """Answers `/account/passkeys`."""

    __slots__ = ("_challenges", "_changes", "_issuer", "_proofs", "_recorder", "_sessions", "_unit_of_work")

    def __init__(
        self,
        issuer: str,
        sessions: Sessions,
        challenges: Challenges,
        changes: PasskeyChanges,
        proofs: Proofs,
        unit_of_work: UnitOfWork,
        recorder: RefusalRecorder,
    ) -> None:
        self._issuer = issuer
        self._sessions = sessions
        self._challenges = challenges
        self._changes = changes
        self._proofs = proofs
        self._unit_of_work = unit_of_work
        self._recorder = recorder

    async def __call__(self, http: RawRequest, now: float) -> Result:
        """GET shows the page, POST carries out a form of it."""
        read = read_page_request(http, self._issuer)
        if isinstance(read, Refused):
            return NoPasskeysPage(self._recorded(_STAGES.refused("request_readable", read), http, now))
        who = await self._sessions.who(http, now)
        if isinstance(who, NotSignedIn):
            refused = _STAGES.refused("signed_in", refuse(reasons.SIGN_IN_NEEDED, why=who.why))
            return NoPasskeysPage(self._recorded(refused, http, now))
        result = await self._posted(who, read.value, http, now) if http.method == "POST" else None
        result = result or await self._page(who, now)
        if who.cookie is None or isinstance(result, NoPasskeysPage) or result.cookies:
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
        answer = single(form, "passkey")
        proved: Allowed[Proved] | Refused
        if answer is not None:
            proved = await self._proofs.passkeys(answer, _confirming(who), now, who.end_user.subject)
        else:
            typed = await self._proofs.passwords(who.end_user.username, single(form, "password") or "", http.peer, now)
            proved = typed if isinstance(typed, Refused) else Allowed(Proved(typed.value, PASSWORD))
        if isinstance(proved, Refused):
            return await self._page(who, now, self._recorded(_STAGES.refused("confirmation", proved), http, now, who))
        new = self._sessions.prove(who, proved.value.method, now)
        if isinstance(await self._unit_of_work.commit(new.effects), Conflict):
            return LoadPasskeys()  # the session ended or moved on meanwhile: the page tells what is so now
        return LoadPasskeys((new.cookie,))

    async def _page(self, who: SignedIn, now: float, refused: RefusedRequest | None = None) -> ShowPasskeys:
        own = await self._changes.of(who, now)
        confirming = bool(own.passkeys) and not own.confirmed
        options = self._proofs.passkeys.options(_confirming(who), now, own.passkeys) if confirming else None
        token = self._challenges.form_token(who.session.session_id)
        return ShowPasskeys(who.end_user.username, own, token, options, refused)

    def _recorded(self, refused: Refused, http: RawRequest, now: float, who: SignedIn | None = None) -> RefusedRequest:
        retry_after = refused.evidence.get("retry_after")
        return self._recorder.record(
            refused,
            endpoint="passkeys",
            request=http,
            now=now,
            subject=who.end_user.subject if who is not None else None,
            retry_after=retry_after if isinstance(retry_after, int) else None,
        )


def _confirming(who: SignedIn) -> Purpose:
    return Purpose("confirm", who.session.session_id)
