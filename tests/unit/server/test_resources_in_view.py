"""Which resources' words an approval is told in."""

from __future__ import annotations

import asyncio

import pytest

from assay.model.client import Client
from assay.model.effects import SaveResource
from assay.model.resource import Resource
from assay.server.resources_in_view import resources_in_view
from assay.storage.memory import open_memory

ONE, TWO = Resource("https://one.example", default=True), Resource("https://two.example", created_at=1)


@pytest.mark.parametrize(
    ("named", "own", "seen"),
    [
        (("https://two.example",), (), (TWO,)),
        (("https://two.example", "https://one.example", "https://gone.example"), (), (ONE, TWO)),
        ((), (), (ONE,)),
        ((), ("https://two.example", "https://one.example"), (ONE,)),
        ((), ("https://two.example",), (TWO,)),
        ((), ("https://two.example", "https://three.example"), ()),
    ],
)
def test_they_are_the_ones_that_tokens_would_be_for(
    named: tuple[str, ...], own: tuple[str, ...], seen: tuple[Resource, ...]
) -> None:
    async def scenario() -> tuple[Resource, ...]:
        store = open_memory(issuer_id="default", clock=lambda: 0.0)
        await store.unit_of_work.commit([SaveResource(ONE), SaveResource(TWO)])
        return await resources_in_view(store.resources, named, Client("c", "A client", "none", (), resources=own))

    assert asyncio.run(scenario()) == seen


def test_a_client_that_is_gone_leaves_the_default() -> None:
    async def scenario() -> tuple[Resource, ...]:
        store = open_memory(issuer_id="default", clock=lambda: 0.0)
        await store.unit_of_work.commit([SaveResource(ONE), SaveResource(TWO)])
        return await resources_in_view(store.resources, (), None)

    assert asyncio.run(scenario()) == (ONE,)
