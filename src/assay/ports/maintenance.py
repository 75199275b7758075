"""The upkeep of a store."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from typing import Protocol


class Maintenance(Protocol):
    """Purging, work that one process does at a time, readiness and closing."""

    async def purge(self, now: int, limit: int) -> int:
        """Delete at most `limit` rows that nothing needs any more; the number deleted."""
        ...

    def alone(self, work: str) -> AbstractAsyncContextManager[None]:
        """While it is open, nobody else who serves from this store, here or in another process, is in one of the same name.

        Waits for its turn; raises `StorageUnavailable` when that does not come.
        """
        ...

    async def ready(self) -> str | None:
        """None when the store can be read and written and its migrations are current, else what is wrong."""
        ...

    def dropped(self) -> int:
        """How many noted events and refusal records were let go so far because a buffer was full."""
        ...

    async def close(self) -> None:
        """Write what is behind and let go of the store."""
        ...
