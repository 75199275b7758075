"""Budgets of attempts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from assay.model.attempt_budget import BudgetExhausted, BudgetUse


class AttemptBudgets(Protocol):
    """Counts for all processes together, each use at once and for itself.

    No effects: an attempt counts whatever else is committed or not, and nobody waits for the commits of others.
    """

    async def use(self, uses: Sequence[BudgetUse], now: float) -> BudgetExhausted | None:
        """Count at most three uses, in this order, up to the first that is too many. Raises `StorageUnavailable`."""
        ...

    async def give_back(self, uses: Sequence[BudgetUse]) -> None:
        """Take these uses back, as if they had not been. Raises `StorageUnavailable`."""
        ...

    async def forget(self, key_hashes: Sequence[bytes]) -> None:
        """Count the uses of these from zero again. Raises `StorageUnavailable`."""
        ...
