"""Writes a backup of a store that serves on: one transaction, which sees the store as of one moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assay.storage.backup.file_format import PIECE_ROWS, BackupWriter
from assay.storage.copying import Copied, Row, WholeTables, digest_of, told_as


async def back_up(
    source: WholeTables, tables: Mapping[str, tuple[str, ...]], writer: BackupWriter
) -> tuple[Copied, ...]:
    """Write these columns of these tables; what was written."""
    written = []
    for table, columns in tables.items():
        page: list[Row] = []
        count = total = 0
        async for row in source.rows(table, columns):
            page.append(row)
            count, total = count + 1, total + digest_of(row)
            if len(page) >= PIECE_ROWS:
                writer.rows(table, page)
                page = []
        _rest(writer, table, page)
        copied = told_as(table, count, total)
        writer.table_ends(copied)
        written.append(copied)
    writer.end()
    return tuple(written)


def _rest(writer: BackupWriter, table: str, page: Sequence[Row]) -> None:
    if page:
        writer.rows(table, page)
