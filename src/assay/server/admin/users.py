"""Users, their sessions and consents. Gives the reasons of `administration.end_users` and `registration.…_unknown`."""

from __future__ import annotations

import json

from assay.decision import Refused, refuse
from assay.formats.email_address import is_email_address
from assay.formats.username import fold_username
from assay.model.consent import Consent
from assay.model.effects import ExpectConsent, ExpectEndUser
from assay.model.end_user import EndUser
from assay.reasons import registration as reasons
from assay.server.admin.operation import Answer, Body, Call, Desk, Document, Operation, Page, Record
from assay.server.administration.consents import revoke_consent
from assay.server.administration.end_users import disable_end_user, enable_end_user, register_end_user, taken
from assay.server.administration.factors import reset_second_factors
from assay.server.administration.lists import part_of

_BECAUSE = "ended by the operator"


class NewUser(Body):
    """Somebody who is registered; they get their password from whoever runs the service (`assay user set-password`)."""

    username: str
    name: str | None = None
    email: str | None = None

    def __post_init__(self) -> None:
        if self.email is not None and not is_email_address(self.email):
            raise ValueError("email is no e-mail address")


class User(Record):
    """An end-user. Times are epoch seconds."""

    subject: str
    username: str
    created_at: int
    has_password: bool
    password_changed_at: int | None
    disabled_at: int | None


class Users(Document):
    """A part of the list; `next` is the `after` of the rest, where there is more."""

    users: list[User]
    next: str | None


class Session(Document):
    """Where somebody is signed in."""

    session_id: str
    device: str
    network: str
    started_at: int
    last_used_at: int
    expires_at: int


class Sessions(Document):
    """Sessions that have not ended."""

    sessions: list[Session]


class Ended(Document):
    """How many sessions were ended."""

    sessions_ended: int


class ConsentGiven(Record):
    """What somebody allowed to a client."""

    client_id: str
    scopes: list[str]
    resources: list[str]
    granted_at: int


class Consents(Document):
    """All of them."""

    consents: list[ConsentGiven]


async def _list(desk: Desk, call: Call) -> Answer | Refused:
    page: Page = call.query
    part = await part_of(desk.store.end_users, page.after, page.limit)
    if isinstance(part, Refused):
        return part
    last = part.records[-1].subject if part.more else None
    return Answer(Users(users=[_shown(one) for one in part.records], next=last))


async def _create(desk: Desk, call: Call) -> Answer | Refused:
    new: NewUser = call.body
    username = fold_username(new.username)
    given = {"name": new.name, "email": new.email}
    claims = json.dumps({name: value for name, value in given.items() if value is not None}, ensure_ascii=False)
    existing = await desk.store.end_users.find_by_username(username)
    made = await desk.carried_out(
        register_end_user(username, None, existing=existing, claims=claims, entropy=desk.entropy, now=call.now),
        taken(username, call.now),
    )
    return made if isinstance(made, Refused) else Answer(_shown(made), made)


async def _read(desk: Desk, call: Call) -> Answer | Refused:
    found = await _found(desk, call)
    return found if isinstance(found, Refused) else Answer(_shown(found), found)


async def _disable(desk: Desk, call: Call) -> Answer | Refused:
    found = await _to_change(desk, call)
    if isinstance(found, Refused):
        return found
    decision = disable_end_user(found, desk.lifetimes, now=call.now)
    if isinstance(decision.outcome, Refused):
        return decision.outcome
    changed = decision.outcome.value
    effects = (*call.expecting(ExpectEndUser(found)), *decision.effects)
    ended = await desk.written_with_ends(effects, found.subject, "the account was disabled", call.now, call.lost)
    return ended if isinstance(ended, Refused) else Answer(_shown(changed), changed)


async def _enable(desk: Desk, call: Call) -> Answer | Refused:
    found = await _to_change(desk, call)
    if isinstance(found, Refused):
        return found
    expected = call.expecting(ExpectEndUser(found))
    changed = await desk.carried_out(enable_end_user(found, now=call.now), call.lost, expected)
    return changed if isinstance(changed, Refused) else Answer(_shown(changed), changed)


async def _reset_factors(desk: Desk, call: Call) -> Answer | Refused:
    found = await _to_change(desk, call)
    if isinstance(found, Refused):
        return found
    passkeys = await desk.store.passkeys.list_of(found.subject)
    effects = (*call.expecting(ExpectEndUser(found)), *reset_second_factors(found, passkeys, call.now))
    ended = await desk.written_with_ends(effects, found.subject, "the second factors were reset", call.now, call.lost)
    return ended if isinstance(ended, Refused) else Answer(Ended(sessions_ended=ended))


async def _sessions(desk: Desk, call: Call) -> Answer | Refused:
    found = await _found(desk, call)
    if isinstance(found, Refused):
        return found
    shown = [
        Session(
            session_id=one.session_id,
            device=one.device,
            network=one.network,
            started_at=one.started_at,
            last_used_at=one.last_used_at,
            expires_at=one.expires_at,
        )
        for one in await desk.store.end_user_sessions.list_of(found.subject)
        if call.now < one.expires_at
    ]
    return Answer(Sessions(sessions=shown))


