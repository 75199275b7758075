"""Links that were sent by mail."""

from __future__ import annotations

from typing import Protocol

from assay.model.email_link import EmailLink


class EmailLinks(Protocol):
    """Reads links that were not redeemed."""

    async def find(self, token_hash: bytes) -> EmailLink | None:
        """The link whose token has this SHA-256, expired or not."""
        ...
