"""The table `events`: append-only, numbered in commit order."""

from __future__ import annotations

import sqlite3
from itertools import count

from assay.model.effects import RecordEvent
from assay.model.event import Event
from assay.storage.sqlite.reader import Reader
from assay.storage.sqlite.records import Records
from assay.storage.sqlite.write_behind import WriteBehind

EVENTS = Records("events", Event, "sequence")
# Numbered under the write lock, so in commit order. The newest event is never purged, so no number comes twice.
_APPEND = """
INSERT INTO events (issuer_id, sequence, type, at, client_id, subject, grant_id, reason, refusal_id, detail)
VALUES (?1, (SELECT coalesce(max(sequence), 0) + 1 FROM events WHERE issuer_id = ?1), ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
"""
_READ = EVENTS.select("AND sequence > ? ORDER BY sequence LIMIT ?")
_NEWEST = EVENTS.select("ORDER BY sequence DESC LIMIT 1")
_READ_OF = EVENTS.select("AND subject = ? AND sequence < ? ORDER BY sequence DESC LIMIT ?")
_AFTER_ALL = 2**63 - 1


class SqliteEvents:
    """`ports.events.Events`."""

    def __init__(self, reader: Reader, issuer_id: str, behind: WriteBehind[int, Event]) -> None:
        self._reader = reader
        self._issuer_id = issuer_id
        self._behind = behind
        self._noted = count()

    def note(self, event: Event) -> None:
        """See the port."""
        self._behind.put(next(self._noted), event)

    async def newest(self) -> Event | None:
        """See the port."""
        row = await self._reader.one(_NEWEST, (self._issuer_id,))
        return None if row is None else EVENTS.record(row)

    async def read(self, after: int, limit: int) -> tuple[Event, ...]:
        """See the port. Only durable events have a sequence."""
        return tuple(map(EVENTS.record, await self._reader.all(_READ, (self._issuer_id, after, limit))))

    async def read_of(self, subject: str, before: int | None, limit: int) -> tuple[Event, ...]:
        """See the port."""
        below = _AFTER_ALL if before is None else before
        return tuple(map(EVENTS.record, await self._reader.all(_READ_OF, (self._issuer_id, subject, below, limit))))


def append_event(connection: sqlite3.Connection, issuer_id: str, event: Event) -> None:
    """Append one event with the next sequence."""
    connection.execute(_APPEND, (issuer_id, *EVENTS.row(event)[:-1]))  # its sequence comes last


def record_event(connection: sqlite3.Connection, issuer_id: str, effect: RecordEvent) -> bool:
    """Apply the effect; never a conflict."""
    append_event(connection, issuer_id, effect.event)
    return True
