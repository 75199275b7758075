"""Sealed values of whichever table, read in pages and sealed anew under another key-encryption key."""

from __future__ import annotations

import sqlite3

from assay.model.effects import Reseal
from assay.model.sealed_value import SEALED_COLUMNS, SealedColumn, SealedValue
from assay.storage.sqlite.reader import Reader
from assay.storage.sqlite.statements import update

# ruff: noqa: S608 - from the names of tables and columns, never from a value

_PAGES = {
    column: (
        f"SELECT {column.row}, {column.column} FROM {column.table} "
        f"WHERE issuer_id = ? AND {column.row} > ? ORDER BY {column.row} LIMIT ?"
    )
    for column in SEALED_COLUMNS
}
_RESEAL = {
    column: update(
        column.table,
        f"{column.column} = ?1",
        f"issuer_id = ?2 AND {column.row} = ?3 AND {column.column} = ?4",
    )
    for column in SEALED_COLUMNS
}


class SqliteSealedValues:
    """`ports.sealed_values.SealedValues`."""

    def __init__(self, reader: Reader, issuer_id: str) -> None:
        self._reader = reader
        self._issuer_id = issuer_id

    async def page(self, column: SealedColumn, after: str, limit: int) -> tuple[SealedValue, ...]:
        """See the port."""
        rows = await self._reader.all(_PAGES[column], (self._issuer_id, after, limit))
        return tuple(SealedValue(column, row_id, sealed) for row_id, sealed in rows)


def reseal(connection: sqlite3.Connection, issuer_id: str, effect: Reseal) -> bool:
    """Apply the effect, if the value is still what it was."""
    value = effect.value
    parameters = (effect.sealed, issuer_id, value.row_id, value.sealed)
    return connection.execute(_RESEAL[value.column], parameters).rowcount == 1
