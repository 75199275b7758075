"""Writes a backup of a store that serves on: one transaction, which sees the store as of one moment."""

from __future__ import annotations

from collections.abc import Mapping

from assay.storage.backup.file_format import BackupWriter
from assay.storage.copying import Copied, Tally, WholeTables, pages


async def back_up(
    source: WholeTables, tables: Mapping[str, tuple[str, ...]], writer: BackupWriter
) -> tuple[Copied, ...]:
    """Write these columns of these tables; what was written."""
    written = []
    for table, columns in tables.items():
        tally = Tally(table)
        async for page in pages(source, table, columns, tally):
            writer.rows(table, page)
        writer.table_ends(tally.told())
        written.append(tally.told())
    writer.end()
    return tuple(written)
