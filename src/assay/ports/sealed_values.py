"""Values that are stored sealed, for a change of the key-encryption key."""

from __future__ import annotations

from typing import Protocol

from assay.model.sealed_value import SealedColumn, SealedValue


class SealedValues(Protocol):
    """Reads sealed values, page by page."""

    async def page(self, column: SealedColumn, after: str, limit: int) -> tuple[SealedValue, ...]:
        """At most `limit` values of a column whose row id is above `after`, in the order of their row ids' bytes."""
        ...
