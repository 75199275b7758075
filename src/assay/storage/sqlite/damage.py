"""Damage of a SQLite file, as SQLite itself finds it: pages, their order, cells, indexes against tables."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from assay.storage.sqlite.connection import connect, opening

_MOST = 100


def damaged_pages(path: Path) -> tuple[str, ...]:
    """What `PRAGMA integrity_check` says is wrong. Raises `StoreUnusable` for a file that does not open at all."""
    connection = connect(path, create=False)
    try:
        found = opening(path, lambda: connection.execute(f"PRAGMA integrity_check({_MOST})").fetchall())
    finally:
        connection.close()
    return tuple(str(line) for (line,) in found if line != "ok")


def is_damage(error: BaseException) -> bool:
    """Whether an exception is what reading a damaged file looks like."""
    return isinstance(error, sqlite3.Error | UnicodeDecodeError)
