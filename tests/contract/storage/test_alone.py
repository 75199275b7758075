"""Work of one name is done by one at a time; work of another name goes on beside it."""

from __future__ import annotations

import asyncio


def test_who_does_the_same_work_waits_for_its_turn(on_store):
    async def scenario(store):
        inside, most, done = 0, 0, []

        async def work(number):
            nonlocal inside, most
            async with store.maintenance.alone("signing keys"):
                inside += 1
                most = max(most, inside)
                await asyncio.sleep(0.01)
                inside -= 1
                done.append(number)

        await asyncio.gather(*(work(number) for number in range(4)))
        return most, sorted(done)

    assert on_store(scenario) == (1, [0, 1, 2, 3])


def test_other_work_does_not_wait(on_store):
    async def scenario(store):
        async with (
            store.maintenance.alone("signing keys"),
            asyncio.timeout(5),
            store.maintenance.alone("administration"),
        ):
            return True

    assert on_store(scenario)


def test_a_turn_ends_with_a_failure_too(on_store):
    async def scenario(store):
        try:
            async with store.maintenance.alone("signing keys"):
                raise ArithmeticError
        except ArithmeticError:
            pass
        async with asyncio.timeout(5), store.maintenance.alone("signing keys"):
            return True

    assert on_store(scenario)
