"""Registered clients."""

from __future__ import annotations

from typing import Protocol

from assay.model.client import Client


class Clients(Protocol):
    """Reads clients. A change committed by any process is seen by the next call."""

    async def find(self, client_id: str) -> Client | None:
        """The client with this id, disabled or not."""
        ...

    async def page(self, after: Client | None, limit: int) -> tuple[Client, ...]:
        """Clients, oldest first: those that follow this one (None for the first ones), at most `limit`."""
        ...
