"""Slow hashing of passwords, off the event loop and bounded."""

from __future__ import annotations

from typing import Protocol


class PasswordHasher(Protocol):
    """Argon2id with a bounded queue."""

    async def hash(self, password: str) -> str:
        """A PHC string. Raises `HasherBusy` when the queue is full."""
        ...

    async def matches(self, password: str, phc: str | None) -> bool:
        """Whether the password fits; with None the same work is done and the answer is no. Raises `HasherBusy`."""
        ...


class HasherBusy(Exception):
    """Too many sign-ins wait already; the caller gets 503."""
