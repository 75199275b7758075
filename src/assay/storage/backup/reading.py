"""Reads a backup as if it were a store that can be copied (`storage.copying`), its tables one after the other.

Each table's number of rows and digest are compared with what the backup says, and the last table only ends well when the
file does. Raises `StoreUnusable`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from typing import Any

from assay.ports.store import StoreUnusable
from assay.storage.backup.file_format import BackupReader
from assay.storage.copying import Copied, Row, Tally

Merge = Callable[[str, Sequence[str], Iterator[Row]], Iterator[Row]]
"""What becomes of a table's rows on their way: the table, its columns, its rows."""


class BackedUpTables:
    """`storage.copying.WholeTables`, to read from. `told` grows with the tables that were read."""

    def __init__(self, reader: BackupReader, merge: Merge = lambda _table, _columns, rows: rows) -> None:
        self._tables = dict(reader.holding.tables)
        self._pieces = reader.pieces()
        self._merge = merge
        self.told: list[Copied] = []

    async def tables(self) -> Mapping[str, tuple[str, ...]]:
        """See the protocol."""
        return self._tables

    async def rows(self, table: str, columns: Sequence[str]) -> AsyncIterator[Row]:
        """See the protocol. Tables are read in their order, each once."""
        for row in self._merge(table, columns, self._stored(table)):
            yield row

    async def insert(self, table: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
        """A backup is never written to."""
        raise NotImplementedError

    async def commit(self) -> None:
        """A backup is never written to."""
        raise NotImplementedError

    def _stored(self, table: str) -> Iterator[Row]:
        tally = Tally(table)
        while True:
            kind, *content = self._next()
            if kind == "rows" and content[0] == table:
                for values in content[1]:
                    row: Row = tuple(values)
                    tally.add(row)
                    yield row
            elif kind == "table" and content[0] == table:
                break
            else:
                raise StoreUnusable(f"the backup has something else where {table} should be")
        told = tally.told()
        if told != Copied(*content):
            raise StoreUnusable(f"the backup has other rows of {table} than it says")
        self.told.append(told)
        if len(self.told) == len(self._tables):
            self._end()

    def _end(self) -> None:
        if self._next() != ["end"] or next(self._pieces, None) is not None:
            raise StoreUnusable("the backup does not end where it should")

    def _next(self) -> list[Any]:
        piece = next(self._pieces, None)
        if piece is None:
            raise StoreUnusable("the backup ends before all of it was read")
        return piece


async def read_through(tables: BackedUpTables) -> tuple[Copied, ...]:
    """Read all of it, to know that it is whole."""
    for table, columns in (await tables.tables()).items():
        async for _ in tables.rows(table, columns):
            pass
    return tuple(tables.told)
