"""Carries out requests by one call of the batch's function (`batch.py`) and answers each of them."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from json import JSONEncoder
from typing import Any

from assay.model import effects as e
from assay.ports.unit_of_work import StorageUnavailable
from assay.storage.postgresql.batch import APPLY
from assay.storage.postgresql.connections import Connections
from assay.storage.postgresql.faults import in_the_way, refused_value, told_of, too_slow
from assay.storage.postgresql.locks import LAST, Locks, beforehand, first_row, locks_of
from assay.storage.postgresql.steps import Step

_json = JSONEncoder(separators=(",", ":")).encode

MOST_REQUESTS = 60
"""Requests in a batch: each may become a subtransaction, and a server keeps 64 of a transaction at hand."""
NOTHING: Sequence[list[str]] = ([], [], [])
"""No rows that nobody waits for: events, refusal records, uses of sessions."""


@dataclass(slots=True)
class Request:
    """What somebody waits for, until `deadline` in the loop's time. `hindered` is what was in its way when it was tried last,
    `slow` whether that was its own statement.
    """

    effects: Sequence[e.Effect]
    steps: str
    locks: Locks
    registry: bool
    deadline: float
    future: asyncio.Future[e.Committed | e.Conflict]
    hindered: StorageUnavailable | None = None
    slow: bool = False

    def hinder(self, by: StorageUnavailable) -> None:
        """Note what was in its way."""
        self.hindered = by
        self.slow = too_slow(by.__cause__)

    def fail(self, error: Exception) -> None:
        """Tell whoever waits, if anybody does."""
        if not self.future.done():
            self.future.set_exception(error)


class EffectNotWritable(Exception):
    """A value that no column can hold came as far as the database: a fault of ours."""


def _not_writable(state: str) -> EffectNotWritable:
    return EffectNotWritable(f"the database refuses a value: SQLSTATE {state}")


def request_of(effects: Sequence[e.Effect], steps: Mapping[type[e.Effect], Step], patience: float) -> Request:
    """A request to apply these effects, all or none."""
    loop = asyncio.get_running_loop()
    applied = [(steps[type(effect)], effect) for effect in effects]
    written = [step.written(effect) for step, effect in applied]
    return Request(
        effects,
        _json([[type(effect).__name__, members] for effect, members in zip(effects, written, strict=True)]),
        locks_of((step.locks, members) for (step, _), members in zip(applied, written, strict=True) if step.locks),
        any(step.registry for step, _ in applied),
        loop.time() + patience,
        loop.create_future(),
    )


class Calls:
    """Calls the function on connections that know it."""

    __slots__ = ("_connections", "_issuer_id")

    def __init__(self, connections: Connections, issuer_id: str) -> None:
        self._connections = connections
        self._issuer_id = issuer_id

    async def together(self, requests: Sequence[Request], behind: Sequence[list[str]]) -> list[Request]:
        """Carry out these requests, each whole or not at all, and write what is behind. Those that somebody was in the way of.

        Raises `StorageUnavailable`, or what the database said of a value that was no request's own; then nobody was answered.
        """
        # In one order wherever requests of two processes touch the same rows, so that they wait and do not deadlock.
        places = sorted(range(len(requests)), key=lambda place: (requests[place].locks or LAST, requests[place].steps))
        ordered = [requests[place] for place in places]
        steps = [request.steps for request in ordered]
        rows = [first_row(request.locks) for request in ordered]
        locked = beforehand([request.locks for request in ordered])
        registry = any(request.registry for request in ordered)
        row: Any = await self._connections.use(
            lambda connection: connection.fetchrow(
                APPLY, self._issuer_id, locked, registry, steps, rows, places, *behind
            ),
            repeatable=False,
        )
        hindered_ones = []
        for request, conflict, fault, hindered in zip(
            ordered, row["conflicts"], row["faults"], row["hindered"], strict=True
        ):
            if hindered is not None:
                request.hinder(told_of(hindered))
                hindered_ones.append(request)
            elif fault is not None:
                request.fail(_not_writable(fault))
            elif not request.future.done():
                request.future.set_result(e.Committed() if conflict is None else e.Conflict(request.effects[conflict]))
        return hindered_ones

    async def alone(self, request: Request) -> bool:
        """Carry out one request. False where somebody was in its way; in all other cases it was answered."""
        try:
            return not await self.together([request], NOTHING)
        except StorageUnavailable as error:
            if not in_the_way(error.__cause__):
                request.fail(error)
                return True
            request.hinder(error)
            return False
        except Exception as error:  # noqa: BLE001 - told to whoever waits for this one
            state = refused_value(error)
            request.fail(error if state is None else _not_writable(state))
        return True

    async def one_by_one(self, requests: Sequence[Request]) -> list[Request]:
        """Carry out each of these alone. Those that somebody was in the way of; all others were answered."""
        return [request for request in requests if not (request.future.done() or await self.alone(request))]

    async def close(self) -> None:
        """Let go of the connections."""
        await self._connections.close()
