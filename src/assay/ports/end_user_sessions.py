"""End-user sessions."""

from __future__ import annotations

from typing import Protocol

from assay.model.end_user import EndUserSession


class EndUserSessions(Protocol):
    """Reads end-user sessions."""

    async def find(self, session_hash: bytes) -> EndUserSession | None:
        """The session whose cookie has this SHA-256, ended or not."""
        ...
