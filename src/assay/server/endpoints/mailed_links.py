"""The pages behind links by mail: asking for one to set a new password, setting it, confirming an e-mail address.

Security bar A184, A189, A212. Gives the reasons of `MailedLinks`, of the password policy, of reading a page's request, and
`end_user.too_many_mails`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from math import ceil

from assay.decision import Allowed, Refused, refuse
from assay.decision.stages import Stages
from assay.formats.form import Form, single
from assay.formats.raw_request import RawRequest
from assay.formats.username import MAX_USERNAME, fold_username
from assay.model.effects import (
    ChangeClaims,
    Conflict,
    Effect,
    ForgetDevices,
    RecordEvent,
    RedeemEmailLink,
    WithdrawEmailLinks,
)
from assay.model.email_link import EMAIL_CHANGE, EMAIL_VERIFICATION, PASSWORD_RESET
from assay.model.end_user import EndUser
from assay.model.event import Event
from assay.ports.end_users import EndUsers
from assay.ports.password_hasher import PasswordHasher
from assay.ports.unit_of_work import StorageUnavailable, UnitOfWork
from assay.primitives.secret import Secret
from assay.reasons import end_user as reasons
from assay.reasons import request as request_reasons
from assay.server.administration.end_users import set_password
from assay.server.administration.password_policy import PasswordPolicy
from assay.server.authorization.page_requests import read_page_request
from assay.server.end_user_authentication.mailed_links import Followed, MailedLinks
from assay.server.end_user_authentication.session_ending import SessionEnding
from assay.server.end_user_authentication.sessions import Sessions, SignedIn
from assay.server.end_user_authentication.sign_in_policy import SignInPolicy
from assay.server.issuance.lifetimes import Lifetimes
from assay.server.languages.language import message
from assay.server.mail.letters import Letters
from assay.server.mail.limits import MailBudget
from assay.server.refusals.recorder import RefusalRecorder
from assay.server.refusals.refused_request import RefusedRequest

_STAGES = Stages(("request_readable", "few_mails", "link", "password", "still_unused"))
_ATTEMPTS = 4
_NOBODY = EndUser("nobody", "nobody", None, '{"email":"nobody@invalid"}')
"""For whom the work is done when there is no such account."""


@dataclass(frozen=True, slots=True)
class AskUsername:
    """The page that asks whose password was forgotten."""


@dataclass(frozen=True, slots=True)
class MailIsOnItsWay:
    """The same answer whether there is such an account or not."""


@dataclass(frozen=True, slots=True)
class AskNewPassword:
    """The page that asks for the new password. `refused` is why the last one does not do."""

    token: str
    username: str
    refused: RefusedRequest | None = None


@dataclass(frozen=True, slots=True)
class AskConfirmation:
    """The page that asks to confirm an e-mail address."""

    token: str
    email: str


@dataclass(frozen=True, slots=True)
class Done:
    """It was changed; `what` is `password` or `email`."""

    what: str


@dataclass(frozen=True, slots=True)
class LinkRefused:
    """The error page."""

    refused: RefusedRequest


Result = AskUsername | MailIsOnItsWay | AskNewPassword | AskConfirmation | Done | LinkRefused


@dataclass(frozen=True, slots=True)
class Recovery:
    """What the pages work with."""

    issuer: str
    end_users: EndUsers
    unit_of_work: UnitOfWork
    links: MailedLinks
    letters: Letters
    recorder: RefusalRecorder


class ForgottenPasswordEndpoint:
    """Answers `/login/forgotten`."""

    __slots__ = ("_budget", "_recovery")

    def __init__(self, recovery: Recovery, budget: MailBudget) -> None:
        self._recovery = recovery
        self._budget = budget

    async def __call__(self, http: RawRequest, now: float) -> Result:
        """GET asks for the username; POST sends the mail, or does the same work for nobody."""
        own = self._recovery
        read = read_page_request(http, own.issuer)
        if isinstance(read, Refused):
            return _refused(own, _STAGES.refused("request_readable", read), http, now)
        if http.method != "POST":
            return AskUsername()
        wait = self._budget.of_network(http.peer, now)
        if wait > 0:
            refused = refuse(reasons.TOO_MANY_MAILS, retry_after=ceil(wait))
            return _refused(own, _STAGES.refused("few_mails", refused), http, now)
        folded = fold_username((single(read.value, "username") or "").strip()[: MAX_USERNAME + 1])
        # Of an account that has had its mails nothing more is sent, and nobody is told: that would tell of the account.
        waits = self._budget.of_account(folded, now)
        end_user = await own.end_users.find_by_username(folded)
        wanted = end_user is not None and end_user.disabled_at is None and waits <= 0
        effects = own.links.sent(end_user if end_user is not None and wanted else _NOBODY, PASSWORD_RESET, now)
        subject = end_user.subject if end_user is not None else None
        asked = Event("password_reset.requested", int(now), subject=subject)
        await own.unit_of_work.commit((*(effects if wanted else ()), RecordEvent(asked)))
        return MailIsOnItsWay()


class PasswordResetEndpoint:
    """Answers `/login/reset`. The second factor stays; sessions and all tokens end, no browser is remembered."""

    __slots__ = ("_ending", "_hasher", "_lifetimes", "_policy", "_recovery", "_sign_in_policy")

    def __init__(
        self,
        recovery: Recovery,
        policy: PasswordPolicy,
        sign_in_policy: SignInPolicy,
        hasher: PasswordHasher,
        ending: SessionEnding,
        lifetimes: Lifetimes,
    ) -> None:
        self._recovery = recovery
        self._policy = policy
        self._sign_in_policy = sign_in_policy
        self._hasher = hasher
        self._ending = ending
        self._lifetimes = lifetimes

    async def __call__(self, http: RawRequest, now: float) -> Result:
        """GET asks for the new password; POST sets it. Raises `HasherBusy` when too many sign-ins wait."""
        opened = await _opened(self._recovery, (PASSWORD_RESET,), http, now)
        if isinstance(opened, LinkRefused):
            return opened
        form, followed = opened
        token, end_user = single(form, "token") or "", followed.end_user
        if http.method != "POST":
            return AskNewPassword(token, end_user.username)
        password = Secret(single(form, "new_password") or "")
        factors = await self._sign_in_policy.factors_of(end_user)
        required = self._sign_in_policy.settings.second_factor == "required"
        refused = self._policy.refusal(
            password, end_user.username, end_user.claims, second_factor=required or factors.enrolled
        )
        if refused is not None:
            told = _recorded(self._recovery, _STAGES.refused("password", refused), http, now, end_user.subject)
            return AskNewPassword(token, end_user.username, told)
        decided = set_password(end_user, await self._hasher.hash(password.reveal()), self._lifetimes, now=now)
        notice = self._recovery.letters.notice(end_user, message("The password was changed by a link in a mail"), now)
        # A mailbox is no second factor, and it is often open in the very browser that is remembered in place of one.
        forgotten = ForgetDevices(end_user.subject)
        effects = (*_used(followed), *decided.effects, forgotten, *notice)
        settled, _ = await self._ending.commit_with_ends(effects, end_user.subject, "the password was reset", now)
        return _too_late(self._recovery, http, now) if isinstance(settled, Conflict) else Done("password")


class EmailVerificationEndpoint:
    """Answers `/login/verify`. A new address counts only in a browser that is signed in to the account (A208)."""

    __slots__ = ("_recovery", "_sessions")

    def __init__(self, recovery: Recovery, sessions: Sessions) -> None:
        self._recovery = recovery
        self._sessions = sessions

    async def __call__(self, http: RawRequest, now: float) -> Result:
        """GET asks to confirm; POST marks the address as verified, and as the person's own where they asked for a change."""
        own = self._recovery
        for _ in range(_ATTEMPTS):
            opened = await _opened(own, (EMAIL_VERIFICATION, EMAIL_CHANGE), http, now)
            if isinstance(opened, LinkRefused):
                return opened
            form, followed = opened
            if followed.link.purpose == EMAIL_CHANGE and not await self._is_theirs(followed, http, now):
                return _refused(own, _STAGES.refused("link", refuse(reasons.LINK_NEEDS_SIGN_IN)), http, now)
            if http.method != "POST":
                return AskConfirmation(single(form, "token") or "", followed.link.email)
            settled = await own.unit_of_work.commit((*_used(followed), *_verified(own, followed, now)))
            if not isinstance(settled, Conflict):
                return Done("email")
            if not isinstance(settled.effect, ChangeClaims):
                return _too_late(own, http, now)
        raise StorageUnavailable(f"the claims of an end-user changed {_ATTEMPTS} times in a row")

    async def _is_theirs(self, followed: Followed, http: RawRequest, now: float) -> bool:
        who = await self._sessions.who(http, now)
        return isinstance(who, SignedIn) and who.end_user.subject == followed.end_user.subject


