"""Ends end-user sessions, and tells the clients that took part (OpenID Connect Back-Channel Logout 1.0 section 2.5).

Refresh tokens that are bound to a session are revoked with it, in the same commit in which the notices are written.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from assay.model.effects import Committed, Conflict, Effect, EndEndUserSession, RecordEvent
from assay.model.end_user import EndUserSession
from assay.model.event import Event
from assay.model.outgoing_message import BACKCHANNEL_LOGOUT
from assay.ports.clients import Clients
from assay.ports.end_user_sessions import EndUserSessions
from assay.ports.unit_of_work import StorageUnavailable, UnitOfWork
from assay.server.outbox.outgoing import Outgoing

_WORTH_TELLING = 86_400
"""Seconds for which a client is told of a logout."""
_ATTEMPTS = 8
_TOO_MANY_RACES = f"the end of a session lost {_ATTEMPTS} races in a row"

T = TypeVar("T")


class SessionEnding:
    """Makes the effects of an end, or commits them. `because` is the event's word for it, such as `logout`."""

    __slots__ = ("_clients", "_outgoing", "_sessions", "_unit_of_work")

    def __init__(
        self, sessions: EndUserSessions, clients: Clients, unit_of_work: UnitOfWork, outgoing: Outgoing
    ) -> None:
        self._sessions = sessions
        self._clients = clients
        self._unit_of_work = unit_of_work
        self._outgoing = outgoing

    async def effects(self, session: EndUserSession, because: str, now: float) -> tuple[Effect, ...]:
        """What ends one session. They conflict when a client joined meanwhile; then ask again."""
        at, client_ids = int(now), await self._sessions.clients_of(session.session_id)
        told: tuple[Effect, ...] = ()
        for client_id in client_ids:
            client = await self._clients.find(client_id)
            if client is not None and client.backchannel_logout_uri is not None:
                content = {"client_id": client_id, "sub": session.subject, "sid": session.session_id}
                told += (self._outgoing.message(BACKCHANNEL_LOGOUT, content, at, _WORTH_TELLING),)
        detail = json.dumps({"sid": session.session_id, "because": because})
        return (
            EndEndUserSession(session.session_id, at, client_ids),
            RecordEvent(Event("end_user_session.ended", at, subject=session.subject, detail=detail)),
            *told,
        )

    async def end(self, sessions: Sequence[EndUserSession], because: str, now: float) -> None:
        """End these sessions, durably. One that has ended already stays as it is. Raises `StorageUnavailable`."""
        for session in sessions:
            await self._end(session, because, now)

    async def end_all(self, subject: str, because: str, now: float, *, but: str | None = None) -> int:
        """End all sessions of an end-user, but for the one with the `sid` `but`; how many. Raises `StorageUnavailable`."""
        doomed = [one for one in await self._sessions.list_of(subject) if one.session_id != but]
        await self.end(doomed, because, now)
        return len(doomed)

    async def commit_with_ends(
        self, effects: tuple[Effect, ...], subject: str, because: str, now: float
    ) -> tuple[Committed | Conflict, int]:
        """Commit these effects and the end of all sessions of an end-user together, and how many those are.

        The `Conflict` is of one of these effects. Raises `StorageUnavailable`.
        """
        commit = self._unit_of_work.commit
        return await self.with_ends(lambda ends: commit((*effects, *ends)), subject, because, now)

    async def with_ends(
        self,
        commit: Callable[[tuple[Effect, ...]], Awaitable[T]],
        subject: str,
        because: str,
        now: float,
        *,
        but: str | None = None,
    ) -> tuple[T, int]:
        """The same for a `commit` that has more to write: it gets what ends all sessions but the one with the `sid` `but`.

        It is asked again where a client joined one of them meanwhile.
        """
        for _ in range(_ATTEMPTS):
            doomed = [one for one in await self._sessions.list_of(subject) if one.session_id != but]
            ends = [effect for one in doomed for effect in await self.effects(one, because, now)]
            settled = await commit(tuple(ends))
            if not (isinstance(settled, Conflict) and isinstance(settled.effect, EndEndUserSession)):
                return settled, len(doomed)
        raise StorageUnavailable(_TOO_MANY_RACES)

    async def _end(self, session: EndUserSession, because: str, now: float) -> None:
        for _ in range(_ATTEMPTS):
            standing = await self._sessions.find_by_id(session.session_id)
            if standing is None or standing.ended_at is not None:
                return
            effects = await self.effects(standing, because, now)
            if not isinstance(await self._unit_of_work.commit(effects), Conflict):
                return
        raise StorageUnavailable(_TOO_MANY_RACES)
