"""Authorization requests that wait for the end-user."""

from __future__ import annotations

from typing import Protocol

from assay.model.authorization_request import PendingAuthorizationRequest


class AuthorizationRequests(Protocol):
    """Reads pending authorization requests."""

    async def find(self, handle_hash: bytes) -> PendingAuthorizationRequest | None:
        """The pending request whose handle has this SHA-256, expired or not."""
        ...
