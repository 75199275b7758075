"""The one way to write."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from assay.model.effects import Committed, Conflict, Effect


class UnitOfWork(Protocol):
    """Applies all effects of a decision, or none of them."""

    async def commit(self, effects: Sequence[Effect]) -> Committed | Conflict:
        """Return only when the effects are durable, or when one of them lost a race and nothing was written.

        Raises `StorageUnavailable` when it is not known to be durable (disk full, lock not had in time).
        """
        ...


class StorageUnavailable(Exception):
    """The store cannot answer now; the caller gets 503 and may retry after `retry_after` seconds."""

    def __init__(self, message: str, retry_after: int = 1) -> None:
        super().__init__(message)
        self.retry_after = retry_after
