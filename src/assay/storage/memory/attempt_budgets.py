"""Budgets of attempts in memory."""

from __future__ import annotations

from collections.abc import Sequence

from assay.model.attempt_budget import BudgetExhausted, BudgetUse
from assay.model.gcra import take_one
from assay.storage.memory.tables import Tables


class MemoryAttemptBudgets:
    """`ports.attempt_budgets.AttemptBudgets`."""

    def __init__(self, tables: Tables) -> None:
        self._rows = tables.attempt_budgets

    async def use(self, uses: Sequence[BudgetUse], now: float) -> BudgetExhausted | None:
        """See the port."""
        for place, use in enumerate(uses):
            known = self._rows.get(use.key_hash, 0.0)
            at_rest, wait = take_one(known, now, burst=use.burst, per_second=1 / use.interval)
            if wait:
                return BudgetExhausted(place, wait)
            self._rows[use.key_hash] = at_rest
        return None

    async def give_back(self, uses: Sequence[BudgetUse]) -> None:
        """See the port."""
        for use in uses:
            if use.key_hash in self._rows:
                self._rows[use.key_hash] -= use.interval

    async def forget(self, key_hashes: Sequence[bytes]) -> None:
        """See the port."""
        for key_hash in key_hashes:
            self._rows.pop(key_hash, None)
