"""All tables of a PostgreSQL database in one transaction, for copying (`storage.copying.WholeTables`)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

import asyncpg

from assay.ports.store import StoreUnusable
from assay.storage.copying import OF_THE_BACKEND, Row
from assay.storage.postgresql.connections import SCHEMA, connect_or_unusable
from assay.storage.postgresql.faults import unusable
from assay.storage.postgresql.migrations import require_current
from assay.storage.postgresql.target import PostgresqlTarget

# ruff: noqa: S608 - names of tables and columns, read from the schema itself

_COLUMNS = """
SELECT table_name, column_name, data_type FROM information_schema.columns AS one
WHERE table_schema = $1 AND EXISTS (
    SELECT 1 FROM information_schema.columns
    WHERE table_schema = one.table_schema AND table_name = one.table_name AND column_name = 'issuer_id'
)
"""
_STREAM = """
INSERT INTO event_streams (issuer_id, last_sequence)
SELECT $1, coalesce(max(sequence), 0) FROM events WHERE issuer_id = $1
ON CONFLICT (issuer_id) DO UPDATE SET last_sequence = excluded.last_sequence
"""
_EPOCH = """
INSERT INTO registry_epochs AS held (issuer_id, epoch) VALUES ($1, 1)
ON CONFLICT (issuer_id) DO UPDATE SET epoch = held.epoch + 1
"""


class PostgresqlWholeTables:
    """See the protocol. A boolean is told as SQLite keeps it: 0 or 1."""

    def __init__(self, connection: asyncpg.Connection[Any], issuer_id: str) -> None:
        self._connection = connection
        self._issuer_id = issuer_id
        self._booleans: dict[str, frozenset[str]] = {}

    async def tables(self) -> Mapping[str, tuple[str, ...]]:
        """See the protocol."""
        found: dict[str, list[str]] = {}
        booleans: dict[str, set[str]] = {}
        for table, column, kind in await self._connection.fetch(_COLUMNS, SCHEMA):
            if table not in OF_THE_BACKEND and column != "issuer_id":
                found.setdefault(table, []).append(column)
                if kind == "boolean":
                    booleans.setdefault(table, set()).add(column)
        self._booleans = {table: frozenset(names) for table, names in booleans.items()}
        return {table: tuple(sorted(found[table])) for table in sorted(found)}

    async def rows(self, table: str, columns: Sequence[str]) -> AsyncIterator[Row]:
        """See the protocol."""
        sql = f"SELECT {', '.join(columns)} FROM {table} WHERE issuer_id = $1"
        async for row in self._connection.cursor(sql, self._issuer_id, prefetch=1000):
            yield tuple(int(value) if value is True or value is False else value for value in row)

    async def insert(self, table: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
        """See the protocol."""
        booleans = self._booleans.get(table, frozenset())
        places = [place for place, column in enumerate(columns, 1) if column in booleans]
        records = []
        for row in rows:
            record = [self._issuer_id, *row]
            for place in places:
                record[place] = bool(record[place])
            records.append(tuple(record))
        try:
            await self._connection.copy_records_to_table(
                table, schema_name=SCHEMA, columns=("issuer_id", *columns), records=records
            )
        except (asyncpg.DataError, UnicodeEncodeError) as error:
            raise StoreUnusable(
                f"a row of {table} holds a text that PostgreSQL cannot hold (a zero byte): nothing was copied"
            ) from error

    async def commit(self) -> None:
        """See the protocol."""
        await self._connection.execute(_STREAM, self._issuer_id)
        await self._connection.execute(_EPOCH, self._issuer_id)
        await self._connection.execute("COMMIT")


@asynccontextmanager
async def whole_postgresql(target: PostgresqlTarget, *, issuer_id: str) -> AsyncIterator[PostgresqlWholeTables]:
    """Open the database, which must be up to date. Raises `StoreUnusable`.

    What was not committed is taken back at the end; what others commit meanwhile is not seen.
    """
    connection = await connect_or_unusable(target, statement_timeout="0", lock_timeout="10s")
    try:
        with unusable():
            await require_current(connection)
            await connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
            yield PostgresqlWholeTables(connection, issuer_id)
    finally:
        connection.terminate()
