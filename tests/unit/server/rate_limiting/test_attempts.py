"""Attempts that several processes count together, each with a memory for what was refused."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from assay.model.attempt_budget import BudgetExhausted, BudgetUse
from assay.server.rate_limiting.attempts import Attempts, Budget
from assay.storage.memory import open_memory

NOW = 1_800_000_000.0
ACCOUNT = Budget("account", "sign_in:somewhere:ann", 3, 0.1)


class Counted:
    """A store's budgets, and how often they were asked."""

    def __init__(self) -> None:
        self._budgets = open_memory(issuer_id="default", clock=lambda: NOW).attempt_budgets
        self.seen: list[BudgetUse] = []

    async def use(self, uses: Sequence[BudgetUse], now: float) -> BudgetExhausted | None:
        self.seen += uses
        return await self._budgets.use(uses, now)

    async def give_back(self, uses: Sequence[BudgetUse]) -> None:
        await self._budgets.give_back(uses)

    async def forget(self, key_hashes: Sequence[bytes]) -> None:
        await self._budgets.forget(key_hashes)


def test_processes_share_a_budget_and_a_flood_of_refusals_costs_the_store_nothing() -> None:
    async def scenario() -> None:
        store = Counted()
        one, other = Attempts(store, b"k" * 32), Attempts(store, b"k" * 32)
        assert [await process.take([ACCOUNT], NOW) for process in (one, other, one)] == [None] * 3
        for process in (one, other):
            exhausted = await process.take([ACCOUNT], NOW)
            assert exhausted is not None
            assert (exhausted.budget, exhausted.wait) == (ACCOUNT, 10.0)
        asked = len(store.seen)
        flood = [await process.take([ACCOUNT], NOW + 4.5) for process in (one, other) for _ in range(100)]
        assert {exhausted.wait for exhausted in flood if exhausted is not None} == {5.5}
        assert len(flood) == 200
        assert len(store.seen) == asked
        assert await one.take([ACCOUNT], NOW + 5.5) is not None
        assert len(store.seen) == asked + 1

    asyncio.run(scenario())


def test_a_success_at_one_process_is_noticed_by_the_other_in_seconds() -> None:
    async def scenario() -> None:
        store = Counted()
        one, other = Attempts(store, b"k" * 32), Attempts(store, b"k" * 32)
        for _ in range(3):
            await one.take([ACCOUNT], NOW)
        for process in (one, other):
            assert await process.take([ACCOUNT], NOW) is not None
        await one.forget([ACCOUNT.key])
        assert await one.take([ACCOUNT], NOW) is None
        assert await other.take([ACCOUNT], NOW + 4) is not None
        assert await other.take([ACCOUNT], NOW + 5) is None

    asyncio.run(scenario())


def test_what_was_typed_is_not_kept() -> None:
    async def scenario() -> None:
        store = Counted()
        await Attempts(store, b"k" * 32).take([Budget("account", "sign_in:x:hunter2", 3, 0.1)], NOW)
        await Attempts(store, b"other secret of another store....").take(
            [Budget("a", "sign_in:x:hunter2", 3, 0.1)], NOW
        )
        first, second = (use.key_hash for use in store.seen)
        assert b"hunter2" not in first
        assert first != second, "nobody who has the table alone can try words against it"

    asyncio.run(scenario())


def test_what_is_refused_counts_nowhere_where_it_is_all_or_none() -> None:
    async def scenario() -> None:
        store = Counted()
        one, other = Attempts(store, b"k" * 32), Attempts(store, b"k" * 32)
        wide, narrow = Budget("wide", "code:w", 5, 1e-6), Budget("narrow", "code:n", 2, 1e-6)
        for process in (one, other):
            assert await process.take([wide, narrow], NOW, all_or_none=True) is None
        for later in (0, 1, 6, 7, 12):  # refused by the store, and by what is remembered of that
            for process in (one, other):
                exhausted = await process.take([wide, narrow], NOW + later, all_or_none=True)
                assert exhausted is not None
                assert exhausted.budget is narrow
        assert [await one.take([wide], NOW + 12) is None for _ in range(4)] == [True, True, True, False]

    asyncio.run(scenario())
