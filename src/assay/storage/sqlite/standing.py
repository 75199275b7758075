"""Standing: all that may speak against a token, in one statement and so as of one moment."""

from __future__ import annotations

from assay.model.standing import Standing, StandingQuery
from assay.ports.clock import Clock
from assay.storage.sqlite.reader import Reader
from assay.storage.sqlite.statements import numbered
from assay.storage.statuses import STANDING, parameters_of, standing_of

_READ = numbered(STANDING)


class SqliteStandings:
    """`ports.standing.Standings`."""

    def __init__(self, reader: Reader, issuer_id: str, clock: Clock) -> None:
        self._reader = reader
        self._issuer_id = issuer_id
        self._clock = clock

    async def read(self, query: StandingQuery) -> Standing:
        """See the port."""
        row = await self._reader.one(_READ, (self._issuer_id, *parameters_of(query, self._clock())))
        return standing_of(query, row)

    async def read_as_of_request(self, query: StandingQuery) -> Standing:
        """See the port."""
        return await self.read(query)
