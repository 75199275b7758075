"""The table `resources`."""

from __future__ import annotations

from assay.model.resource import Resource
from assay.storage.postgresql.reader import Reader
from assay.storage.postgresql.records import Records
from assay.storage.postgresql.registry_cache import RegistryCache
from assay.storage.postgresql.steps import Step

RESOURCES = Records("resources", Resource, "identifier", renamed={"default": "is_default"})
_LIST = RESOURCES.select("ORDER BY created_at, identifier")

# Raising the epoch comes first and holds off every other change of the registry, so two never meet over the mark.
SAVE = Step(
    f"""
    UPDATE resources SET is_default = false, revision = revision + 1
    WHERE issuer_id = :issuer AND is_default AND :is_default::boolean AND identifier <> :identifier::text;
    {RESOURCES.revise()}
    """,  # noqa: S608 - from the names of columns
    settles=True,
    written=lambda effect: RESOURCES.written(effect.resource),
    registry=True,
)


class PostgresqlResources:
    """`ports.resources.Resources`, cached until anybody commits a change."""

    def __init__(self, reader: Reader, cache: RegistryCache) -> None:
        self._reader = reader
        self._cache = cache

    async def find(self, identifier: str) -> Resource | None:
        """See the port."""
        return next((resource for resource in await self.list_all() if resource.identifier == identifier), None)

    async def default(self) -> Resource | None:
        """See the port."""
        return next((resource for resource in await self.list_all() if resource.default), None)

    async def list_all(self) -> tuple[Resource, ...]:
        """See the port."""
        cache = self._cache
        await cache.revalidate()
        resources = cache.resources
        if resources is None:
            state = cache.state
            resources = tuple(map(RESOURCES.record, await self._reader.all(_LIST)))
            if cache.state == state:
                cache.resources = resources
        return resources
