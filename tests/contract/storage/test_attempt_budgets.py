"""Budgets of attempts: counted one by one whoever counts at the same moment, up to the first that is used up."""

from __future__ import annotations

import asyncio

import pytest

from assay.model.attempt_budget import BudgetExhausted, BudgetUse

NARROW, WIDE = BudgetUse(b"n" * 32, 2, 10.0), BudgetUse(b"w" * 32, 5, 1.0)


def test_so_many_at_once_and_then_one_each_interval(on_store, a):
    async def scenario(store):
        use = store.attempt_budgets.use
        assert [await use([NARROW], a.NOW) for _ in range(2)] == [None, None]
        assert await use([NARROW], a.NOW) == BudgetExhausted(0, 10.0)
        assert await use([NARROW], a.NOW + 9.5) == BudgetExhausted(0, 0.5)
        assert await use([NARROW], a.NOW + 10) is None
        assert await use([NARROW], a.NOW + 10) == BudgetExhausted(0, 10.0)
        assert [await use([NARROW], a.NOW + 60.25) for _ in range(3)] == [None, None, BudgetExhausted(0, 10.0)]

    on_store(scenario)


def test_what_comes_after_the_first_that_is_used_up_is_not_counted(on_store, a):
    async def scenario(store):
        use, third = store.attempt_budgets.use, BudgetUse(b"3" * 32, 1, 1.0)
        for _ in range(2):
            assert await use([WIDE, NARROW], a.NOW) is None
        for _ in range(3):
            assert await use([WIDE, NARROW, third], a.NOW) == BudgetExhausted(1, 10.0)
        assert await use([WIDE, NARROW, third], a.NOW) == BudgetExhausted(0, 1.0), "what stands before is counted"
        assert await use([third], a.NOW) is None
        assert await use([third], a.NOW) == BudgetExhausted(0, 1.0)

    on_store(scenario)


def test_a_forgotten_budget_begins_anew_and_the_others_go_on(on_store, a):
    async def scenario(store):
        use = store.attempt_budgets.use
        for _ in range(2):
            await use([NARROW], a.NOW)
            await use([BudgetUse(b"o" * 32, 2, 10.0)], a.NOW)
        await store.attempt_budgets.forget([NARROW.key_hash, b"unheard-of"])
        assert await use([NARROW], a.NOW) is None
        assert await use([BudgetUse(b"o" * 32, 2, 10.0)], a.NOW) == BudgetExhausted(0, 10.0)

    on_store(scenario)


def test_what_is_given_back_was_never_used(on_store, a):
    async def scenario(store):
        budgets = store.attempt_budgets
        for _ in range(2):
            assert await budgets.use([NARROW, WIDE], a.NOW) is None
        await budgets.give_back([NARROW, BudgetUse(b"unheard-of" * 3, 1, 1.0)])
        assert await budgets.use([NARROW], a.NOW) is None
        assert await budgets.use([NARROW], a.NOW) == BudgetExhausted(0, 10.0)
        assert [await budgets.use([WIDE], a.NOW) for _ in range(4)][-1] == BudgetExhausted(0, 1.0)

    on_store(scenario)


def test_nobody_waits_for_a_clock_that_was_put_back(on_store, a):
    async def scenario(store):
        use = store.attempt_budgets.use
        for _ in range(2):
            assert await use([NARROW], a.NOW + 10**6) is None
        assert await use([NARROW], a.NOW) is None

    on_store(scenario)


def test_a_purge_takes_what_is_at_rest(on_store, a):
    async def scenario(store):
        await store.attempt_budgets.use([NARROW], a.NOW)
        assert await store.maintenance.purge(a.NOW + 9, 100) == 0
        assert await store.maintenance.purge(a.NOW + 10, 100) == 1

    on_store(scenario)


@pytest.mark.parametrize("processes", [1, 2])
def test_of_a_hundred_at_once_as_many_are_let_through_as_the_budget_has(as_processes, a, processes):
    async def scenario():
        stores = as_processes(processes)
        network, account = BudgetUse(b"net" * 10, 60, 1.0), BudgetUse(b"acc" * 10, 7, 1.0)
        outcomes = await asyncio.gather(
            *(stores[number % len(stores)].attempt_budgets.use([network, account], a.NOW) for number in range(100))
        )
        for store in stores:
            await store.maintenance.close()
        assert outcomes.count(None) == 7
        assert [one.place for one in outcomes if one is not None].count(0) == 40

    asyncio.run(scenario())
