"""Budgets of attempts that all processes and machines count together: a few uses at once, then so many per second.

What was refused is remembered in the process for a moment, so that a flood of guesses costs the store nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assay.model.attempt_budget import BudgetUse
from assay.ports.attempt_budgets import AttemptBudgets
from assay.primitives.hashing import hmac_sha256

_REMEMBERED = 5.0
"""Seconds for which a refusal is taken as standing: so long another process's success may take to be noticed."""
_MOST_REMEMBERED = 16_384


@dataclass(frozen=True, slots=True)
class Budget:
    """What is counted: its name, as evidence has it, its key, how many at once, how many more per second."""

    name: str
    key: str
    burst: int
    per_second: float


@dataclass(frozen=True, slots=True)
class Exhausted:
    """The budget that is used up, and after how many seconds it is not."""

    budget: Budget
    wait: float


class Attempts:
    """Counts attempts. Keys are kept under a MAC alone: people type a password for a username."""

    __slots__ = ("_budgets", "_refused", "_secret")

    def __init__(self, budgets: AttemptBudgets, secret: bytes) -> None:
        self._budgets = budgets
        self._secret = secret
        self._refused: dict[bytes, tuple[float, float]] = {}

    async def take(self, budgets: Sequence[Budget], now: float, *, all_or_none: bool = False) -> Exhausted | None:
        """Count one attempt in all of them, in this order, up to the first that is used up. At most three.

        With `all_or_none` an attempt that is refused counts nowhere. Raises `StorageUnavailable`.
        """
        uses = self._uses(budgets)
        for budget, use in zip(budgets, uses, strict=True):
            seen, allowed = self._refused.get(use.key_hash, (now, now))
            if seen <= now < min(allowed, seen + _REMEMBERED):
                return Exhausted(budget, allowed - now)
        exhausted = await self._budgets.use(uses, now)
        if exhausted is None:
            return None
        if all_or_none and exhausted.place:
            await self._budgets.give_back(uses[: exhausted.place])
        if len(self._refused) >= _MOST_REMEMBERED:
            self._refused.clear()
        self._refused[uses[exhausted.place].key_hash] = (now, now + exhausted.wait)
        return Exhausted(budgets[exhausted.place], exhausted.wait)

    async def give_back(self, budgets: Sequence[Budget]) -> None:
        """Take one attempt in each back: it was none. Raises `StorageUnavailable`."""
        await self._budgets.give_back(self._uses(budgets))

    async def forget(self, keys: Sequence[str]) -> None:
        """Count the attempts under these keys from zero again. Raises `StorageUnavailable`."""
        hashes = [self._hash(key) for key in keys]
        await self._budgets.forget(hashes)
        for key_hash in hashes:
            self._refused.pop(key_hash, None)

    def _uses(self, budgets: Sequence[Budget]) -> list[BudgetUse]:
        return [BudgetUse(self._hash(budget.key), budget.burst, 1 / budget.per_second) for budget in budgets]

    def _hash(self, key: str) -> bytes:
        return hmac_sha256(self._secret, key.encode("utf-8", "surrogatepass"))
