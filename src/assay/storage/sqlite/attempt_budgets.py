"""The table `attempt_budgets`: the moment at which each will be at rest again (`model.gcra`)."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from assay.model.attempt_budget import BudgetExhausted, BudgetUse
from assay.model.gcra import take_one
from assay.storage.sqlite.writer import Writer

_FIND = "SELECT at_rest FROM attempt_budgets WHERE issuer_id = ? AND key_hash = ?"
_SAVE = "INSERT OR REPLACE INTO attempt_budgets (issuer_id, key_hash, at_rest) VALUES (?, ?, ?)"
_GIVE_BACK = "UPDATE attempt_budgets SET at_rest = at_rest - ? WHERE issuer_id = ? AND key_hash = ?"
_FORGET = "DELETE FROM attempt_budgets WHERE issuer_id = ? AND key_hash = ?"


class SqliteAttemptBudgets:
    """`ports.attempt_budgets.AttemptBudgets`. One writer: between the look and the count nobody else has a turn."""

    def __init__(self, writer: Writer, issuer_id: str) -> None:
        self._writer = writer
        self._issuer_id = issuer_id

    async def use(self, uses: Sequence[BudgetUse], now: float) -> BudgetExhausted | None:
        """See the port."""
        return await self._writer.run(lambda connection: self._use(connection, uses, now))

    async def give_back(self, uses: Sequence[BudgetUse]) -> None:
        """See the port."""
        rows = [(use.interval, self._issuer_id, use.key_hash) for use in uses]
        await self._writer.run(lambda connection: connection.executemany(_GIVE_BACK, rows))

    async def forget(self, key_hashes: Sequence[bytes]) -> None:
        """See the port."""
        rows = [(self._issuer_id, key_hash) for key_hash in key_hashes]
        await self._writer.run(lambda connection: connection.executemany(_FORGET, rows))

    def _use(self, connection: sqlite3.Connection, uses: Sequence[BudgetUse], now: float) -> BudgetExhausted | None:
        for place, use in enumerate(uses):
            found = connection.execute(_FIND, (self._issuer_id, use.key_hash)).fetchone()
            known = 0.0 if found is None else found[0]
            at_rest, wait = take_one(known, now, burst=use.burst, per_second=1 / use.interval)
            if wait:
                return BudgetExhausted(place, wait)
            connection.execute(_SAVE, (self._issuer_id, use.key_hash, at_rest))
        return None
