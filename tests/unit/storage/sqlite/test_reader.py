from __future__ import annotations

import asyncio
import sqlite3

import pytest

from assay.ports.unit_of_work import StorageUnavailable
from assay.storage.sqlite import reader
from assay.storage.sqlite.reader import Reader


def failing(code, times, then):
    """A connection whose first reads fail as SQLite would while another process recovers the log."""

    class Connection:
        left = times

        def execute(self, sql, parameters):
            self.left -= 1
            if self.left >= 0:
                error = sqlite3.OperationalError("database is locked")
                error.sqlite_errorcode = code
                raise error
            return sqlite3.connect(":memory:").execute(then)

    return Reader(Connection())


def test_a_read_that_is_locked_out_for_a_moment_is_tried_again():
    assert asyncio.run(failing(sqlite3.SQLITE_BUSY_RECOVERY, 3, "SELECT 7").one("", ())) == (7,)
    assert asyncio.run(failing(sqlite3.SQLITE_BUSY, 3, "SELECT 7").all("", ())) == [(7,)]


def test_a_read_that_is_locked_out_for_long_is_unavailable(monkeypatch):
    monkeypatch.setattr(reader, "PATIENCE", 0.05)
    with pytest.raises(StorageUnavailable, match="lock"):
        asyncio.run(failing(sqlite3.SQLITE_BUSY, 10_000, "SELECT 7").one("", ()))


def test_a_read_that_the_disk_fails_is_unavailable_at_once():
    with pytest.raises(StorageUnavailable, match="did not read or write"):
        asyncio.run(failing(sqlite3.SQLITE_IOERR_READ, 1, "SELECT 7").one("", ()))


def test_a_wrong_statement_is_a_fault_of_ours():
    with pytest.raises(sqlite3.OperationalError):
        asyncio.run(failing(sqlite3.SQLITE_ERROR, 1, "SELECT 7").one("", ()))
