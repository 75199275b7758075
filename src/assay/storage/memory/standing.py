"""Standing in memory."""

from __future__ import annotations

from assay.model.standing import Standing, StandingQuery
from assay.ports.clock import Clock
from assay.storage.memory.tables import Tables


class MemoryStandings:
    """`ports.standing.Standings`."""

    def __init__(self, tables: Tables, clock: Clock) -> None:
        self._tables = tables
        self._clock = clock

    async def read(self, query: StandingQuery) -> Standing:
        """See the port."""
        client = self._tables.clients.get(query.client_id)
        end_user = None if query.subject is None else self._tables.end_users.get(query.subject)
        return Standing(
            client_exists=client is not None,
            client_disabled=client is not None and client.disabled_at is not None,
            denied=self._denied(query),
            end_user_exists=query.subject is None or end_user is not None,
            end_user_disabled=end_user is not None and end_user.disabled_at is not None,
            session_ended=query.session_id is not None and self._ended(query.session_id),
        )

    async def read_as_of_request(self, query: StandingQuery) -> Standing:
        """See the port."""
        return await self.read(query)

    def _denied(self, query: StandingQuery) -> str | None:
        denial = None if query.jti is None else self._tables.denied_access_tokens.get(query.jti)
        if denial is None and query.grant_id is not None:
            denial = self._tables.revoked_grants.get(query.grant_id)
        return None if denial is None else denial.because

    def _ended(self, session_id: str) -> bool:
        session = self._tables.sessions.get(session_id)
        if session is None:
            return True  # purged, so it has run out
        end_user = self._tables.end_users.get(session.subject)
        password_changed_at = (end_user.password_changed_at if end_user is not None else None) or 0
        return (
            session.ended_at is not None
            or session.expires_at <= self._clock()
            or session.authenticated_at < password_changed_at
        )
