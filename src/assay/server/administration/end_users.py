"""Registers end-users, sets their passwords and disables them; the last two revoke all that they approved (A192).

Reasons: `registration.username_unusable`, `registration.username_taken`, those of `password_policy`.
"""

from __future__ import annotations

from dataclasses import replace

from assay.decision import Allowed, Decision, Refused, refuse
from assay.formats.username import MAX_USERNAME, username_defect
from assay.model.effects import (
    AddEndUser,
    ChangePassword,
    Effect,
    RecordEvent,
    RevokeGrantsOf,
    SwitchEndUser,
    WithdrawEmailLinks,
)
from assay.model.end_user import EndUser
from assay.model.event import Event
from assay.ports.entropy import Entropy
from assay.reasons import registration as reasons
from assay.server.administration.identifiers import new_subject
from assay.server.issuance.lifetimes import Lifetimes


def register_end_user(
    username: str, password_hash: str | None, *, existing: EndUser | None, claims: str, entropy: Entropy, now: float
) -> Decision[EndUser, Effect]:
    """A new end-user. `username` is folded; without a password they cannot sign in yet; `existing` is who has it already, if anybody; `claims` is JSON text.

    The race of two registrations is settled by storage: `AddEndUser` conflicts when the username is taken.
    """
    defect = username_defect(username)
    if defect is not None:
        return Decision(refuse(reasons.USERNAME_UNUSABLE, defect=defect, limit=MAX_USERNAME))
    if existing is not None:
        return Decision(refuse(reasons.USERNAME_TAKEN, username=existing.username, created_at=existing.created_at))
    at = int(now)
    end_user = EndUser(
        subject=new_subject(entropy),
        username=username,
        password_hash=password_hash,
        claims=claims,
        created_at=at,
        password_changed_at=at if password_hash is not None else None,
    )
    return Decision(Allowed(end_user), (AddEndUser(end_user), _event("end_user.registered", end_user, at)))


def taken(username: str, now: float) -> Refused:
    """The refusal for the loser of a race for a username: somebody registered it just now."""
    return refuse(reasons.USERNAME_TAKEN, username=username, created_at=int(now))


def set_password(
    end_user: EndUser, password_hash: str, lifetimes: Lifetimes, *, now: float, from_hash: str | None = None
) -> Decision[EndUser, Effect]:
    """Another password, in the place of `from_hash` alone where that is given. Sessions that began before it count no more, nor do any tokens, `offline_access` or not.

    Whoever knew the old one may have connected a client with it. Ending the sessions is the caller's (`SessionEnding`).
    """
    at = int(now)
    changed = replace(end_user, password_hash=password_hash, password_changed_at=at)
    return Decision(
        Allowed(changed),
        (
            ChangePassword(changed.subject, password_hash, at, from_hash),
            *_with_event("end_user.password_changed", changed, at, lifetimes),
        ),
    )


def disable_end_user(end_user: EndUser, lifetimes: Lifetimes, *, now: float) -> Decision[EndUser, Effect]:
    """The end-user cannot sign in any more and their tokens are revoked. A second time changes nothing.

    Ending the sessions is the caller's (`SessionEnding`), so that clients are told.
    """
    if end_user.disabled_at is not None:
        return Decision(Allowed(end_user))
    at = int(now)
    changed = replace(end_user, disabled_at=at)
    return Decision(
        Allowed(changed),
        (SwitchEndUser(changed.subject, at), *_with_event("end_user.disabled", changed, at, lifetimes)),
    )


def enable_end_user(end_user: EndUser, *, now: float) -> Decision[EndUser, Effect]:
    """A disabled end-user may sign in again; tokens and sessions of before stay ended. A second time changes nothing."""
    if end_user.disabled_at is None:
        return Decision(Allowed(end_user))
    changed = replace(end_user, disabled_at=None)
    return Decision(
        Allowed(changed), (SwitchEndUser(changed.subject, None), _event("end_user.enabled", changed, int(now)))
    )


def _with_event(event: str, end_user: EndUser, at: int, lifetimes: Lifetimes) -> tuple[Effect, ...]:
    """The event, and the end of all that the end-user approved, and of all links that are on their way, because of it."""
    subject, until = end_user.subject, at + lifetimes.longest_access_token
    ended = (RevokeGrantsOf(None, subject, at, until, event), WithdrawEmailLinks(subject))
    return (*ended, _event(event, end_user, at))


def _event(event: str, end_user: EndUser, at: int) -> RecordEvent:
    return RecordEvent(Event(event, at, subject=end_user.subject))
