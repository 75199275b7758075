"""The pictures of clients."""

from __future__ import annotations

from typing import Protocol

from assay.model.client_logo import ClientLogo


class ClientLogos(Protocol):
    """Reads the pictures of clients."""

    async def find(self, name: str) -> ClientLogo | None:
        """The picture with this name; one of them where several clients have the same picture."""
        ...
