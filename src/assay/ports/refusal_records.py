"""The private records behind refusal ids."""

from __future__ import annotations

from typing import Protocol

from assay.model.refusal_record import RefusalRecord


class RefusalRecords(Protocol):
    """Keeps refusal records: written behind, in batches; readable within 250 ms; at most a second lost in a crash."""

    def put(self, record: RefusalRecord) -> None:
        """Take a record, or a newer state of one with the same id. Never blocks, never raises."""
        ...

    async def find(self, refusal_id: str) -> RefusalRecord | None:
        """The record with this id, those not yet written included."""
        ...
