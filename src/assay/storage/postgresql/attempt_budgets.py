"""The table `attempt_budgets`: the moment at which each will be at rest again (`model.gcra`).

One statement counts a whole attempt, in a transaction of its own beside the batches of the writer: budgets of a network or
an account are what many processes want at once, and a batch would hold them until its commit.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import asyncpg

from assay.model.attempt_budget import BudgetExhausted, BudgetUse
from assay.model.gcra import wait_for_one
from assay.storage.postgresql.connections import Connections

# ruff: noqa: S608 - made here, of numbers of parameters

_MOST = 3
_FIND = "SELECT at_rest FROM attempt_budgets WHERE issuer_id = $1 AND key_hash = $2"
_GIVE_BACK = "UPDATE attempt_budgets SET at_rest = at_rest - $3::float8 WHERE issuer_id = $1 AND key_hash = $2"
_FORGET = "DELETE FROM attempt_budgets WHERE issuer_id = $1 AND key_hash = $2"


def _statement(uses: int) -> str:
    """Counts so many uses, each only where the one before was counted. Answers how many were.

    An upsert looks at the newest row, whoever has just written it, and waits for who is writing it.
    """
    counted = ", ".join(_counted(place) for place in range(uses))
    total = " + ".join(f"(SELECT count(*) FROM use_{place})" for place in range(uses))
    return f"WITH {counted} SELECT {total}"


def _counted(place: int) -> str:
    key, burst, interval = (f"${3 + 3 * place + member}" for member in range(3))
    whole = f"{burst}::int * {interval}::float8"
    # Beyond two whole bursts the clock was put back, and nobody waits for it. A float of epoch seconds is no finer than 1e-6.
    believed = f"CASE WHEN held.at_rest BETWEEN $2 AND $2 + 2 * {whole} THEN held.at_rest ELSE $2 END"
    before = f"WHERE EXISTS (SELECT 1 FROM use_{place - 1})" if place else ""
    return f"""use_{place} AS (
        INSERT INTO attempt_budgets AS held (issuer_id, key_hash, at_rest)
        SELECT $1, {key}::bytea, $2::float8 + {interval}::float8 {before}
        ON CONFLICT (issuer_id, key_hash) DO UPDATE SET at_rest = {believed} + {interval}::float8
        WHERE {believed} + {interval}::float8 - $2 - {whole} <= 1e-6
        RETURNING 1
    )"""


_USE = {uses: _statement(uses) for uses in range(1, _MOST + 1)}


class PostgresqlAttemptBudgets:
    """`ports.attempt_budgets.AttemptBudgets`."""

    def __init__(self, connections: Connections, issuer_id: str) -> None:
        self._connections = connections
        self._issuer_id = issuer_id

    async def use(self, uses: Sequence[BudgetUse], now: float) -> BudgetExhausted | None:
        """See the port."""
        return await self._connections.use(lambda connection: self._use(connection, uses, now), repeatable=False)

    async def give_back(self, uses: Sequence[BudgetUse]) -> None:
        """See the port. One row after the other, so that nobody is held up who takes them in another order."""
        await self._connections.use(lambda connection: self._give_back(connection, uses), repeatable=False)

    async def forget(self, key_hashes: Sequence[bytes]) -> None:
        """See the port. One row after the other, as `give_back`."""
        await self._connections.use(lambda connection: self._forget(connection, key_hashes), repeatable=True)

    async def _give_back(self, connection: asyncpg.Connection[Any], uses: Sequence[BudgetUse]) -> None:
        for use in uses:
            await connection.execute(_GIVE_BACK, self._issuer_id, use.key_hash, use.interval)

    async def _forget(self, connection: asyncpg.Connection[Any], key_hashes: Sequence[bytes]) -> None:
        for key_hash in key_hashes:
            await connection.execute(_FORGET, self._issuer_id, key_hash)

    async def _use(
        self, connection: asyncpg.Connection[Any], uses: Sequence[BudgetUse], now: float
    ) -> BudgetExhausted | None:
        parameters = [member for use in uses for member in (use.key_hash, use.burst, use.interval)]
        statement = _USE[len(uses)]
        counted: int = await connection.fetchval(statement, self._issuer_id, now, *parameters)
        if counted == len(uses):
            return None
        refused = uses[counted]
        at_rest = await connection.fetchval(_FIND, self._issuer_id, refused.key_hash)
        wait = wait_for_one(at_rest or 0.0, now, burst=refused.burst, per_second=1 / refused.interval)
        return BudgetExhausted(counted, wait or refused.interval)
