"""Passkeys."""

from __future__ import annotations

from typing import Protocol

from assay.model.passkey import Passkey


class Passkeys(Protocol):
    """Reads passkeys."""

    async def find(self, credential_id: bytes) -> Passkey | None:
        """The passkey with this credential id, whoever's it is."""
        ...

    async def list_of(self, subject: str) -> tuple[Passkey, ...]:
        """The passkeys of an end-user, oldest first."""
        ...
