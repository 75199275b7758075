"""Reads what stands on the account page: factors, sessions, connected clients, and what happened lately.

An end-user learns about themselves alone (design section 4): every read here is by the subject of the session.
"""

from __future__ import annotations

from dataclasses import dataclass

from assay.model.consent import Consent
from assay.model.end_user import EndUser, EndUserSession
from assay.model.event import Event
from assay.model.resource import Resource
from assay.ports.store import Store
from assay.server.end_user_authentication.factors import Factors, OwnFactors
from assay.server.end_user_authentication.sessions import SignedIn
from assay.server.resources_in_view import resources_in_view

_LOOKED_AT = 300
_SHOWN = 20
_SHOWN_REFUSALS = 5
"""Whoever knows a username can add refused sign-ins, and would else push out of sight what they did afterwards."""
_TOLD = frozenset(
    {
        "authenticator_app.enrolled",
        "authenticator_app.removed",
        "consent.denied",
        "consent.granted",
        "consent.revoked",
        "device_authorization.approved",
        "end_user.email_change_requested",
        "end_user.email_changed",
        "end_user.email_verified",
        "end_user.name_changed",
        "end_user.password_changed",
        "end_user.registered",
        "end_user_session.ended",
        "end_user_session.started",
        "known_device.copied",
        "passkey.added",
        "passkey.removed",
        "passkey.sign_count_went_back",
        "recovery_code.used",
        "recovery_codes.replaced",
        "second_factors.reset",
    }
)
_REFUSED = "request.refused"
_TOLD_REFUSALS = ("end_user.", "session.")
"""Families of reasons that are about the person's own sign-ins."""


@dataclass(frozen=True, slots=True)
class ConnectedClient:
    """A client and what the person approved for it; `name` is its id where the client is gone.

    `resources` tell what the scopes allow.
    """

    name: str
    consent: Consent
    resources: tuple[Resource, ...] = ()


@dataclass(frozen=True, slots=True)
class Happening:
    """An event and the name of the client that it is about, if any."""

    event: Event
    client_name: str | None


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything on the page. The first of `sessions` is the one of this browser."""

    end_user: EndUser
    factors: OwnFactors
    passkeys: int
    sessions: tuple[EndUserSession, ...]
    clients: tuple[ConnectedClient, ...]
    activity: tuple[Happening, ...]


async def overview(store: Store, who: SignedIn, idle: int, now: float) -> Overview:
    """What is so now; `idle` is after how many seconds without use a session is over."""
    subject = who.end_user.subject
    live = [
        session
        for session in await store.end_user_sessions.list_of(subject)
        if session.complete and now < session.expires_at and now < session.last_used_at + idle
    ]
    live.sort(key=lambda session: session.session_id != who.session.session_id)
    names: dict[str, str] = {}
    consents = await store.consents.list_of(subject)
    clients = [
        ConnectedClient(
            await _name(store, consent.client_id, names),
            consent,
            await resources_in_view(store.resources, consent.resources, await store.clients.find(consent.client_id)),
        )
        for consent in consents
    ]
    activity: list[Happening] = []
    refusals = 0
    for event in await store.events.read_of(subject, None, _LOOKED_AT):
        refusals += event.type == _REFUSED
        if len(activity) < _SHOWN and _is_told(event) and (event.type != _REFUSED or refusals <= _SHOWN_REFUSALS):
            name = await _name(store, event.client_id, names) if event.client_id is not None else None
            activity.append(Happening(event, name))
    return Overview(
        end_user=who.end_user,
        factors=await Factors(store.second_factors, store.passkeys).of(who.end_user),
        passkeys=len(await store.passkeys.list_of(subject)),
        sessions=tuple(live),
        clients=tuple(clients),
        activity=tuple(activity),
    )


def _is_told(event: Event) -> bool:
    if event.type == _REFUSED:
        return event.reason is not None and event.reason.startswith(_TOLD_REFUSALS)
    return event.type in _TOLD


async def _name(store: Store, client_id: str, known: dict[str, str]) -> str:
    if client_id not in known:
        client = await store.clients.find(client_id)
        known[client_id] = client.name if client is not None else client_id
    return known[client_id]
