"""Migrations of PostgreSQL: applied once, one process at a time, and an older process serves on while they only expand."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace

import asyncpg
import pytest

from assay.model import effects as e
from assay.model.client import Client
from assay.ports.store import StoreUnusable
from assay.storage.migration import Migration
from assay.storage.postgresql import open_postgresql
from assay.storage.postgresql.connections import connect
from assay.storage.postgresql.migrations import known_migrations, migrate, migrate_database, pending
from assay.storage.postgresql.target import PostgresqlTarget

CLIENT = Client("client", "Client", "none", ("refresh_token",), ("https://c.example/cb",), ("openid",))
NEXT = len(known_migrations()) + 1
EXPANDS = Migration(
    NEXT,
    f"{NEXT:04}_next",
    "-- expand\nALTER TABLE clients ADD COLUMN newer text NOT NULL DEFAULT 'x';\nCREATE TABLE newer (a text);",
)
CONTRACTS = Migration(NEXT + 1, f"{NEXT + 1:04}_after", "-- contract\nALTER TABLE clients DROP COLUMN newer;")


@pytest.fixture
def target(postgresql):
    return PostgresqlTarget(postgresql.new_database(), patience=20)


async def migrated(target, *more):
    connection = await connect(target)
    try:
        return [one.name for one in await migrate(connection, (*known_migrations(), *more), 0)]
    finally:
        await connection.close()


def stored(target):
    return open_postgresql(target, issuer_id="default", clock=lambda: 0.0)


TAKES_AWAY = re.compile(
    r"\b(DROP|RENAME|SET NOT NULL|SET DATA TYPE|TRUNCATE|(?<!ON )DELETE)\b|ADD COLUMN[^,;]* NOT NULL(?![^,;]*DEFAULT)"
)


def test_what_takes_something_away_says_so():
    for one in known_migrations()[1:]:  # the first one finds nothing
        statements = re.sub(r"--.*", "", one.sql)
        assert one.kind == "contract" or not TAKES_AWAY.search(statements.upper()), one.name
    assert [one.number for one in known_migrations()] == list(range(1, NEXT))


def test_migrations_are_applied_once(target):
    async def scenario():
        names = [one.name for one in known_migrations()]
        assert await migrated(target) == names
        assert await migrated(target) == []

    asyncio.run(scenario())


def test_of_many_that_migrate_at_once_one_applies_each(target):
    async def scenario():
        applied = await asyncio.gather(*(migrate_database(target, 0) for _ in range(5)))
        assert sorted(map(len, applied)) == [0, 0, 0, 0, NEXT - 1]

    asyncio.run(scenario())


def test_a_database_without_tables_names_the_command_that_makes_them(target):
    async def scenario():
        store = stored(target)
        with pytest.raises(StoreUnusable, match="run `assay migrate`"):
            await store.clients.find("client")
        with pytest.raises(StoreUnusable, match="run `assay migrate`"):
            await store.unit_of_work.commit([e.SaveClient(CLIENT)])
        assert "assay migrate" in await store.maintenance.ready()
        await store.maintenance.close()

    asyncio.run(scenario())


def test_a_process_serves_on_while_a_newer_version_expands_the_schema(target):
    async def scenario():
        await migrated(target)
        before = stored(target)
        await before.unit_of_work.commit([e.SaveClient(CLIENT)])
        assert await migrated(target, EXPANDS) == [EXPANDS.name]
        fresh = stored(target)  # and one of the version before that starts now
        for revision, store in enumerate((before, fresh)):
            held = replace(CLIENT, revision=revision)
            assert await store.clients.find("client") == held
            changed = replace(held, revision=revision + 1)
            assert await store.unit_of_work.commit([e.SaveClient(changed)]) == e.Committed()
            assert await store.maintenance.ready() is None
            await store.maintenance.close()

    asyncio.run(scenario())


def test_a_process_whose_tables_were_contracted_says_so(target):
    async def scenario():
        await migrated(target, EXPANDS, CONTRACTS)
        store = stored(target)
        with pytest.raises(StoreUnusable, match="use a newer one"):
            await store.clients.find("client")
        await store.maintenance.close()

    asyncio.run(scenario())


def test_a_migration_that_was_changed_after_it_was_applied_is_refused(target):
    async def scenario():
        await migrated(target)
        connection = await connect(target)
        await connection.execute("UPDATE schema_migrations SET sha256 = repeat('0', 64) WHERE number = 1")
        with pytest.raises(StoreUnusable, match="must never change"):
            await pending(connection, known_migrations())
        await connection.close()

    asyncio.run(scenario())


def test_a_migration_that_fails_leaves_nothing_behind(target):
    async def scenario():
        broken = Migration(NEXT, "broken", "-- expand\nCREATE TABLE newer (a text);\nSELECT 1 / 0;")
        await migrated(target)
        connection = await connect(target)
        with pytest.raises(asyncpg.DivisionByZeroError):
            await migrate(connection, (*known_migrations(), broken), 0)
        assert await connection.fetchval("SELECT to_regclass('newer')") is None
        await connection.close()
        assert await migrated(target, EXPANDS) == [EXPANDS.name]  # the lock is free again

    asyncio.run(scenario())


def test_a_migration_that_waits_for_a_backup_holds_up_nobody_else(target):
    async def scenario():
        await migrate_database(target, 0)
        store = open_postgresql(replace(target, patience=0.9), issuer_id="default", clock=lambda: 0.0)
        await store.unit_of_work.commit([e.SaveClient(CLIENT)])
        backup = await connect(target)
        await backup.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
        await backup.fetch("SELECT client_id FROM clients")
        migrating = asyncio.create_task(migrated(target, EXPANDS))
        until = asyncio.get_running_loop().time() + 3
        while asyncio.get_running_loop().time() < until:
            (held,) = await store.clients.page(None, 1000)
            changed = replace(held, revision=held.revision + 1)
            assert await store.unit_of_work.commit([e.SaveClient(changed)]) == e.Committed()
            await asyncio.sleep(0.02)
        assert not migrating.done()
        await backup.execute("COMMIT")
        assert await migrating == [EXPANDS.name]
        await backup.close()
        await store.maintenance.close()

    asyncio.run(scenario())
