"""Reservations of status indexes, and everything that status lists have to tell."""

from __future__ import annotations

from typing import Protocol

from assay.model.status_block import RevokedStatuses


class TokenStatuses(Protocol):
    """Reads what status lists are made of. Never cached."""

    async def end(self) -> int:
        """The first index that nobody has reserved yet; a new block begins there."""
        ...

    async def revoked(self, now: int, since: int) -> RevokedStatuses:
        """What was revoked and may still be presented: tokens issued before `since` have expired."""
        ...
