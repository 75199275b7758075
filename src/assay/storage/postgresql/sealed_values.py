"""Sealed values of whichever table, read in pages and sealed anew under another key-encryption key."""

from __future__ import annotations

from typing import Any

from assay.model.effects import Reseal
from assay.model.sealed_value import SEALED_COLUMNS, SealedColumn, SealedValue
from assay.storage.postgresql.reader import Reader
from assay.storage.postgresql.records import plain
from assay.storage.postgresql.steps import Step

# ruff: noqa: S608 - from the names of tables and columns, never from a value

_PAGES = {
    column: (
        f"SELECT {column.row}, {column.column} FROM {column.table} "
        f"WHERE issuer_id = $1 AND {column.row} > $2 ORDER BY {column.row} LIMIT $3"
    )
    for column in SEALED_COLUMNS
}


def _written(effect: Reseal) -> dict[str, Any]:
    value = effect.value
    return {
        "table": value.column.table,
        "column": value.column.column,
        "row_id": value.row_id,
        "before": plain(value.sealed),
        "sealed": plain(effect.sealed),
    }


# FOUND tells of the last statement that ran, and exactly one of them does.
RESEAL = Step(
    "".join(
        f"""
        IF :table::text = '{column.table}' AND :column::text = '{column.column}' THEN
            UPDATE {column.table} SET {column.column} = :sealed::bytea
            WHERE issuer_id = :issuer AND {column.row} = :row_id::text AND {column.column} = :before::bytea;
        END IF;
        """
        for column in SEALED_COLUMNS
    ),
    settles=True,
    written=_written,
    registry=True,
)


class PostgresqlSealedValues:
    """`ports.sealed_values.SealedValues`."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    async def page(self, column: SealedColumn, after: str, limit: int) -> tuple[SealedValue, ...]:
        """See the port."""
        rows = await self._reader.all(_PAGES[column], after, limit)
        return tuple(SealedValue(column, row_id, sealed) for row_id, sealed in rows)
