"""The upkeep of a SQLite store: purging in small batches, the readiness probe, closing."""

from __future__ import annotations

import asyncio
import sqlite3
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from itertools import takewhile
from pathlib import Path
from typing import Any

from assay.ports.clock import Clock
from assay.ports.store import StoreUnusable
from assay.ports.unit_of_work import StorageUnavailable
from assay.storage.retention import EXPIRING, Retention
from assay.storage.sqlite.faults import seen
from assay.storage.sqlite.migrations import known_migrations, pending
from assay.storage.sqlite.registry_cache import RegistryCache
from assay.storage.sqlite.statements import delete_until
from assay.storage.sqlite.write_behind import WriteBehind
from assay.storage.sqlite.writer import Writer

_PROBED_FOR = 1.0
"""Seconds for which an answer of the readiness probe is good, for the probe writes and anybody may call it."""

_PROBE = "INSERT OR REPLACE INTO readiness (issuer_id, written_at) VALUES (?, ?)"
_SURPLUS = "SELECT max(0, count(*) - ?) FROM refusal_records WHERE issuer_id = ?"


# The newest block stays: the next one begins after it.
_STATUS_BLOCKS = """
DELETE FROM status_blocks WHERE issuer_id = ?1 AND first IN (
    SELECT first FROM status_blocks WHERE issuer_id = ?1 AND expires_at <= ?2
    AND first < (SELECT max(first) FROM status_blocks WHERE issuer_id = ?1) ORDER BY expires_at, first LIMIT ?3
)
"""
_EXPIRING = tuple((one, delete_until(one.table, one.key, one.expiry)) for one in EXPIRING)
_RECORDS = delete_until("refusal_records", "refusal_id", "at")
# The stream loses its oldest events and nothing in between; the newest stays, for the next one is numbered after it.
_OLDEST_EVENTS = """
SELECT sequence, at FROM events
WHERE issuer_id = ?1 AND sequence < (SELECT max(sequence) FROM events WHERE issuer_id = ?1) ORDER BY sequence LIMIT ?2
"""
_DELETE_EVENTS = "DELETE FROM events WHERE issuer_id = ? AND sequence <= ?"
_RECORDS_OVER = """
DELETE FROM refusal_records WHERE (issuer_id, refusal_id) IN
    (SELECT issuer_id, refusal_id FROM refusal_records WHERE issuer_id = ?1 ORDER BY at, refusal_id LIMIT min(?2, ?3))
"""


class SqliteMaintenance:
    """`ports.maintenance.Maintenance`."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        writer: Writer,
        cache: RegistryCache,
        behind: Sequence[WriteBehind[Any, Any]],
        issuer_id: str,
        clock: Clock,
        retention: Retention,
    ) -> None:
        self._connection = connection
        self._writer = writer
        self._cache = cache
        self._behind = behind
        self._issuer_id = issuer_id
        self._clock = clock
        self._retention = retention
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._probed: tuple[float, str | None] = (float("-inf"), None)
        self._path = Path(connection.execute("PRAGMA database_list").fetchone()[2])
        self._file = _file_at(self._path)

    async def purge(self, now: int, limit: int) -> int:
        """See the port. One call is one short transaction: ask for a few hundred rows, and again while it finds that many."""
        return await self._writer.run(lambda connection: self._purge(connection, now, limit))

    @asynccontextmanager
    async def alone(self, work: str) -> AsyncIterator[None]:
        """See the port. A lock of this process suffices: one process serves from a file."""
        async with self._turns[work]:
            yield

    async def ready(self) -> str | None:
        """See the port. Writes a row at most once a second."""
        now = asyncio.get_running_loop().time()
        probed_at, answer = self._probed
        if now - probed_at >= _PROBED_FOR:
            answer = await self._probe()
            self._probed = (now, answer)
        return answer

    def dropped(self) -> int:
        """See the port."""
        return sum(buffer.dropped for buffer in self._behind)

    async def close(self) -> None:
        """See the port. Raises `StorageUnavailable` when what was behind could not be written."""
        if self._writer.closed_because is not None:
            return
        try:
            await self._writer.drain()
        finally:
            self._writer.closed_because = "the store is closed"
            self._connection.close()

    async def _probe(self) -> str | None:
        if _file_at(self._path) != self._file:
            # SQLite goes on with the file that it opened, and what it writes there is gone when the server ends.
            return "the database file was moved, replaced or removed: put it back or restart the server"
        try:
            missing = pending(self._connection, known_migrations())
            await self._writer.run(lambda connection: connection.execute(_PROBE, (self._issuer_id, int(self._clock()))))
        except (StorageUnavailable, StoreUnusable) as error:
            return str(error)
        except sqlite3.Error as error:
            return seen(error) or str(error)
        return f"migration {missing[0].name} is missing" if missing else None

    def _purge(self, connection: sqlite3.Connection, now: int, limit: int) -> int:
        keep = self._retention
        surplus = connection.execute(_SURPLUS, (keep.max_refusal_records, self._issuer_id)).fetchone()[0]
        left = limit
        for sql, bound in (
            *((sql, now - one.kept(keep)) for one, sql in _EXPIRING),
            (_STATUS_BLOCKS, now),
            (_RECORDS_OVER, surplus),
            (_RECORDS, now - keep.refusal_records),
        ):
            if left > 0:
                left -= connection.execute(sql, (self._issuer_id, bound, left)).rowcount
        left -= self._purge_events(connection, now - keep.events, left)
        self._cache.clear()
        return limit - left

    def _purge_events(self, connection: sqlite3.Connection, bound: int, limit: int) -> int:
        oldest = connection.execute(_OLDEST_EVENTS, (self._issuer_id, limit))
        expired = [sequence for sequence, _ in takewhile(lambda event: event[1] <= bound, oldest)]
        return connection.execute(_DELETE_EVENTS, (self._issuer_id, expired[-1])).rowcount if expired else 0


def _file_at(path: Path) -> tuple[int, int] | None:
    """Which file is at a path now, by device and inode."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
