"""The table `resources`."""

from __future__ import annotations

import sqlite3

from assay.model.effects import SaveResource
from assay.model.resource import Resource
from assay.storage.sqlite.reader import Reader
from assay.storage.sqlite.records import Records
from assay.storage.sqlite.registry_cache import RegistryCache

RESOURCES = Records("resources", Resource, "identifier", renamed={"default": "is_default"})
_LIST = RESOURCES.select("ORDER BY created_at, identifier")
_SAVE = RESOURCES.revise()
_TAKE_MARK = (
    "UPDATE resources SET is_default = 0, revision = revision + 1 "
    "WHERE issuer_id = ? AND is_default = 1 AND identifier <> ?"
)


class SqliteResources:
    """`ports.resources.Resources`, cached until anybody commits a change."""

    def __init__(self, connection: sqlite3.Connection, issuer_id: str, cache: RegistryCache) -> None:
        self._connection = connection
        self._reader = Reader(connection)
        self._issuer_id = issuer_id
        self._cache = cache

    async def find(self, identifier: str) -> Resource | None:
        """See the port."""
        resources = await self.list_all()
        return next((resource for resource in resources if resource.identifier == identifier), None)

    async def default(self) -> Resource | None:
        """See the port."""
        resources = await self.list_all()
        return next((resource for resource in resources if resource.default), None)

    async def list_all(self) -> tuple[Resource, ...]:
        """See the port."""
        return await self._reader.patiently(self._list)

    def _list(self) -> tuple[Resource, ...]:
        self._cache.revalidate()
        if self._cache.resources is None:
            rows = self._connection.execute(_LIST, (self._issuer_id,))
            self._cache.resources = tuple(map(RESOURCES.record, rows))
        return self._cache.resources


def save_resource(connection: sqlite3.Connection, issuer_id: str, effect: SaveResource) -> bool:
    """Apply the effect, unless somebody changed the resource meanwhile."""
    resource = effect.resource
    if resource.default:
        connection.execute(_TAKE_MARK, (issuer_id, resource.identifier))
    return connection.execute(_SAVE, (issuer_id, *RESOURCES.row(resource))).rowcount == 1
