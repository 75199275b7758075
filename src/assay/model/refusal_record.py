"""The private record behind a refusal id."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from assay.decision import CheckOutcome, EvidenceValue


@dataclass(frozen=True, slots=True)
class RefusalRecord:
    """One refusal, or (when `count` is above 1) many of one reason and client that came too fast to keep apart.

    `client_id` is the authenticated client, `claimed_client_id` the one that was only named. `owner_id` is the client
    that owns the refused token where one was found: together with authentication it decides who may read this.
    """

    refusal_id: str
    reason: str
    at: float
    endpoint: str
    client_id: str | None = None
    claimed_client_id: str | None = None
    owner_id: str | None = None
    subject: str | None = None
    evidence: Mapping[str, EvidenceValue] = field(default_factory=dict)
    trace: tuple[CheckOutcome, ...] = ()
    request_id: str | None = None
    kid: str | None = None
    count: int = 1
    first_at: float | None = None
    last_at: float | None = None
