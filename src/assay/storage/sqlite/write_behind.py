"""Rows that nobody waits for. They ride on the next batch, or on a timer."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from assay.storage.sqlite.faults import unavailable
from assay.storage.write_behind import BoundedBuffer, K, V


class WriteBehind(BoundedBuffer[K, V]):
    """`insert` writes one row."""

    __slots__ = ("_insert", "_unwritable")

    def __init__(self, insert: Callable[[sqlite3.Connection, V], object], bound: int) -> None:
        super().__init__(bound)
        self._insert = insert
        self._unwritable = 0

    def write(self, connection: sqlite3.Connection) -> None:
        """Write the oldest rows into the open transaction. Raises `sqlite3.Error` when the store cannot answer."""
        self._unwritable = 0
        for row in self.oldest():
            try:
                self._insert(connection, row)
            except Exception as error:  # noqa: BLE001 - one row that cannot be written must not hold up the others
                if isinstance(error, sqlite3.Error) and unavailable(error) is not None:
                    raise
                self._unwritable += 1

    def written(self) -> None:
        """Forget what was written: the transaction is durable."""
        self.durable()
        self.dropped += self._unwritable
