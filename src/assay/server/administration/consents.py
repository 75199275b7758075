"""Takes back what an end-user approved for a client, and ends the tokens that it bought (security bar A124)."""

from __future__ import annotations

from assay.model.effects import Effect, RecordEvent, RevokeConsent, RevokeGrantsOf
from assay.model.event import Event
from assay.server.issuance.lifetimes import Lifetimes

REVOKED = "consent.revoked"


def revoke_consent(client_id: str, subject: str, lifetimes: Lifetimes, *, now: float) -> tuple[Effect, ...]:
    """The effects. A second time changes nothing but the event stream."""
    at = int(now)
    return (
        RevokeConsent(client_id, subject),
        RevokeGrantsOf(client_id, subject, at, at + lifetimes.longest_access_token, REVOKED),
        RecordEvent(Event(REVOKED, at, client_id, subject)),
    )
