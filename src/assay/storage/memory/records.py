"""The event stream and the refusal records in memory."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice

from assay.model.effects import RecordEvent
from assay.model.event import Event
from assay.model.refusal_record import RefusalRecord
from assay.storage.memory.tables import Tables, Transaction


class MemoryEvents:
    """`ports.events.Events`."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def note(self, event: Event) -> None:
        """See the port."""
        record_event(Transaction(self._tables), RecordEvent(event))

    async def newest(self) -> Event | None:
        """See the port."""
        return next(reversed(self._tables.events.values()), None)

    async def read(self, after: int, limit: int) -> tuple[Event, ...]:
        """See the port."""
        return tuple(islice((event for event in self._tables.events.values() if event.sequence > after), limit))

    async def read_of(self, subject: str, before: int | None, limit: int) -> tuple[Event, ...]:
        """See the port."""
        newest_first = reversed(self._tables.events.values())
        found = (one for one in newest_first if one.subject == subject and (before is None or one.sequence < before))
        return tuple(islice(found, limit))


class MemoryRefusalRecords:
    """`ports.refusal_records.RefusalRecords`."""

    def __init__(self, tables: Tables) -> None:
        self._rows = tables.refusal_records

    def put(self, record: RefusalRecord) -> None:
        """See the port."""
        self._rows[record.refusal_id] = record

    async def find(self, refusal_id: str) -> RefusalRecord | None:
        """See the port."""
        return self._rows.get(refusal_id)


def record_event(transaction: Transaction, effect: RecordEvent) -> bool:
    """Apply the effect; never a conflict. The newest event is never purged, so no sequence comes twice."""
    rows = transaction.tables.events
    sequence = next(reversed(rows), 0) + 1
    transaction.put(rows, sequence, replace(effect.event, sequence=sequence))
    return True