def _verified(own: Recovery, followed: Followed, now: float) -> tuple[Effect, ...]:
    """Nothing but the claims as they were seen, so that what somebody else changes in the same moment stays."""
    link, end_user = followed.link, followed.end_user
    claims = json.loads(end_user.claims)
    told: tuple[Effect, ...] = ()
    event = "end_user.email_verified"
    if claims.get("email") != link.email:  # who reads the old mailbox hears of it there (A200)
        told = own.letters.notice(
            end_user, message("The e-mail address of the account was changed to another one"), now
        )
        event = "end_user.email_changed"
    claims |= {"email": link.email, "email_verified": True}
    changed = ChangeClaims(end_user.subject, end_user.claims, json.dumps(claims, ensure_ascii=False))
    return (changed, RecordEvent(Event(event, int(now), subject=end_user.subject)), *told)


async def _opened(
    own: Recovery, purposes: tuple[str, ...], http: RawRequest, now: float
) -> tuple[Form, Followed] | LinkRefused:
    read = read_page_request(http, own.issuer)
    if isinstance(read, Refused):
        return _refused(own, _STAGES.refused("request_readable", read), http, now)
    token = single(read.value, "token")
    if token is None:
        missing = refuse(request_reasons.PARAMETER_MISSING, parameter="token")
        return _refused(own, _STAGES.refused("link", missing), http, now)
    followed = await own.links.followed(token, purposes, now)
    if isinstance(followed, Allowed):
        return read.value, followed.value
    return _refused(own, _STAGES.refused("link", followed), http, now)


def _used(followed: Followed) -> tuple[Effect, ...]:
    return (RedeemEmailLink(followed.link.token_hash), WithdrawEmailLinks(followed.end_user.subject))


def _too_late(own: Recovery, http: RawRequest, now: float) -> LinkRefused:
    """The refusal of whoever used a link when somebody was faster."""
    return _refused(own, _STAGES.refused("still_unused", refuse(reasons.LINK_UNKNOWN)), http, now)


def _refused(own: Recovery, refused: Refused, http: RawRequest, now: float) -> LinkRefused:
    subject = refused.evidence.get("subject")
    return LinkRefused(_recorded(own, refused, http, now, subject if isinstance(subject, str) else None))


def _recorded(own: Recovery, refused: Refused, http: RawRequest, now: float, subject: str | None) -> RefusedRequest:
    return own.recorder.record(
        refused,
        endpoint="sign_in",
        request=http,
        now=now,
        subject=subject,
    )
