"""What an error of SQLite means: somebody else holds the lock, the store cannot answer now, or a fault of ours."""

from __future__ import annotations

import sqlite3

from assay.ports.unit_of_work import StorageUnavailable

_SEEN = {
    sqlite3.SQLITE_BUSY: "another process held the database's lock for too long",
    sqlite3.SQLITE_LOCKED: "another process held the database's lock for too long",
    sqlite3.SQLITE_FULL: "the disk is full",
    sqlite3.SQLITE_IOERR: "the disk did not read or write",
    sqlite3.SQLITE_NOMEM: "there was no memory left",
    sqlite3.SQLITE_CANTOPEN: "the database file could not be opened",
    sqlite3.SQLITE_READONLY: "the database file cannot be written, or was moved away",
    sqlite3.SQLITE_PERM: "the database file may not be written",
    sqlite3.SQLITE_PROTOCOL: "the database's lock could not be had",
    sqlite3.SQLITE_CORRUPT: "the database file is damaged",
    sqlite3.SQLITE_NOTADB: "the database file is damaged",
}


def is_busy(error: sqlite3.Error) -> bool:
    """Whether trying again in a moment may help."""
    return _primary(error) in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}


def seen(error: sqlite3.Error) -> str | None:
    """What happened, in words, when the store cannot answer; None when the statement itself was at fault."""
    return _SEEN.get(_primary(error))


def unavailable(error: sqlite3.Error) -> StorageUnavailable | None:
    """The exception for the caller; None when the statement itself was at fault, which no waiting mends."""
    words = seen(error)
    return None if words is None else StorageUnavailable(f"{words} ({error})")


def _primary(error: sqlite3.Error) -> int:
    # Errors that Python's module raises by itself (a closed connection) carry no code.
    code: int = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_MISUSE)
    return code & 0xFF
