"""Registered clients."""

from __future__ import annotations

from typing import Protocol

from assay.model.client import Client


class Clients(Protocol):
    """Reads clients. A change committed by any process is seen by the next call."""

    async def find(self, client_id: str) -> Client | None:
        """The client with this id, disabled or not."""
        ...

    async def list_all(self) -> tuple[Client, ...]:
        """All clients, oldest first."""
        ...
