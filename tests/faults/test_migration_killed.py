"""Kill -9 in the steps of a migration, then once more from the beginning: the schema is that of one that nobody disturbed (R15).

And a new version beside the one before, on one database: processes of both serve while it expands (R14).
`ASSAY_DRILL_SCHEDULES=0` takes every step (every seventh where it is not set); `ASSAY_DRILL_AWAY` sets the seconds of load.
"""

from __future__ import annotations

import asyncio
import base64
import json
import os
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from assay.storage.migration import Migration
from assay.storage.postgresql.connections import connect
from assay.storage.postgresql.migrations import known_migrations, migrate, migrate_database
from assay.storage.postgresql.target import PostgresqlTarget
from assay.storage.sqlite import migrate_file
from postgresql_node import Node, client_of, token_of

pytestmark = pytest.mark.slow

EVERY = 1 if os.environ.get("ASSAY_DRILL_SCHEDULES") == "0" else 7
SECONDS = float(os.environ.get("ASSAY_DRILL_AWAY", "3"))
WORKER = Path(__file__).with_name("migration_worker.py")
_TABLES = """
SELECT table_name, column_name, data_type, is_nullable, column_default FROM information_schema.columns
WHERE table_schema = 'assay' ORDER BY 1, 2
"""
_INDEXES = "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'assay' ORDER BY 1"
_LEDGER = "SELECT number, sha256 FROM assay.schema_migrations ORDER BY number"


def killed_before(database: str, statement: int) -> bool:
    """Whether the process died; it does not when there are fewer statements."""
    worker = subprocess.run([sys.executable, str(WORKER), database, str(statement)], check=False, timeout=60)
    assert worker.returncode in {0, -9}
    return worker.returncode == -9


def schema_of_file(file: Path) -> list[object]:
    connection = sqlite3.connect(file)
    told = [
        connection.execute(sql).fetchall()
        for sql in (
            "SELECT type, name, sql FROM sqlite_schema ORDER BY 1, 2",
            "SELECT number, sha256 FROM schema_migrations ORDER BY 1",
            "PRAGMA integrity_check",
        )
    ]
    connection.close()
    return told


def test_a_file_is_migrated_whole_whichever_statement_the_process_died_before(tmp_path):
    whole = tmp_path / "whole.db"
    migrate_file(whole, 0)
    expected, kills, statement = schema_of_file(whole), 0, 1
    while True:
        file = tmp_path / f"{statement}.db"
        died = killed_before(str(file), statement)
        migrate_file(file, 0)
        assert schema_of_file(file) == expected, statement
        if not died:
            break
        kills, statement = kills + 1, statement + EVERY
    print(f"\nR15: SQLite: killed before {kills} statements of {statement - 1}, each run again to the same schema")
    assert kills > 5


async def schema_of_database(url: str) -> list[object]:
    connection = await connect(PostgresqlTarget(url))
    told = [list(map(tuple, await connection.fetch(sql))) for sql in (_TABLES, _INDEXES, _LEDGER)]
    held = await connection.fetchval("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'")
    await connection.close()
    return [*told, held]


def test_a_database_is_migrated_whole_whichever_step_the_process_died_in(postgresql):
    whole = postgresql.up_to_date_database()
    expected, kills, step = asyncio.run(schema_of_database(whole)), 0, 1
    while True:
        url = postgresql.new_database()
        died = killed_before(url, step)
        asyncio.run(migrate_database(PostgresqlTarget(url, patience=20), 0))
        assert asyncio.run(schema_of_database(url)) == expected, step
        if not died:
            break
        kills, step = kills + 1, step + min(EVERY, 5)
    print(f"\nR15: PostgreSQL: killed in {kills} steps of {step - 1}, each run again to the same schema, no lock left")
    assert kills > 5


def test_two_versions_serve_from_one_database_while_it_expands(postgresql, tmp_path):
    url = postgresql.up_to_date_database()
    before = Node(tmp_path, url, workers=2)
    before.made("resource", "create", "--identifier", "https://api.example", "--scope", "reports:read", "--default")
    client = client_of(before)
    nodes, statuses, over, slowest = [before], [], threading.Event(), [0.0]

    def load() -> None:
        while not over.is_set():
            for node in nodes:
                began = time.monotonic()
                statuses.append(token_of(node, client).status)
                slowest[0] = max(slowest[0], time.monotonic() - began)

    callers = [threading.Thread(target=load) for _ in range(2)]
    for caller in callers:
        caller.start()
    time.sleep(SECONDS / 3)
    number = len(known_migrations()) + 1
    tables = ("clients", "refresh_token_families", "events", "signing_keys")
    expands = [
        Migration(number + place, f"{number + place:04}_more", f"-- expand\nALTER TABLE {table} ADD COLUMN more text")
        for place, table in enumerate(tables)
    ]

    async def expand() -> float:
        connection = await connect(PostgresqlTarget(url), lock_timeout="0", statement_timeout="0")
        began = time.monotonic()
        assert len(await migrate(connection, (*known_migrations(), *expands), 0)) == len(tables)
        await connection.close()
        return time.monotonic() - began

    took = asyncio.run(expand())
    after = Node(tmp_path, url)  # started on a database that is ahead of it: back to N after N+1
    nodes.append(after)
    time.sleep(SECONDS)
    over.set()
    for caller in callers:
        caller.join()
    kids = set()
    for node in nodes:
        token = token_of(node, client).json()["access_token"]
        kids.add(json.loads(base64.urlsafe_b64decode(token.partition(".")[0] + "=="))["kid"])
        answers = [other.send("/introspect", {"token": token}, basic=client).status for other in nodes]
        assert answers == [200, 200]
    assert len(kids) == 1
    assert [node.stop() for node in nodes] == [0, 0]
    failed = [status for status in statuses if status != 200]
    print(
        f"\nR14: {len(statuses)} requests while the schema grew {len(tables)} times in {took:.2f} s and a process of the"
    )
    print(f"version before was started on it: {len(failed)} failed, the slowest took {slowest[0] * 1000:.0f} ms")
    assert failed == []
