"""Standing: all that may speak against a token, in one statement and so as of one moment."""

from __future__ import annotations

from assay.model.standing import Standing, StandingQuery
from assay.ports.clock import Clock
from assay.storage.sqlite.reader import Reader
from assay.storage.standing_row import standing_of

# A member that was not asked about is NULL, and `column = NULL` finds nothing without looking.
_READ = """
SELECT
    (SELECT disabled_at IS NOT NULL FROM clients WHERE issuer_id = ?1 AND client_id = ?2),
    (SELECT because FROM denied_access_tokens WHERE issuer_id = ?1 AND jti = ?3),
    (SELECT because FROM revoked_grants WHERE issuer_id = ?1 AND grant_id = ?4),
    (SELECT disabled_at IS NOT NULL FROM end_users WHERE issuer_id = ?1 AND subject = ?5),
    (
        SELECT ended_at IS NOT NULL OR expires_at <= ?7 OR authenticated_at < ifnull(
            (SELECT password_changed_at FROM end_users WHERE issuer_id = ?1 AND subject = session.subject), 0
        )
        FROM end_user_sessions AS session WHERE issuer_id = ?1 AND session_id = ?6
    )
"""


class SqliteStandings:
    """`ports.standing.Standings`."""

    def __init__(self, reader: Reader, issuer_id: str, clock: Clock) -> None:
        self._reader = reader
        self._issuer_id = issuer_id
        self._clock = clock

    async def read(self, query: StandingQuery) -> Standing:
        """See the port."""
        row = await self._reader.one(
            _READ,
            (
                self._issuer_id,
                query.client_id,
                query.jti,
                query.grant_id,
                query.subject,
                query.session_id,
                self._clock(),
            ),
        )
        return standing_of(query, row)

    async def read_as_of_request(self, query: StandingQuery) -> Standing:
        """See the port."""
        return await self.read(query)
