"""The table `client_logos`."""

from __future__ import annotations

import sqlite3

from assay.model.client_logo import ClientLogo
from assay.model.effects import RemoveClientLogo, SaveClientLogo
from assay.storage.sqlite.reader import Reader
from assay.storage.sqlite.records import Records

LOGOS = Records("client_logos", ClientLogo, "client_id")
_FIND = LOGOS.select("AND name = ? ORDER BY client_id LIMIT 1")
_SAVE = LOGOS.replace()
_REMOVE = "DELETE FROM client_logos WHERE issuer_id = ? AND client_id = ?"


class SqliteClientLogos:
    """`ports.client_logos.ClientLogos`."""

    def __init__(self, reader: Reader, issuer_id: str) -> None:
        self._reader = reader
        self._issuer_id = issuer_id

    async def find(self, name: str) -> ClientLogo | None:
        """See the port."""
        row = await self._reader.one(_FIND, (self._issuer_id, name))
        return None if row is None else LOGOS.record(row)


def save_client_logo(connection: sqlite3.Connection, issuer_id: str, effect: SaveClientLogo) -> bool:
    """Apply the effect; never a conflict."""
    connection.execute(_SAVE, (issuer_id, *LOGOS.row(effect.logo)))
    return True


def remove_client_logo(connection: sqlite3.Connection, issuer_id: str, effect: RemoveClientLogo) -> bool:
    """Apply the effect; never a conflict."""
    connection.execute(_REMOVE, (issuer_id, effect.client_id))
    return True
