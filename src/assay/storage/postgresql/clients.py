"""The table `clients`."""

from __future__ import annotations

from assay.model.client import Client
from assay.storage.postgresql.reader import Reader
from assay.storage.postgresql.records import BEGINNING, Records
from assay.storage.postgresql.registry_cache import RegistryCache
from assay.storage.postgresql.steps import Step

CLIENTS = Records("clients", Client, "client_id")
_FIND = CLIENTS.select("AND client_id = $2")
_PAGE = CLIENTS.page()

SAVE = Step(CLIENTS.revise(), settles=True, written=lambda effect: CLIENTS.written(effect.client), registry=True)


class PostgresqlClients:
    """`ports.clients.Clients`, cached until anybody commits a change."""

    def __init__(self, reader: Reader, cache: RegistryCache) -> None:
        self._reader = reader
        self._cache = cache

    async def find(self, client_id: str) -> Client | None:
        """See the port."""
        cache = self._cache
        await cache.revalidate()
        client = cache.clients.get(client_id)
        if client is None:
            state = cache.state
            row = await self._reader.one(_FIND, client_id)
            if row is None:
                return None  # not kept: anybody can invent ids
            client = CLIENTS.record(row)
            if cache.state == state:
                cache.keep_client(client)
        return client

    async def page(self, after: Client | None, limit: int) -> tuple[Client, ...]:
        """See the port."""
        place = BEGINNING if after is None else (after.created_at, after.client_id)
        return tuple(map(CLIENTS.record, await self._reader.all(_PAGE, *place, limit)))
