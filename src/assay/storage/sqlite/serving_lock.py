"""One serving process per database file: a second one is told so instead of sharing write-behind buffers and schedules."""

from __future__ import annotations

import os
from pathlib import Path

from assay.ports.store import StoreUnusable


class ServingLock:
    """Held until `release`, or until the process ends however it ends."""

    __slots__ = ("_descriptor",)

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def release(self) -> None:
        """Let another process serve."""
        os.close(self._descriptor)


def lock_for_serving(database: Path) -> ServingLock:
    """Take the lock beside a database file. Raises `StoreUnusable` when another process serves from it.

    And when the file of the lock cannot be made.
    """
    return _locked(database, os.O_CREAT)


def require_unserved(database: Path) -> None:
    """Raises `StoreUnusable` as `lock_for_serving` does, and makes no file."""
    if _file(database).exists():
        _locked(database, 0).release()


def _file(database: Path) -> Path:
    # A file of its own: opening the database here would drop SQLite's own locks when it is closed.
    return database.with_name(f"{database.name}-serving")


def _locked(database: Path, make: int) -> ServingLock:
    import fcntl  # not there on Windows, where commands still work

    lock = _file(database)
    try:
        descriptor = os.open(lock, make | os.O_RDWR | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise StoreUnusable(f"{lock} cannot be opened: {error.strerror}") from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(descriptor)
        raise StoreUnusable(
            f"another process serves from {database} already: stop it, or give this one a database of its own"
        ) from error
    return ServingLock(descriptor)
