"""Looks for damage in rows that a database gave without complaint: what cannot be what was written."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

from assay.storage.copying import WholeTables


async def damaged_rows(tables: WholeTables) -> AsyncIterator[str]:
    """Where a value of JSON text does not parse, table by table. Raises what the backend raises for what it cannot read."""
    for table, columns in (await tables.tables()).items():
        number = 0
        async for row in tables.rows(table, columns):
            number += 1
            for column, value in zip(columns, row, strict=True):
                if isinstance(value, str) and value[:1] in {"{", "["} and not _is_json(value):
                    yield f"{table}.{column} of row {number} is not the JSON that was written"


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True
