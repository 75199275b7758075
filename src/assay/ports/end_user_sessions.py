"""End-user sessions."""

from __future__ import annotations

from typing import Protocol

from assay.model.end_user import EndUserSession, SessionUse


class EndUserSessions(Protocol):
    """Reads end-user sessions, and notes their use."""

    async def find(self, cookie_hash: bytes) -> EndUserSession | None:
        """The session whose present or previous cookie has this SHA-256, ended or not."""
        ...

    async def find_by_id(self, session_id: str) -> EndUserSession | None:
        """The session with this `sid`, ended or not."""
        ...

    async def list_of(self, subject: str) -> tuple[EndUserSession, ...]:
        """The sessions of an end-user that were not ended, the newest first; those that ran out are among them."""
        ...

    async def clients_of(self, session_id: str) -> tuple[str, ...]:
        """The clients that a session signed in to, in the order of their ids."""
        ...

    def note_use(self, use: SessionUse) -> None:
        """Take note of a use; it is durable within a second. Never blocks, never raises."""
        ...
