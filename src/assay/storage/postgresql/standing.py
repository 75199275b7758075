"""Standing: all that may speak against a token, in one statement and so as of one moment."""

from __future__ import annotations

from typing import Any

from assay.model.standing import Standing, StandingQuery
from assay.ports.clock import Clock
from assay.storage.postgresql.reader import Reader, can_be_stored
from assay.storage.postgresql.registry_cache import RegistryCache
from assay.storage.postgresql.replicas import Replicas
from assay.storage.standing_row import standing_of

# A member that was not asked about is NULL, and `column = NULL` finds nothing without looking.
_READ = """
SELECT
    (SELECT disabled_at IS NOT NULL FROM clients WHERE issuer_id = $1 AND client_id = $2),
    (SELECT because FROM denied_access_tokens WHERE issuer_id = $1 AND jti = $3),
    (SELECT because FROM revoked_grants WHERE issuer_id = $1 AND grant_id = $4),
    (SELECT disabled_at IS NOT NULL FROM end_users WHERE issuer_id = $1 AND subject = $5),
    (
        SELECT ended_at IS NOT NULL OR expires_at <= $7::double precision OR authenticated_at < coalesce(
            (SELECT password_changed_at FROM end_users WHERE issuer_id = $1 AND subject = session.subject), 0
        )
        FROM end_user_sessions AS session WHERE issuer_id = $1 AND session_id = $6
    )
"""


class PostgresqlStandings:
    """`ports.standing.Standings`."""

    def __init__(self, reader: Reader, clock: Clock, cache: RegistryCache, replicas: Replicas) -> None:
        self._reader = reader
        self._clock = clock
        self._cache = cache
        self._replicas = replicas

    async def read(self, query: StandingQuery) -> Standing:
        """See the port."""
        return _standing(query, await self._reader.one(_READ, *self._parameters(query)))

    async def read_as_of_request(self, query: StandingQuery) -> Standing:
        """See the port."""
        parameters = self._parameters(query)
        if self._replicas and can_be_stored(parameters):
            await self._cache.revalidate()
            position = self._cache.position
            row = None if position is None else await self._replicas.row(position, _READ, parameters)
            if row is not None:
                return _standing(query, row)
        return await self.read(query)

    def _parameters(self, query: StandingQuery) -> tuple[Any, ...]:
        return query.client_id, query.jti, query.grant_id, query.subject, query.session_id, self._clock()


def _standing(query: StandingQuery, row: Any) -> Standing:
    if row is None:  # a name that no row can have: nothing is known of its token
        return Standing(client_exists=False, client_disabled=False)
    return standing_of(query, row)