async def _end_all(desk: Desk, call: Call) -> Answer | Refused:
    found = await _found(desk, call)
    if isinstance(found, Refused):
        return found
    return Answer(Ended(sessions_ended=await desk.session_ending.end_all(found.subject, _BECAUSE, call.now)))


async def _end_one(desk: Desk, call: Call) -> Answer | Refused:
    session_id = call.path["session_id"]
    session = await desk.store.end_user_sessions.find_by_id(session_id)
    if session is None or session.subject != call.path["subject"] or session.ended_at is not None:
        return refuse(reasons.SESSION_UNKNOWN, session_id=session_id)
    await desk.session_ending.end((session,), _BECAUSE, call.now)
    return Answer(Ended(sessions_ended=1))


async def _consents(desk: Desk, call: Call) -> Answer | Refused:
    found = await _found(desk, call)
    if isinstance(found, Refused):
        return found
    given = await desk.store.consents.list_of(found.subject)
    return Answer(Consents(consents=[_consent_shown(one) for one in given]))


async def _read_consent(desk: Desk, call: Call) -> Answer | Refused:
    found = await _found_consent(desk, call)
    return found if isinstance(found, Refused) else Answer(_consent_shown(found), found)


async def _revoke_consent(desk: Desk, call: Call) -> Answer | Refused:
    found = await _found_consent(desk, call)
    if isinstance(found, Refused):
        return found
    outdated = call.outdated(found)
    if outdated is not None:
        return outdated
    effects = revoke_consent(found.client_id, found.subject, desk.lifetimes, now=call.now)
    lost = await desk.written((*call.expecting(ExpectConsent(found)), *effects), call.lost)
    return Answer(None) if lost is None else lost


async def _found_consent(desk: Desk, call: Call) -> Consent | Refused:
    client_id = call.path["client_id"]
    found = await desk.store.consents.find(client_id, call.path["subject"])
    return refuse(reasons.CONSENT_UNKNOWN, client_id=client_id) if found is None else found


def _consent_shown(consent: Consent) -> ConsentGiven:
    return ConsentGiven(
        client_id=consent.client_id,
        scopes=list(consent.scopes),
        resources=list(consent.resources),
        granted_at=consent.granted_at,
    )


async def _found(desk: Desk, call: Call) -> EndUser | Refused:
    subject = call.path["subject"]
    found = await desk.store.end_users.find(subject)
    return refuse(reasons.END_USER_UNKNOWN, username=subject) if found is None else found


async def _to_change(desk: Desk, call: Call) -> EndUser | Refused:
    found = await _found(desk, call)
    if isinstance(found, Refused):
        return found
    outdated = call.outdated(found)
    return found if outdated is None else outdated


def _shown(end_user: EndUser) -> User:
    return User(
        subject=end_user.subject,
        username=end_user.username,
        created_at=end_user.created_at,
        has_password=end_user.password_hash is not None,
        password_changed_at=end_user.password_changed_at,
        disabled_at=end_user.disabled_at,
    )


_ONE = "/users/{subject}"
_CONSENT = _ONE + "/consents/{client_id}"
OPERATIONS = (
    Operation("list_users", "GET", "/users", "List users", _list, Users, query=Page),
    Operation("create_user", "POST", "/users", "Register a user", _create, User, NewUser, status=201),
    Operation("read_user", "GET", _ONE, "Read a user", _read, User),
    Operation(
        "disable_user",
        "POST",
        _ONE + "/disable",
        "Disable a user, end the sessions, tell the clients and revoke all tokens",
        _disable,
        User,
        conditional=True,
    ),
    Operation(
        "enable_user", "POST", _ONE + "/enable", "Let a disabled user sign in again", _enable, User, conditional=True
    ),
    Operation(
        "reset_factors",
        "POST",
        _ONE + "/reset-factors",
        "Take second factors and passkeys away and end the sessions",
        _reset_factors,
        Ended,
        conditional=True,
    ),
    Operation("list_sessions", "GET", _ONE + "/sessions", "List where a user is signed in", _sessions, Sessions),
    Operation("end_sessions", "DELETE", _ONE + "/sessions", "Sign a user out everywhere", _end_all, Ended),
    Operation("end_session", "DELETE", _ONE + "/sessions/{session_id}", "End one session", _end_one, Ended),
    Operation("list_consents", "GET", _ONE + "/consents", "List what a user allowed", _consents, Consents),
    Operation("read_consent", "GET", _CONSENT, "Read what a user allowed to a client", _read_consent, ConsentGiven),
    Operation(
        "revoke_consent",
        "DELETE",
        _CONSENT,
        "Take a consent back, and end the client's tokens for this user",
        _revoke_consent,
        None,
        status=204,
        conditional=True,
    ),
)
