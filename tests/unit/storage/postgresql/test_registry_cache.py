"""What is kept parsed is revalidated once per request, and whatever was committed before a request is in force in it."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from assay.model import effects as e
from assay.model.client import Client
from assay.ports.current_request import LOOKED
from assay.storage.postgresql import open_postgresql, registry_cache
from assay.storage.postgresql.target import PostgresqlTarget

CLIENT = Client("client", "Client", "none", ("refresh_token",), ("https://c.example/cb",), ("openid",))


@pytest.fixture
def stores(postgresql_database, request):
    options = {"issuer_id": request.node.nodeid, "clock": lambda: 0.0}
    return [open_postgresql(PostgresqlTarget(postgresql_database, patience=20), **options) for _ in range(2)]


@pytest.fixture
def looks(monkeypatch):
    """One entry per look at the epoch."""
    seen, look = [], registry_cache.RegistryCache._look

    async def counted(self, before):
        seen.append(self)
        await look(self, before)

    monkeypatch.setattr(registry_cache.RegistryCache, "_look", counted)
    return seen


async def closed(stores):
    for store in stores:
        await store.maintenance.close()


def test_a_request_looks_once_and_the_next_one_again(stores, looks):
    async def scenario():
        here, there = stores
        await there.unit_of_work.commit([e.SaveClient(CLIENT)])
        for name in ("Client", "second"):
            LOOKED.set(set())
            looks.clear()
            assert (await here.clients.find("client")).name == name
            await here.resources.list_all()
            await here.signing_keys.list_all()
            assert len(looks) == 1
            await there.unit_of_work.commit([e.SaveClient(replace(CLIENT, name="second", revision=1))])
        await closed(stores)

    asyncio.run(scenario())


def test_outside_of_a_request_each_call_looks(stores, looks):
    async def scenario():
        here, there = stores
        for revision, name in enumerate(("one", "two", "three")):
            await there.unit_of_work.commit([e.SaveClient(replace(CLIENT, name=name, revision=revision))])
            assert (await here.clients.find("client")).name == name
        assert len(looks) == 3
        await closed(stores)

    asyncio.run(scenario())


def test_many_requests_at_once_share_a_look_that_began_after_they_came(stores, looks):
    async def scenario():
        here, there = stores
        await there.unit_of_work.commit([e.SaveClient(CLIENT)])
        await here.clients.find("client")
        looks.clear()
        found = await asyncio.gather(*(here.clients.find("client") for _ in range(100)))
        assert found == [CLIENT] * 100
        assert len(looks) <= 2
        await closed(stores)

    asyncio.run(scenario())


def test_held_keys_grow_old_and_are_forgotten_once_a_change_was_seen(stores):
    async def scenario():
        here, there = stores
        listed = await here.signing_keys.list_all()
        assert here.signing_keys.held()[0] == listed
        before = here.signing_keys.held()[1]
        await asyncio.sleep(0.02)
        assert here.signing_keys.held()[1] >= before + 0.019
        await there.unit_of_work.commit([e.SaveClient(CLIENT)])
        assert here.signing_keys.held()[0] == listed  # nobody knows of it here
        await here.clients.find("client")
        assert here.signing_keys.held() is None
        await closed(stores)

    asyncio.run(scenario())


def test_a_store_that_is_ready_has_every_connection_open(postgresql, postgresql_database, request):
    target = PostgresqlTarget(postgresql_database, patience=20, connections=3)

    async def scenario():
        store = open_postgresql(target, issuer_id=request.node.nodeid, clock=lambda: 0.0)
        known = set(await opened())
        assert await store.maintenance.ready() is None
        assert len(set(await opened()) - known) == 4
        await store.maintenance.close()

    async def opened():
        return (
            await asyncio.to_thread(
                postgresql.psql, "SELECT pid FROM pg_stat_activity WHERE application_name = 'assay'"
            )
        ).split()

    asyncio.run(scenario())


def test_no_request_that_comes_after_a_commit_sees_what_was_before(stores):
    """Many readers while another process changes the client again and again: none sees less than it could know."""

    async def scenario():
        here, there = stores
        committed, done = 0, False

        async def reader():
            while not done:
                known = committed
                client = await here.clients.find("client")
                assert int(client.name if client else "0") >= known

        readers = [asyncio.create_task(reader()) for _ in range(12)]
        for number in range(1, 151):
            numbered = replace(CLIENT, name=str(number), revision=number - 1)
            assert await there.unit_of_work.commit([e.SaveClient(numbered)]) == e.Committed()
            committed = number
        done = True
        await asyncio.gather(*readers)
        await closed(stores)

    asyncio.run(scenario())
