"""Brings the schema up to date: numbered SQL files, each applied once and in one transaction.

An interrupted migration leaves nothing behind and is run again at the next opening. A file that was changed after it
had been applied is refused, for then nobody knows what the tables look like.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence

from assay.ports.store import StoreUnusable
from assay.storage.migration import Migration, migrations_of

APPLICATION_ID = 0x41535359
"""`ASSY` in the header of the file, so that a database of something else is never taken for ours."""

_LEDGER = """
CREATE TABLE IF NOT EXISTS schema_migrations (
    number     INTEGER NOT NULL PRIMARY KEY,
    name       TEXT    NOT NULL,
    sha256     TEXT    NOT NULL,
    applied_at INTEGER NOT NULL
) STRICT
"""


def known_migrations() -> tuple[Migration, ...]:
    """The migrations of this version, in order."""
    return migrations_of(__package__)


def migrate(connection: sqlite3.Connection, migrations: Sequence[Migration], now: int) -> None:
    """Apply what is missing. Raises `StoreUnusable` when the database is not ours or not of this line of versions."""
    if not pending(connection, migrations):
        return
    for migration in migrations:
        with _exclusively(connection):
            # Looked up again under the lock: another process may have been faster.
            if migration in pending(connection, migrations):
                _apply(connection, migration, now)


def require_current(connection: sqlite3.Connection) -> None:
    """Raises `StoreUnusable` when a migration is missing, and as `migrate` does."""
    missing = pending(connection, known_migrations())
    if missing:
        raise StoreUnusable(f"the database lacks migration {missing[0].name}: bring it up to date with `assay migrate`")


def pending(connection: sqlite3.Connection, migrations: Sequence[Migration]) -> list[Migration]:
    """The migrations that the database has not had. Raises `StoreUnusable` as `migrate` does."""
    applied = _applied(connection)
    for number, (name, checksum) in applied.items():
        if number > len(migrations):
            raise StoreUnusable(
                f"the database has migration {name}, which this version does not know: a newer version made it, use that"
            )
        migrations[number - 1].require_unchanged(checksum)
    return [migration for migration in migrations if migration.number not in applied]


def _applied(connection: sqlite3.Connection) -> dict[int, tuple[str, str]]:
    application_id = connection.execute("PRAGMA application_id").fetchone()[0]
    if application_id == APPLICATION_ID:
        rows = connection.execute("SELECT number, name, sha256 FROM schema_migrations ORDER BY number")
        return {number: (name, checksum) for number, name, checksum in rows}
    if application_id != 0 or connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]:
        raise StoreUnusable("the file is a database of something else: choose another path")
    return {}


def _apply(connection: sqlite3.Connection, migration: Migration, now: int) -> None:
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(_LEDGER)
    for statement in _statements(migration.sql):
        connection.execute(statement)
    connection.execute(
        "INSERT INTO schema_migrations (number, name, sha256, applied_at) VALUES (?, ?, ?, ?)",
        (migration.number, migration.name, migration.checksum, now),
    )


def _statements(sql: str) -> Iterator[str]:
    # `executescript` would commit before it begins; a migration is one transaction.
    statement = ""
    for line in sql.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


class _exclusively:  # noqa: N801 - reads as a statement: with _exclusively(connection)
    """One write transaction around a block: committed at its end, taken back when it raises."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def __enter__(self) -> None:
        self._connection.execute("BEGIN IMMEDIATE")

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if self._connection.in_transaction:  # SQLite ends it by itself on some errors
            self._connection.execute("COMMIT" if kind is None else "ROLLBACK")
