"""What an end-user approved for a client."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Consent:
    """The scopes and resources that an end-user has approved for a client."""

    client_id: str
    subject: str
    scopes: tuple[str, ...]
    resources: tuple[str, ...]
    granted_at: int
