"""Brings the schema up to date: numbered SQL files, each applied once and in one transaction, under one advisory lock.

A file whose first line is `-- contract` takes something away that processes of the version before still need; every other
one only expands. So a process accepts a newer database as long as all that it does not know only expands.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import asyncpg

from assay.ports.store import StoreUnusable
from assay.storage.migration import Migration, migrations_of
from assay.storage.postgresql.connections import SCHEMA, connect_or_unusable
from assay.storage.postgresql.faults import unusable
from assay.storage.postgresql.target import PostgresqlTarget

_LOCK = 0x41535359_4D494752
"""The advisory lock of migrations: `ASSYMIGR`."""

_LOCK_WAIT_MS = 150
"""Milliseconds that a migration waits for a table, below a quarter of the patience of whoever serves."""
_PAUSE = 1.0
"""Seconds between two tries, in which the others come by."""
_MOST_TRIES = 600

# ruff: noqa: S608 - the schema's name is a constant
_LEDGER = f"""
CREATE TABLE IF NOT EXISTS {SCHEMA}.schema_migrations (
    number     integer NOT NULL PRIMARY KEY,
    name       text    NOT NULL,
    kind       text    NOT NULL,
    sha256     text    NOT NULL,
    applied_at bigint  NOT NULL
)
"""
_APPLIED = f"SELECT number, name, kind, sha256 FROM {SCHEMA}.schema_migrations ORDER BY number"
_RECORD = f"INSERT INTO {SCHEMA}.schema_migrations (number, name, kind, sha256, applied_at) VALUES ($1, $2, $3, $4, $5)"


def known_migrations() -> tuple[Migration, ...]:
    """The migrations of this version, in order."""
    return migrations_of(__package__)


async def migrate(
    connection: asyncpg.Connection[Any], migrations: Sequence[Migration], now: int
) -> tuple[Migration, ...]:
    """Apply what is missing; what was applied. Waits for another process that migrates.

    Raises `StoreUnusable` when the database is not of this line of versions.
    """
    await connection.execute("SELECT pg_advisory_lock($1)", _LOCK)
    try:
        await connection.execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
        await connection.execute(_LEDGER)
        missing = await pending(connection, migrations)
        for migration in missing:
            await _apply(connection, migration, now)
        return missing
    finally:
        if not connection.is_closed():
            await connection.execute("SELECT pg_advisory_unlock($1)", _LOCK)


async def _apply(connection: asyncpg.Connection[Any], migration: Migration, now: int) -> None:
    # Whoever waits for a table makes everybody wait who comes later, behind a backup for as long as that takes. So it waits
    # for a moment only, lets the others by, and comes again.
    for _ in range(_MOST_TRIES):
        try:
            async with connection.transaction():
                await connection.execute(f"SET LOCAL lock_timeout = {_LOCK_WAIT_MS}")
                await connection.execute(migration.sql)
                await connection.execute(
                    _RECORD, migration.number, migration.name, migration.kind, migration.checksum, now
                )
        except (asyncpg.LockNotAvailableError, asyncpg.DeadlockDetectedError):
            await asyncio.sleep(_PAUSE)
        else:
            return
    raise StoreUnusable(
        f"migration {migration.name} was not applied, for others kept its tables all the time: end what has read them for "
        "long (a backup?) and run `assay migrate` again"
    )


async def pending(connection: asyncpg.Connection[Any], migrations: Sequence[Migration]) -> tuple[Migration, ...]:
    """The migrations that the database has not had. Raises `StoreUnusable` as `migrate` does."""
    try:
        applied = {row["number"]: row for row in await connection.fetch(_APPLIED)}
    except (asyncpg.UndefinedTableError, asyncpg.InvalidSchemaNameError):
        return tuple(migrations)
    for number, row in applied.items():
        if number > len(migrations):
            if row["kind"] != "expand":
                raise StoreUnusable(
                    f"the database has migration {row['name']}, which takes away what this version needs: use a newer one"
                )
            continue
        migrations[number - 1].require_unchanged(row["sha256"])
    return tuple(migration for migration in migrations if migration.number not in applied)


async def require_current(connection: asyncpg.Connection[Any]) -> None:
    """Raises `StoreUnusable` when the database lacks a migration or has outgrown this version."""
    missing = await pending(connection, known_migrations())
    if missing:
        raise StoreUnusable(f"the database lacks migration {missing[0].name}: run `assay migrate`")


async def migrate_database(target: PostgresqlTarget, now: int) -> tuple[str, ...]:
    """Apply what is missing to a database; the names of what was applied.

    Raises `StoreUnusable`, also when the database cannot be reached.
    """
    connection = await connect_or_unusable(target, lock_timeout="0", statement_timeout="0")
    try:
        with unusable():
            return tuple(migration.name for migration in await migrate(connection, known_migrations(), now))
    finally:
        await connection.close()
