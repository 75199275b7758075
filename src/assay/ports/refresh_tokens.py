"""Refresh token families."""

from __future__ import annotations

from typing import Protocol

from assay.model.refresh_token import RefreshTokenFamily


class RefreshTokens(Protocol):
    """Reads refresh token families."""

    async def find(self, family_id: bytes) -> RefreshTokenFamily | None:
        """The family with this id, revoked or expired ones included while they are remembered."""
        ...
