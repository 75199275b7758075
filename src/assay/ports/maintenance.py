"""The upkeep of a store."""

from __future__ import annotations

from typing import Protocol


class Maintenance(Protocol):
    """Purging, readiness and closing."""

    async def purge(self, now: int, limit: int) -> int:
        """Delete at most `limit` rows that nothing needs any more; the number deleted."""
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
