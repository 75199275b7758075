"""Consents."""

from __future__ import annotations

from typing import Protocol

from assay.model.consent import Consent


class Consents(Protocol):
    """Reads consents."""

    async def find(self, client_id: str, subject: str) -> Consent | None:
        """What this end-user approved for this client."""
        ...

    async def list_of(self, subject: str) -> tuple[Consent, ...]:
        """Everything that this end-user approved, in the order of the clients' ids."""
        ...
