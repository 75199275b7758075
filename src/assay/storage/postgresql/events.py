"""The table `events`: append-only, numbered in commit order by the batch that appends (`batch.py`)."""

from __future__ import annotations

from itertools import count

from assay.model.event import Event
from assay.storage.postgresql.reader import Reader
from assay.storage.postgresql.records import Records
from assay.storage.postgresql.steps import Step
from assay.storage.postgresql.write_behind import WriteBehind

EVENTS = Records("events", Event, "sequence")
_READ = EVENTS.select("AND sequence > $2 ORDER BY sequence LIMIT $3")
_NEWEST = EVENTS.select("ORDER BY sequence DESC LIMIT 1")
_READ_OF = EVENTS.select("AND subject = $2 AND sequence < $3 ORDER BY sequence DESC LIMIT $4")
_AFTER_ALL = 2**63 - 1

RECORD = Step("", written=lambda effect: EVENTS.written(effect.event))


class PostgresqlEvents:
    """`ports.events.Events`."""

    def __init__(self, reader: Reader, behind: WriteBehind[int, Event]) -> None:
        self._reader = reader
        self._behind = behind
        self._noted = count()

    def note(self, event: Event) -> None:
        """See the port."""
        self._behind.put(next(self._noted), event)

    async def read(self, after: int, limit: int) -> tuple[Event, ...]:
        """See the port. Only durable events have a sequence."""
        return tuple(map(EVENTS.record, await self._reader.all(_READ, after, limit)))

    async def read_of(self, subject: str, before: int | None, limit: int) -> tuple[Event, ...]:
        """See the port."""
        below = _AFTER_ALL if before is None else before
        return tuple(map(EVENTS.record, await self._reader.all(_READ_OF, subject, below, limit)))

    async def newest(self) -> Event | None:
        """See the port."""
        row = await self._reader.one(_NEWEST)
        return None if row is None else EVENTS.record(row)
