"""All tables of a SQLite file in one transaction, for copying (`storage.copying.WholeTables`)."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from assay.storage.copying import OF_THE_BACKEND, Row
from assay.storage.sqlite.connection import connect, opening
from assay.storage.sqlite.migrations import known_migrations, migrate, require_current

# ruff: noqa: S608 - names of tables and columns, read from the schema itself

_TABLES = """
SELECT m.name, c.name FROM sqlite_schema AS m JOIN pragma_table_info(m.name) AS c
WHERE m.type = 'table' AND EXISTS (SELECT 1 FROM pragma_table_info(m.name) WHERE name = 'issuer_id')
"""


class SqliteWholeTables:
    """See the protocol."""

    def __init__(self, connection: sqlite3.Connection, issuer_id: str) -> None:
        self._connection = connection
        self._issuer_id = issuer_id

    async def tables(self) -> Mapping[str, tuple[str, ...]]:
        """See the protocol."""
        found: dict[str, list[str]] = {}
        for table, column in self._connection.execute(_TABLES):
            if table not in OF_THE_BACKEND and column != "issuer_id":
                found.setdefault(table, []).append(column)
        return {table: tuple(sorted(found[table])) for table in sorted(found)}

    async def rows(self, table: str, columns: Sequence[str]) -> AsyncIterator[Row]:
        """See the protocol."""
        for row in self._connection.execute(
            f"SELECT {', '.join(columns)} FROM {table} WHERE issuer_id = ?", (self._issuer_id,)
        ):
            yield row

    async def insert(self, table: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
        """See the protocol."""
        marks = ", ".join("?" * (len(columns) + 1))
        self._connection.executemany(
            f"INSERT INTO {table} (issuer_id, {', '.join(columns)}) VALUES ({marks})",
            [(self._issuer_id, *row) for row in rows],
        )

    async def commit(self) -> None:
        """See the protocol."""
        self._connection.execute("COMMIT")


@asynccontextmanager
async def whole_sqlite(path: Path, *, issuer_id: str, now: int, make: bool) -> AsyncIterator[SqliteWholeTables]:
    """Open the file, its schema brought up to date; with `make` also where there is none. Raises `StoreUnusable`.

    What was not committed is taken back at the end.
    """
    connection = connect(path, create=make)
    try:
        opening(path, lambda: migrate(connection, known_migrations(), now))
        opening(path, lambda: connection.execute("BEGIN IMMEDIATE"))
        yield SqliteWholeTables(connection, issuer_id)
    finally:
        connection.close()


@asynccontextmanager
async def whole_sqlite_for_reading(path: Path, *, issuer_id: str) -> AsyncIterator[SqliteWholeTables]:
    """Open the existing file of exactly this version as of one moment; a server that serves from it goes on writing.

    Raises `StoreUnusable`.
    """
    connection = connect(path, create=False)
    try:
        opening(path, lambda: require_current(connection))
        opening(path, lambda: connection.execute("PRAGMA query_only = ON"))
        opening(path, lambda: connection.execute("BEGIN"))
        opening(path, lambda: connection.execute("SELECT 1 FROM sqlite_schema").fetchone())  # the moment
        yield SqliteWholeTables(connection, issuer_id)
    finally:
        connection.close()
