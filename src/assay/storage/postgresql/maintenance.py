"""The upkeep of a PostgreSQL store: purging in small batches by one process at a time, the readiness probe, closing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from itertools import takewhile
from typing import Any

import asyncpg

from assay.ports.clock import Clock
from assay.ports.store import StoreUnusable
from assay.ports.unit_of_work import StorageUnavailable
from assay.storage.postgresql.connections import Connections, connect
from assay.storage.postgresql.faults import raise_told
from assay.storage.postgresql.migrations import require_current
from assay.storage.postgresql.replicas import Replicas
from assay.storage.postgresql.write_behind import WriteBehind
from assay.storage.postgresql.writer import Writer
from assay.storage.retention import EXPIRING, Retention

# ruff: noqa: S608 - table and column names only

_PROBED_FOR = 1.0
"""Seconds for which an answer of the readiness probe is good, for the probe writes and anybody may call it."""

_PROBE = """
INSERT INTO readiness (issuer_id, written_at) VALUES ($1, $2)
ON CONFLICT (issuer_id) DO UPDATE SET written_at = excluded.written_at
"""
_TURN = 30
"""Seconds that a process waits for another one to finish what only one does at a time."""
_ALONE = "SELECT pg_advisory_lock(hashtextextended($1, 0))"
_PURGE_ALONE = "SELECT pg_try_advisory_xact_lock(hashtextextended('assay purge ' || $1, 0))"
_RAISE_EPOCH = """
UPDATE registry_epochs SET epoch = epoch + 1
WHERE issuer_id = $1 AND EXISTS (SELECT FROM signing_keys WHERE issuer_id = $1 AND retires_at <= $2)
"""


def _delete_until(table: str, key: str, expiry: str) -> str:
    """Delete the rows that expired first. Parameters: the issuer, the latest expiry, the most rows.

    What somebody holds is left for the next time: a purge waits for no row, so nobody waits for each other because of it.
    """
    return (
        f"WITH expired AS MATERIALIZED (SELECT {key} FROM {table} WHERE issuer_id = $1 AND {expiry} <= $2 "
        f"ORDER BY {expiry}, {key} LIMIT $3 FOR UPDATE SKIP LOCKED) "
        f"DELETE FROM {table} WHERE issuer_id = $1 AND ({key}) IN (SELECT {key} FROM expired)"
    )


# The newest block stays: the next one begins after it.
_STATUS_BLOCKS = """
DELETE FROM status_blocks WHERE issuer_id = $1 AND first IN (
    SELECT first FROM status_blocks WHERE issuer_id = $1 AND expires_at <= $2
    AND first < (SELECT max(first) FROM status_blocks WHERE issuer_id = $1) ORDER BY expires_at, first LIMIT $3
)
"""
_EXPIRING = tuple((one, _delete_until(one.table, one.key, one.expiry)) for one in EXPIRING)
_KEYS = next(one for one in EXPIRING if one.table == "signing_keys")
_RECORDS = _delete_until("refusal_records", "refusal_id", "at")
_SURPLUS = "SELECT greatest(0, count(*) - $2::bigint) FROM refusal_records WHERE issuer_id = $1"
_RECORDS_OVER = """
WITH oldest AS MATERIALIZED (
    SELECT refusal_id FROM refusal_records WHERE issuer_id = $1
    ORDER BY at, refusal_id LIMIT least($2::bigint, $3::bigint) FOR UPDATE SKIP LOCKED
)
DELETE FROM refusal_records WHERE issuer_id = $1 AND refusal_id IN (SELECT refusal_id FROM oldest)
"""
# The stream loses its oldest events and nothing in between; the newest stays.
_OLDEST_EVENTS = """
SELECT sequence, at FROM events
WHERE issuer_id = $1 AND sequence < (SELECT max(sequence) FROM events WHERE issuer_id = $1) ORDER BY sequence LIMIT $2
"""
_DELETE_EVENTS = "DELETE FROM events WHERE issuer_id = $1 AND sequence <= $2"


class PostgresqlMaintenance:
    """`ports.maintenance.Maintenance`."""

    def __init__(
        self,
        connections: Sequence[Connections],
        replicas: Replicas,
        writer: Writer,
        behind: Sequence[WriteBehind[Any, Any]],
        issuer_id: str,
        clock: Clock,
        retention: Retention,
    ) -> None:
        self._connections = connections
        self._replicas = replicas
        self._writer = writer
        self._behind = behind
        self._issuer_id = issuer_id
        self._clock = clock
        self._retention = retention
        self._probed: tuple[float, str | None] = (float("-inf"), None)

    async def purge(self, now: int, limit: int) -> int:
        """See the port. Zero too when another process purges at this moment."""
        await self._writer.settle()  # so that a bound on rows counts those that are on their way
        return await self._connections[0].use(lambda connection: self._purge(connection, now, limit), repeatable=False)

    @asynccontextmanager
    async def alone(self, work: str) -> AsyncIterator[None]:
        """See the port. The lock is that of a connection of its own, so it is free when this process ends however it ends."""
        try:
            connection = await connect(
                self._connections[0].target, lock_timeout=f"{_TURN}s", statement_timeout=f"{_TURN}s"
            )
        except Exception as error:  # noqa: BLE001 - raised again
            raise_told(error)
        try:
            try:
                await connection.execute(_ALONE, f"assay {work} {self._issuer_id}")
            except Exception as error:  # noqa: BLE001 - raised again
                raise_told(error)
            yield
        finally:
            connection.terminate()

    async def ready(self) -> str | None:
        """See the port. Opens every connection that is missing and writes a row, at most once a second."""
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
        if self._writer.closed:
            return
        try:
            await self._writer.drain()
        finally:
            for connections in self._connections:
                await connections.close()
            await self._replicas.close()

    async def _probe(self) -> str | None:
        async def work(connection: asyncpg.Connection[Any]) -> None:
            await require_current(connection)
            await connection.execute(_PROBE, self._issuer_id, int(self._clock()))

        try:
            for connections in self._connections:
                await connections.fill()
            await self._connections[0].use(work, repeatable=True)
        except (StorageUnavailable, StoreUnusable) as error:
            return str(error)
        return None

    async def _purge(self, connection: asyncpg.Connection[Any], now: int, limit: int) -> int:
        keep = self._retention
        async with connection.transaction():
            if not await connection.fetchval(_PURGE_ALONE, self._issuer_id):
                return 0
            await connection.execute(_RAISE_EPOCH, self._issuer_id, now - _KEYS.kept(keep))  # locked first, as by all
            surplus = await connection.fetchval(_SURPLUS, self._issuer_id, keep.max_refusal_records)
            left = limit
            for sql, bound in (
                *((sql, now - one.kept(keep)) for one, sql in _EXPIRING),
                (_STATUS_BLOCKS, now),
                (_RECORDS_OVER, surplus),
                (_RECORDS, now - keep.refusal_records),
            ):
                if left > 0:
                    left -= await _count(connection, sql, self._issuer_id, bound, left)
            oldest = await connection.fetch(_OLDEST_EVENTS, self._issuer_id, left)
            expired = [row["sequence"] for row in takewhile(lambda row: row["at"] <= now - keep.events, oldest)]
            if expired:
                left -= await _count(connection, _DELETE_EVENTS, self._issuer_id, expired[-1])
        return limit - left


async def _count(connection: asyncpg.Connection[Any], sql: str, *parameters: Any) -> int:
    """How many rows a DELETE took."""
    return int((await connection.execute(sql, *parameters)).rpartition(" ")[2])
