"""Reads rows, one statement at a time. What cannot be a key in this database is found nowhere."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from assay.storage.postgresql.connections import Connections


class Reader:
    """Reads the rows of one issuer through a few connections."""

    __slots__ = ("_connections", "_issuer_id")

    def __init__(self, connections: Connections, issuer_id: str) -> None:
        self._connections = connections
        self._issuer_id = issuer_id

    async def one(self, sql: str, *parameters: Any) -> Any:
        """The first row, or None. Parameters follow the issuer. Raises `StorageUnavailable`."""
        if not can_be_stored(parameters):
            return None
        return await self._connections.use(
            lambda connection: connection.fetchrow(sql, self._issuer_id, *parameters), repeatable=True
        )

    async def all(self, sql: str, *parameters: Any) -> list[Any]:
        """All rows. Parameters follow the issuer. Raises `StorageUnavailable`."""
        return await self._connections.use(
            lambda connection: connection.fetch(sql, self._issuer_id, *parameters), repeatable=True
        )


def can_be_stored(parameters: Sequence[Any]) -> bool:
    """Whether a row can have such values."""
    return all(map(_can_be_stored, parameters))


def _can_be_stored(parameter: Any) -> bool:
    if type(parameter) is not str:
        return True
    return "\x00" not in parameter and not any("\ud800" <= letter <= "\udfff" for letter in parameter)
