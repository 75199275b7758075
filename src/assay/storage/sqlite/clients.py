"""The table `clients`."""

from __future__ import annotations

import sqlite3

from assay.model.client import Client
from assay.model.effects import SaveClient
from assay.storage.sqlite.reader import Reader
from assay.storage.sqlite.records import BEGINNING, Records
from assay.storage.sqlite.registry_cache import RegistryCache

CLIENTS = Records("clients", Client, "client_id")
_FIND = CLIENTS.select("AND client_id = ?")
_PAGE = CLIENTS.page()
_SAVE = CLIENTS.revise()


class SqliteClients:
    """`ports.clients.Clients`, cached until anybody commits a change."""

    def __init__(self, connection: sqlite3.Connection, issuer_id: str, cache: RegistryCache) -> None:
        self._connection = connection
        self._reader = Reader(connection)
        self._issuer_id = issuer_id
        self._cache = cache

    async def find(self, client_id: str) -> Client | None:
        """See the port."""
        return await self._reader.patiently(lambda: self._find(client_id))

    async def page(self, after: Client | None, limit: int) -> tuple[Client, ...]:
        """See the port."""
        place = BEGINNING if after is None else (after.created_at, after.client_id)
        return tuple(map(CLIENTS.record, await self._reader.all(_PAGE, (self._issuer_id, *place, limit))))

    def _find(self, client_id: str) -> Client | None:
        self._cache.revalidate()
        client = self._cache.clients.get(client_id)
        if client is None:
            row = self._connection.execute(_FIND, (self._issuer_id, client_id)).fetchone()
            if row is None:
                return None  # not kept: anybody can invent ids
            client = CLIENTS.record(row)
            self._cache.keep_client(client)
        return client


def save_client(connection: sqlite3.Connection, issuer_id: str, effect: SaveClient) -> bool:
    """Apply the effect, unless somebody changed the client meanwhile."""
    return connection.execute(_SAVE, (issuer_id, *CLIENTS.row(effect.client))).rowcount == 1
