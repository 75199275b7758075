"""A bounded buffer of rows that nobody waits for. They ride on the next batch, or on a timer."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Hashable
from itertools import islice
from typing import Generic, TypeVar

from assay.storage.sqlite.faults import unavailable

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

AT_ONCE = 256
"""Rows written by one batch, so that no batch holds up the loop for long."""


class WriteBehind(Generic[K, V]):
    """Rows by key, in the order of their coming. `insert` writes one."""

    __slots__ = ("_bound", "_insert", "_rows", "_unwritable", "_wake", "_writing", "dropped")

    def __init__(self, insert: Callable[[sqlite3.Connection, V], object], bound: int) -> None:
        self._insert = insert
        self._bound = bound
        self._rows: dict[K, V] = {}
        self._writing: list[K] = []
        self._unwritable = 0
        self._wake: Callable[[bool], None] = lambda _: None
        self.dropped = 0

    def __len__(self) -> int:
        return len(self._rows)

    def wakes(self, wake: Callable[[bool], None]) -> None:
        """Name who is told when a row came, and whether there are enough for a batch of their own."""
        self._wake = wake

    def put(self, key: K, row: V) -> None:
        """Take a row, or a newer state of one. The oldest goes, and is counted, when there are too many."""
        if len(self._rows) >= self._bound and key not in self._rows:
            del self._rows[next(iter(self._rows))]
            self.dropped += 1
        self._rows[key] = row
        self._wake(len(self._rows) >= AT_ONCE)

    def get(self, key: K) -> V | None:
        """A row that is not written yet."""
        return self._rows.get(key)

    def write(self, connection: sqlite3.Connection) -> None:
        """Write the oldest rows into the open transaction. Raises `sqlite3.Error` when the store cannot answer."""
        self._writing = list(islice(self._rows, AT_ONCE))
        self._unwritable = 0
        for key in self._writing:
            try:
                self._insert(connection, self._rows[key])
            except Exception as error:  # noqa: BLE001 - one row that cannot be written must not hold up the others
                if isinstance(error, sqlite3.Error) and unavailable(error) is not None:
                    raise
                self._unwritable += 1

    def written(self) -> None:
        """Forget what was written: the transaction is durable."""
        for key in self._writing:
            del self._rows[key]
        self._writing = []
        self.dropped += self._unwritable
