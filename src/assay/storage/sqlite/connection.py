"""Opens the database file: made readable by its owner alone, in WAL mode, durable before a commit returns."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from stat import S_IRWXO
from typing import TypeVar

from assay.ports.store import StoreUnusable
from assay.storage.sqlite.faults import is_busy, seen

T = TypeVar("T")

PATIENCE = 5.0
"""Seconds that anybody waits for the database's lock."""

_OLDEST = (3, 37, 0)  # STRICT tables
_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",  # the log is on disk before COMMIT returns
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cell_size_check = ON",  # a damaged page is noticed, not followed
    "PRAGMA temp_store = MEMORY",
    # Fewer and longer pauses than by default: a page that is written often is copied back once, not each time.
    "PRAGMA wal_autocheckpoint = 2000",
    "PRAGMA journal_size_limit = 16777216",
)


def connect(path: Path, *, create: bool) -> sqlite3.Connection:
    """An open connection without a transaction. Blocks for up to `PATIENCE`; raises `StoreUnusable`."""
    if sqlite3.sqlite_version_info < _OLDEST:
        raise StoreUnusable(f"SQLite {sqlite3.sqlite_version} is too old: 3.37 or newer is needed")
    if create:
        _create(path)
    _check_file(path)
    return opening(path, lambda: _connect(path))


def opening(path: Path, step: Callable[[], T]) -> T:
    """Do one step of opening, patiently. Raises `StoreUnusable` for what SQLite makes of the file."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            return step()
        except UnicodeDecodeError as error:  # SQLite quotes a name out of a damaged schema
            raise StoreUnusable(f"{path}: the database file is damaged") from error
        except sqlite3.Error as error:
            if not is_busy(error) or time.monotonic() > deadline:
                raise StoreUnusable(f"{path}: {seen(error) or 'SQLite refuses'} ({error})") from error
            time.sleep(0.01)  # nobody is served yet


def _connect(path: Path) -> sqlite3.Connection:
    uri = f"{path.absolute().as_uri()}?mode=rw"
    # No implicit transactions, and never a wait inside SQLite: the loop is not blocked by somebody else's lock.
    connection = sqlite3.connect(uri, uri=True, isolation_level=None, timeout=0, cached_statements=256)
    try:
        for pragma in _PRAGMAS:
            connection.execute(pragma)
    except BaseException:
        connection.close()
        raise
    return connection


def _create(path: Path) -> None:
    # SQLite gives -wal and -shm the mode of the database file.
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return  # and never opened here: closing it would drop SQLite's locks in this process
    except OSError as error:
        raise StoreUnusable(f"{path} cannot be made: {error.strerror}") from error
    os.fsync(descriptor)
    os.close(descriptor)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)  # the file's name is durable too
    finally:
        os.close(folder)


def _check_file(path: Path) -> None:
    try:
        mode = path.stat().st_mode
    except OSError as error:
        raise StoreUnusable(f"{path} cannot be opened: {error.strerror}") from error
    if mode & S_IRWXO:
        raise StoreUnusable(f"{path} is open to every user of this machine (mode {mode & 0o777:04o}): chmod 600 it")
