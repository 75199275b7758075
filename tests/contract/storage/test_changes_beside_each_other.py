"""Two processes change one client and one resource again and again: no change of either takes one of the other back."""

from __future__ import annotations

import asyncio
import random
from dataclasses import replace

import pytest

from assay.model import effects as e

ROUNDS = 25


@pytest.fixture
def two_stores(open_store, request):
    first = open_store()
    in_memory = "memory" in request.node.callspec.params.values()
    return first, first if in_memory else open_store()  # what is in memory has no second process


def test_every_change_that_was_told_as_written_is_kept(two_stores, a):
    async def changed(store, who):
        """Adds to what it reads, as an operator does, and again when somebody was faster; what was told as written."""
        kept, steps = [], random.Random(who)
        while len(kept) < ROUNDS:
            await asyncio.sleep(steps.random() / 500)
            client, resource = await store.clients.find("client-1"), await store.resources.find("https://api.example")
            mine = f"{who}{len(kept)}"
            later = [
                e.SaveClient(replace(client, scopes=(*client.scopes, mine), revision=client.revision + 1)),
                e.SaveResource(replace(resource, scopes=(*resource.scopes, mine), revision=resource.revision + 1)),
            ]
            if await store.unit_of_work.commit(later) == e.Committed():
                kept.append(mine)
        return kept

    async def scenario():
        one, two = two_stores
        await one.unit_of_work.commit([e.SaveClient(a.client(scopes=())), e.SaveResource(a.resource(scopes=()))])
        of_one, of_two = await asyncio.gather(changed(one, "a"), changed(two, "b"))
        for store in two_stores:
            client, resource = await store.clients.find("client-1"), await store.resources.find("https://api.example")
            assert sorted(client.scopes) == sorted(resource.scopes) == sorted([*of_one, *of_two])
            assert client.revision == resource.revision == len(of_one) + len(of_two)
            await store.maintenance.close()

    asyncio.run(scenario())
