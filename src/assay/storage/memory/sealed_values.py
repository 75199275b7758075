"""Sealed values in memory. A table and its columns have the names of the records' members."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from assay.model.effects import Reseal
from assay.model.sealed_value import SealedColumn, SealedValue
from assay.storage.memory.tables import Tables, Transaction


class MemorySealedValues:
    """`ports.sealed_values.SealedValues`."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def page(self, column: SealedColumn, after: str, limit: int) -> tuple[SealedValue, ...]:
        """See the port."""
        rows = _rows(self._tables, column)
        found = sorted((row_id for row_id in rows if row_id > after), key=str.encode)[:limit]
        return tuple(SealedValue(column, row_id, getattr(rows[row_id], column.column)) for row_id in found)


def reseal(transaction: Transaction, effect: Reseal) -> bool:
    """Apply the effect, if the value is still what it was."""
    column, row_id = effect.value.column, effect.value.row_id
    rows = _rows(transaction.tables, column)
    row = rows.get(row_id)
    if row is None or getattr(row, column.column) != effect.value.sealed:
        return False
    transaction.put(rows, row_id, replace(row, **{column.column: effect.sealed}))
    return True


def _rows(tables: Tables, column: SealedColumn) -> dict[str, Any]:
    rows: dict[str, Any] = getattr(tables, column.table)
    return rows
