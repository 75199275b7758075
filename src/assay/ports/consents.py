"""Consents."""

from __future__ import annotations

from typing import Protocol

from assay.model.consent import Consent


class Consents(Protocol):
    """Reads consents."""

    async def find(self, client_id: str, subject: str) -> Consent | None:
        """What this end-user approved for this client."""
        ...
