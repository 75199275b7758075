"""Standing: all that may speak against a token, in one statement and so as of one moment."""

from __future__ import annotations

from typing import Any

from assay.model.standing import Standing, StandingQuery
from assay.ports.clock import Clock
from assay.storage.postgresql.reader import Reader, can_be_stored
from assay.storage.postgresql.registry_cache import RegistryCache
from assay.storage.postgresql.replicas import Replicas
from assay.storage.statuses import STANDING, parameters_of, standing_of


class PostgresqlStandings:
    """`ports.standing.Standings`."""

    def __init__(self, reader: Reader, clock: Clock, cache: RegistryCache, replicas: Replicas) -> None:
        self._reader = reader
        self._clock = clock
        self._cache = cache
        self._replicas = replicas

    async def read(self, query: StandingQuery) -> Standing:
        """See the port."""
        return _standing(query, await self._reader.one(STANDING, *parameters_of(query, self._clock())))

    async def read_as_of_request(self, query: StandingQuery) -> Standing:
        """See the port."""
        parameters = parameters_of(query, self._clock())
        if self._replicas and can_be_stored(parameters):
            await self._cache.revalidate()
            position = self._cache.position
            row = None if position is None else await self._replicas.row(position, STANDING, parameters)
            if row is not None:
                return _standing(query, row)
        return await self.read(query)


def _standing(query: StandingQuery, row: Any) -> Standing:
    if row is None:  # a name that no row can have: nothing is known of its token
        return Standing(client_exists=False, client_disabled=False)
    return standing_of(query, row)
