"""End-users."""

from __future__ import annotations

from typing import Protocol

from assay.model.end_user import EndUser


class EndUsers(Protocol):
    """Reads end-users."""

    async def find(self, subject: str) -> EndUser | None:
        """The end-user with this subject, disabled or not."""
        ...

    async def find_by_username(self, username: str) -> EndUser | None:
        """The end-user with this (folded) username, disabled or not."""
        ...

    async def page(self, after: EndUser | None, limit: int) -> tuple[EndUser, ...]:
        """End-users, oldest first: those that follow this one (None for the first ones), at most `limit`."""
        ...
