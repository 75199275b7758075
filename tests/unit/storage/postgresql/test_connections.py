"""A turn that was given up as it came is the next one's."""

from __future__ import annotations

import asyncio

from assay.storage.postgresql.connections import Connections
from assay.storage.postgresql.target import PostgresqlTarget


def test_a_turn_that_comes_to_somebody_who_gives_up_goes_on_to_the_next(postgresql_database, monkeypatch):
    async def scenario():
        connections = Connections(PostgresqlTarget(postgresql_database, patience=20), 1, lambda _: asyncio.sleep(0))
        release = asyncio.Event()

        async def held(_connection):
            await release.wait()

        async def quick(_connection):
            return "served"

        first = asyncio.create_task(connections.use(held, repeatable=False))
        await asyncio.sleep(0.2)
        second = asyncio.create_task(connections.use(quick, repeatable=False))
        third = asyncio.create_task(connections.use(quick, repeatable=False))
        await asyncio.sleep(0)
        wake = Connections._wake

        def waken(one):
            wake(one)
            monkeypatch.undo()
            second.cancel()  # between its turn and its next step

        monkeypatch.setattr(Connections, "_wake", waken)
        release.set()
        await first
        assert await asyncio.wait_for(third, 5) == "served"
        assert (await asyncio.gather(second, return_exceptions=True))[0].__class__ is asyncio.CancelledError
        await connections.close()

    asyncio.run(scenario())
