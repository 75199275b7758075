from __future__ import annotations

import os
import signal
import sqlite3
from dataclasses import replace

import pytest

from assay.ports.store import StoreUnusable
from assay.storage.migration import Migration
from assay.storage.sqlite import open_sqlite, open_sqlite_for_reading
from assay.storage.sqlite.migrations import known_migrations, migrate, pending

FIRST = Migration(
    1,
    "0001_first",
    "CREATE TABLE one (x TEXT) STRICT;\n-- a comment; with a semicolon\nCREATE TABLE two (y TEXT) STRICT;\n",
)
SECOND = Migration(2, "0002_second", "ALTER TABLE one ADD COLUMN z TEXT;\nINSERT INTO two VALUES ('moved');\n")


@pytest.fixture
def connection(tmp_path):
    connection = sqlite3.connect(tmp_path / "x.db", isolation_level=None)
    yield connection
    connection.close()


def tables(connection):
    return {row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}


def test_the_known_migrations_are_numbered_from_one_without_a_gap():
    migrations = known_migrations()
    assert [migration.number for migration in migrations] == list(range(1, len(migrations) + 1))
    assert migrations[0].name == "0001_initial"


def test_what_is_missing_is_applied_in_order_and_once(connection):
    migrate(connection, [FIRST], now=5)
    assert pending(connection, [FIRST, SECOND]) == [SECOND]
    migrate(connection, [FIRST, SECOND], now=6)
    migrate(connection, [FIRST, SECOND], now=7)
    assert connection.execute("SELECT * FROM two").fetchall() == [("moved",)]
    ledger = connection.execute("SELECT number, name, sha256, applied_at FROM schema_migrations").fetchall()
    assert ledger == [(1, "0001_first", FIRST.checksum, 5), (2, "0002_second", SECOND.checksum, 6)]


def test_a_changed_migration_is_refused(connection):
    migrate(connection, [FIRST], now=5)
    with pytest.raises(StoreUnusable, match="an applied migration must never change"):
        migrate(connection, [replace(FIRST, sql=FIRST.sql + " ")], now=6)


def test_a_database_of_a_newer_version_is_refused(connection):
    migrate(connection, [FIRST, SECOND], now=5)
    with pytest.raises(StoreUnusable, match="0002_second, which this version does not know"):
        migrate(connection, [FIRST], now=6)


def test_a_database_of_something_else_is_refused(connection):
    connection.execute("CREATE TABLE customers (name TEXT)")
    with pytest.raises(StoreUnusable, match="a database of something else"):
        migrate(connection, [FIRST], now=5)
    assert tables(connection) == {"customers"}


def test_a_migration_that_fails_leaves_nothing_behind(connection):
    broken = Migration(2, "0002_broken", "CREATE TABLE three (x TEXT);\nCREATE TABLE one (x TEXT);\n")
    with pytest.raises(sqlite3.OperationalError):
        migrate(connection, [FIRST, broken], now=5)
    assert tables(connection) == {"schema_migrations", "one", "two"}
    migrate(connection, [FIRST, SECOND], now=5)


def test_a_file_that_is_no_database_is_refused(database):
    database.write_bytes(b"not a database at all, but long enough to be read as a header of one" * 30)
    database.chmod(0o600)
    with pytest.raises(StoreUnusable, match="damaged"):
        open_sqlite(database, issuer_id="default", clock=lambda: 0.0)


def test_an_unmigrated_file_is_not_opened_for_reading(database):
    sqlite3.connect(database).close()
    database.touch(mode=0o600)
    database.chmod(0o600)
    with pytest.raises(StoreUnusable, match="lacks migration 0001_initial"):
        open_sqlite_for_reading(database, issuer_id="default", clock=lambda: 0.0)
    with pytest.raises(StoreUnusable, match="cannot be opened"):
        open_sqlite_for_reading(database.with_name("absent"), issuer_id="default", clock=lambda: 0.0)


def test_a_migration_killed_at_any_statement_is_run_again_whole(tmp_path):
    """SIGKILL before each statement of a first opening; the next opening finishes the work (reliability bar R15)."""
    killed_at = 0
    while True:
        killed_at += 1
        database = tmp_path / f"{killed_at}.db"
        if not _killed_while_opening(database, killed_at):
            break
        store = open_sqlite(database, issuer_id="default", clock=lambda: 0.0)
        connection = sqlite3.connect(database)
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert pending(connection, known_migrations()) == []
        connection.close()
        _close(store)
    assert killed_at > 30  # the schema has some forty statements: it was killed at each of them


def _killed_while_opening(database, nth):
    child = os.fork()
    if child == 0:
        connect, seen = sqlite3.connect, 0

        def trace(_statement):
            nonlocal seen
            seen += 1
            if seen == nth:
                os.kill(os.getpid(), signal.SIGKILL)

        def traced(*arguments, **options):
            connection = connect(*arguments, **options)
            connection.set_trace_callback(trace)
            return connection

        sqlite3.connect = traced
        try:
            open_sqlite(database, issuer_id="default", clock=lambda: 0.0)
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def _close(store):
    import asyncio

    asyncio.run(store.maintenance.close())


def test_who_was_signed_in_before_the_sessions_got_their_ids_as_keys_still_is(connection):
    migrations = known_migrations()
    before = [one for one in migrations if one.name < "0005_sessions"]
    migrate(connection, before, now=5)
    connection.execute(
        "INSERT INTO end_user_sessions (issuer_id, session_hash, session_id, subject, authenticated_at, expires_at, proofs) "
        "VALUES ('default', x'01', 'sid-1', 'ann', 100, 900, '[[\"password\",100]]')"
    )
    migrate(connection, migrations, now=6)
    columns = (
        "session_id, session_hash, subject, authenticated_at, expires_at, ended_at, complete, last_used_at, proofs"
    )
    (session,) = connection.execute(f"SELECT {columns} FROM end_user_sessions").fetchall()
    assert session == ("sid-1", b"\x01", "ann", 100, 900, None, 1, 100, '[["password",100]]')
    connection.execute("INSERT INTO session_clients VALUES ('default', 'sid-1', 'client-1')")
    connection.execute("DELETE FROM end_user_sessions")
    assert connection.execute("SELECT count(*) FROM session_clients").fetchone() == (0,)
