"""Signing keys and server secrets, sealed."""

from __future__ import annotations

from typing import Protocol

from assay.model.signing_key import ServerSecret, SigningKey


class SigningKeys(Protocol):
    """Reads signing keys and server secrets. A change committed by any process is seen by the next call."""

    async def list_all(self) -> tuple[SigningKey, ...]:
        """All signing keys that are not purged, oldest first."""
        ...

    def held(self) -> tuple[tuple[SigningKey, ...], float] | None:
        """What `list_all` has last told, for when the store does not answer, without asking it; and for how many seconds
        nobody knows any more whether it still is so.

        None when nothing was told, or when anything is known to have changed since.
        """
        ...

    async def secret(self, purpose: str) -> ServerSecret | None:
        """The server secret for a purpose."""
        ...
