from __future__ import annotations

import asyncio
import os
import stat

import pytest

from assay.model import effects as e
from assay.model.event import Event
from assay.ports.store import StoreUnusable
from assay.storage.sqlite import open_sqlite


def test_the_files_are_readable_by_their_owner_alone(database, opened):
    async def scenario():
        async with opened() as store:
            await store.unit_of_work.commit([e.RecordEvent(Event("a.b", 1))])
            return {path.name: stat.S_IMODE(path.stat().st_mode) for path in database.parent.iterdir()}

    before = os.umask(0)
    try:
        modes = asyncio.run(scenario())
    finally:
        os.umask(before)
    assert modes == {"assay.db": 0o600, "assay.db-wal": 0o600, "assay.db-shm": 0o600}


def test_a_file_that_everybody_may_read_is_refused(database, opened):
    async def scenario():
        async with opened():
            pass

    asyncio.run(scenario())
    database.chmod(0o644)
    with pytest.raises(StoreUnusable, match="chmod 600"):
        asyncio.run(scenario())


def test_a_folder_that_is_missing_is_named(tmp_path):
    with pytest.raises(StoreUnusable, match="No such file or directory"):
        open_sqlite(tmp_path / "absent" / "assay.db", issuer_id="default", clock=lambda: 0.0)


def test_commits_are_durable_and_the_journal_is_a_log(opened):
    async def scenario():
        async with opened() as store:
            execute = store.clients._connection.execute
            return execute("PRAGMA journal_mode").fetchone()[0], execute("PRAGMA synchronous").fetchone()[0]

    assert asyncio.run(scenario()) == ("wal", 2)


def test_every_table_is_strict_and_begins_with_the_issuer(opened):
    async def scenario():
        async with opened() as store:
            execute = store.clients._connection.execute
            listed = execute("PRAGMA table_list").fetchall()
            made = [row for row in listed if row[0] == "main" and not row[1].startswith("sqlite_")]
            return [
                (name, without_rowid, strict, execute(f"PRAGMA table_info({name})").fetchone()[1])
                for _, name, _, _, without_rowid, strict in made
                if name != "schema_migrations"
            ]

    tables = asyncio.run(scenario())
    assert len(tables) >= 16
    assert {(strict, first) for _, _, strict, first in tables} == {(1, "issuer_id")}
    # Rows with whole pictures would make the pages of a key's tree few to a page (SQLite, "WITHOUT ROWID", section 4).
    assert {name for name, without_rowid, _, _ in tables if not without_rowid} == {"client_logos"}
