"""Migrates a database and kills itself before its n-th statement: `migration_worker.py DATABASE STATEMENT`.

A URL is a PostgreSQL database, whatever else a SQLite file.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import signal
import sqlite3
import sys
from pathlib import Path
from typing import Any

import asyncpg

from assay.storage.postgresql.migrations import migrate_database
from assay.storage.postgresql.target import PostgresqlTarget
from assay.storage.sqlite import migrate_file

DATABASE, STATEMENT = sys.argv[1], int(sys.argv[2])
_seen = itertools.count(1)


def die_in_time(_sql: str = "") -> None:
    if next(_seen) == STATEMENT:
        os.kill(os.getpid(), signal.SIGKILL)


if DATABASE.startswith("postgresql:"):
    # The driver sends each file as one message; so every message is a step, and the steps within one are the server's.
    execute = asyncpg.Connection.execute

    async def counted(self: Any, query: str, *arguments: Any, **options: Any) -> Any:
        die_in_time()
        answer = await execute(self, query, *arguments, **options)
        die_in_time()
        return answer

    asyncpg.Connection.execute = counted
    asyncio.run(migrate_database(PostgresqlTarget(DATABASE, patience=20), 0))
else:
    connect = sqlite3.connect

    def watched(*arguments: Any, **options: Any) -> sqlite3.Connection:
        connection = connect(*arguments, **options)
        connection.set_trace_callback(die_in_time)
        return connection

    sqlite3.connect = watched  # type: ignore[assignment] # the one who opens the file is told of each statement
    migrate_file(Path(DATABASE), 0)
