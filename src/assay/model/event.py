"""An event: something that happened, in an append-only stream read by cursor."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Event:
    """One event. `type` is `noun.past_participle` (`access_token.issued`, `refresh_token_family.revoked`).

    `detail` is JSON text with small facts, never a credential. `sequence` is given by storage, in commit order.
    """

    type: str
    at: int
    client_id: str | None = None
    subject: str | None = None
    grant_id: str | None = None
    reason: str | None = None
    refusal_id: str | None = None
    detail: str = "{}"
    sequence: int = 0
