"""Looks for damage in rows that a database gave without complaint: what cannot be what was written."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

from assay.storage.copying import WholeTables

JSON_COLUMNS = frozenset({
    "amr", "claims", "contacts", "descriptions", "detail", "evidence", "grant_types", "individual_claims",
    "introspection_clients", "jwks", "post_logout_redirect_uris", "proofs", "public_jwk", "redirect_uris", "request",
    "resources", "scopes", "secrets", "trace", "transports",
})  # fmt: skip
"""In whatever table. In every other column a text that looks like JSON is somebody's name or nonce."""


async def damaged_rows(tables: WholeTables) -> AsyncIterator[str]:
    """Where a value of JSON text does not parse, table by table. Raises what the backend raises for what it cannot read."""
    for table, columns in (await tables.tables()).items():
        number = 0
        async for row in tables.rows(table, columns):
            number += 1
            for column, value in zip(columns, row, strict=True):
                if column in JSON_COLUMNS and isinstance(value, str) and not _is_json(value):
                    yield f"{table}.{column} of row {number} is not the JSON that was written"


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True
