"""Clients that are trusted beyond what people approve: operators, by their scopes, and first-party clients, for which nobody is asked.

Whoever holds an operator's token for a moment must not be able to stay with it, so making or changing such a client over the
admin API asks for a scope of its own (security bar A209, D23). Gives `access_token.may_not_appoint`.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence

from assay.decision import Refused, refuse
from assay.model.client import Client
from assay.model.client_registration import ClientRegistration
from assay.model.effects import Effect, RecordEvent
from assay.model.event import Event
from assay.reasons import access_token as reasons

OPERATOR_SCOPE = "assay:operator"
"""The scope that opens the admin API and the refusal records."""

APPOINTING_SCOPE = "assay:appoint"
"""The scope that lets an operator make and change trusted clients."""

APPOINTED = "client.appointed"


def trust_of(client: Client | ClientRegistration | None) -> tuple[str, ...]:
    """What a client is trusted with: its scopes of an operator, and `first_party`."""
    if client is None:
        return ()
    scopes = tuple(scope for scope in (OPERATOR_SCOPE, APPOINTING_SCOPE) if scope in client.scopes)
    return (*scopes, "first_party") if client.first_party else scopes


def appointing_refusal(scopes: Collection[str], *states: Client | ClientRegistration) -> Refused | None:
    """The refusal of a change by a token with these scopes, when the client is trusted in one of the states: before or after."""
    trusted = tuple(dict.fromkeys(one for state in states for one in trust_of(state)))
    if not trusted or APPOINTING_SCOPE in scopes:
        return None
    return refuse(reasons.MAY_NOT_APPOINT, trusted=trusted, required=APPOINTING_SCOPE)


def appointment(before: Client | None, after: Client, at: int, by: str | None) -> tuple[RecordEvent, ...]:
    """The event of a client that comes to be trusted with more. `by` is the client that did it over the API; None is a command."""
    gained = [one for one in trust_of(after) if one not in trust_of(before)]
    if not gained:
        return ()
    detail = json.dumps({"trusted": gained, "by": by})
    return (RecordEvent(Event(APPOINTED, at, client_id=after.client_id, detail=detail)),)


def appointments(effects: Sequence[Effect]) -> tuple[Event, ...]:
    """The events among the effects that tell of such a client."""
    events = (effect.event for effect in effects if isinstance(effect, RecordEvent))
    return tuple(event for event in events if event.type == APPOINTED)
