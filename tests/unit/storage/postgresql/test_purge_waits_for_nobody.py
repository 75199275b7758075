"""A purge passes over what somebody holds: it waits for no row, so nobody deadlocks with it."""

from __future__ import annotations

import asyncio
import time

from assay.model import effects as e
from assay.model.refresh_token import RefreshTokenFamily
from assay.storage.postgresql import open_postgresql
from assay.storage.postgresql.connections import connect
from assay.storage.postgresql.target import PostgresqlTarget

NOW = 1_800_000_000
LATER = NOW + 10**8


def family(number):
    return RefreshTokenFamily(bytes([number]) * 16, "c", "s", f"g{number}", (), (), 1, 1, 1, 1, 1, 1, None)


def test_a_row_that_somebody_holds_is_left_for_the_next_purge(postgresql_database, request):
    issuer = request.node.nodeid

    async def scenario():
        store = open_postgresql(PostgresqlTarget(postgresql_database, patience=5), issuer_id=issuer, clock=time.time)
        await store.unit_of_work.commit([e.StartRefreshTokenFamily(family(number)) for number in range(5)])
        keeper = await connect(PostgresqlTarget(postgresql_database))
        await keeper.execute("BEGIN")
        held = "SELECT FROM refresh_token_families WHERE issuer_id = $1 AND grant_id = 'g2' FOR NO KEY UPDATE"
        await keeper.execute(held, issuer)
        began = time.monotonic()
        assert await store.maintenance.purge(LATER, 100) == 4
        assert time.monotonic() - began < 1
        await keeper.execute("COMMIT")
        assert await store.maintenance.purge(LATER, 100) == 1
        await keeper.close()
        await store.maintenance.close()

    asyncio.run(scenario())
