"""Standing: all that may speak against a token, in one statement and so as of one moment."""

from __future__ import annotations

from assay.model.standing import Standing, StandingQuery
from assay.ports.clock import Clock
from assay.storage.postgresql.reader import Reader

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

    def __init__(self, reader: Reader, clock: Clock) -> None:
        self._reader = reader
        self._clock = clock

    async def read(self, query: StandingQuery) -> Standing:
        """See the port."""
        row = await self._reader.one(
            _READ, query.client_id, query.jti, query.grant_id, query.subject, query.session_id, self._clock()
        )
        if row is None:  # a name that no row can have: nothing is known of its token
            return Standing(client_exists=False, client_disabled=False)
        client_disabled, token_denied, grant_denied, end_user_disabled, session_ended = row
        return Standing(
            client_exists=client_disabled is not None,
            client_disabled=bool(client_disabled),
            denied=token_denied if token_denied is not None else grant_denied,
            end_user_exists=query.subject is None or end_user_disabled is not None,
            end_user_disabled=bool(end_user_disabled),
            session_ended=query.session_id is not None
            and session_ended is not False,  # NULL: purged, so it has run out
        )
