"""What is behind when a store is closed is written once, however long the last batch takes."""

from __future__ import annotations

import asyncio

import asyncpg

from assay.model.event import Event
from assay.storage.postgresql import open_postgresql
from assay.storage.postgresql.target import PostgresqlTarget


def test_a_noted_event_is_written_once(postgresql_database, request):
    issuer_id = request.node.nodeid
    options = {"issuer_id": issuer_id, "clock": lambda: 0.0}

    def opened():
        return open_postgresql(PostgresqlTarget(postgresql_database, patience=20), **options)

    async def scenario():
        store = opened()
        store.events.note(Event("client.created", 1, "client"))
        await store.maintenance.purge(0, 10)  # which lets the first event be written: the stream has a row
        other = await asyncpg.connect(postgresql_database)
        await other.execute("BEGIN")
        await other.execute(
            "UPDATE assay.event_streams SET last_sequence = last_sequence WHERE issuer_id = $1", issuer_id
        )
        store.events.note(Event("client.created", 2, "client"))
        closing = asyncio.create_task(store.maintenance.close())
        await asyncio.sleep(0.6)  # for longer than a row stays behind
        assert not closing.done()
        await other.execute("ROLLBACK")
        await other.close()
        await closing
        again = opened()
        told = await again.events.read(0, 10)
        await again.maintenance.close()
        return [event.at for event in told]

    assert asyncio.run(scenario()) == [1, 2]
