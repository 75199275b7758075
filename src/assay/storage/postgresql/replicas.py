"""Replicas that answer in the primary's stead what they provably know: nothing that was committed before the request came is missing.

A request has looked how far the primary's log went. A replica is asked in a first statement how far it has replayed that log, and
answers in a second one, which sees at least that much. One that is behind, away, or on another timeline (as after a failover that it
did not follow) answers nothing; the primary does.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import Any
from weakref import WeakKeyDictionary

import asyncpg

from assay.ports.store import StoreUnusable
from assay.ports.unit_of_work import StorageUnavailable
from assay.storage.postgresql.connections import Connections
from assay.storage.postgresql.target import PostgresqlTarget

_log = logging.getLogger("assay.replicas")

# The timeline of the last restart point: after a failover it is the old one for some minutes, and the primary is asked as long.
_REPLAYED = """
SELECT timeline_id, coalesce((pg_last_wal_replay_lsn() - '0/0')::bigint, 0) FROM pg_control_checkpoint()
"""
_SHARE = 0.25
"""Of the target's patience, for a replica: the primary needs the rest."""
_PAUSE_AWAY = 1.0
"""Seconds for which a replica that did not answer is not asked."""
_PAUSE_BEHIND = 0.01
"""Seconds for which a replica that is behind is not asked."""


@dataclass(frozen=True, slots=True)
class Position:
    """How far a log goes: its timeline and the place in it, in bytes."""

    timeline: int
    place: int


class Replicas:
    """Those of one database, each asked in its turn."""

    __slots__ = ("_issuer_id", "_replicas", "_turns")

    def __init__(self, target: PostgresqlTarget, issuer_id: str) -> None:
        self._issuer_id = issuer_id
        self._turns = count()
        patient = replace(target, patience=target.patience * _SHARE)
        self._replicas = tuple(_Replica(replace(patient, host=host, port=port)) for host, port in target.replicas)

    def __bool__(self) -> bool:
        return bool(self._replicas)

    async def row(self, position: Position, sql: str, parameters: Sequence[Any]) -> Any:
        """The first row as of `position` or later. None when the primary must be asked. Parameters follow the issuer."""
        replica = self._replicas[next(self._turns) % len(self._replicas)]
        return await replica.row(position, sql, (self._issuer_id, *parameters))

    async def close(self) -> None:
        """Let go of all connections."""
        for replica in self._replicas:
            await replica.connections.close()


class _Replica:
    __slots__ = ("_not_before", "_replayed", "_told", "connections")

    def __init__(self, target: PostgresqlTarget) -> None:
        self.connections = Connections(target, target.connections, _as_it_is, writable=False)
        self._replayed: WeakKeyDictionary[asyncpg.Connection[Any], Position] = WeakKeyDictionary()
        self._not_before = float("-inf")
        self._told = False

    async def row(self, position: Position, sql: str, parameters: Sequence[Any]) -> Any:
        loop = asyncio.get_running_loop()
        if loop.time() < self._not_before:
            return None

        async def work(connection: asyncpg.Connection[Any]) -> Any:
            replayed = self._replayed.get(
                connection
            )  # of this connection: behind one name there may be several servers
            if not _reached(replayed, position):
                replayed = self._replayed[connection] = Position(*(await connection.fetch(_REPLAYED))[0])
                if not _reached(replayed, position):
                    return None
            return await connection.fetchrow(sql, *parameters)

        try:
            row = await self.connections.use(work, repeatable=True)
        except (StorageUnavailable, StoreUnusable, asyncpg.PostgresError) as error:
            self._not_before = loop.time() + _PAUSE_AWAY
            # The words of a server may quote a value.
            self._tell("replica.away", type(error).__name__ if isinstance(error, asyncpg.PostgresError) else str(error))
            return None
        if row is None:
            self._not_before = loop.time() + _PAUSE_BEHIND
        else:
            self._tell(None, "")
        return row

    def _tell(self, what: str | None, seen: str) -> None:
        """Each change is logged once."""
        if (what is not None) == self._told:
            return
        self._told = what is not None
        where = f"{self.connections.target.host}:{self.connections.target.port}"
        _log.warning(what or "replica.answers", extra={"fields": {"replica": where, "seen": seen}})


def _reached(replayed: Position | None, position: Position) -> bool:
    return replayed is not None and replayed.timeline == position.timeline and replayed.place >= position.place


async def _as_it_is(_connection: asyncpg.Connection[Any]) -> None:
    """Nothing to make ready: whoever has replayed as far as was asked has the schema too."""
