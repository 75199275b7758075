from __future__ import annotations

import asyncio
import os
from collections import Counter

from assay.formats.status_list import LIST_SIZE
from assay.model.effects import Committed, Conflict, Effect, ReserveStatusBlock
from assay.model.status_block import StatusBlock
from assay.ports.store import Store
from assay.server.issuance.grant_ids import LARGEST_BLOCK, SMALLEST_BLOCK, GrantIds, StatusListSettings
from assay.server.issuance.lifetimes import Lifetimes
from assay.server.issuance.status_claim import status_claim, status_index_of
from assay.storage.memory import open_memory

NOW = 1_800_000_000


def made(store: Store, *, enabled: bool = True) -> GrantIds:
    return GrantIds(store.token_statuses, store.unit_of_work, os.urandom, StatusListSettings(enabled), Lifetimes())


def opened() -> Store:
    return open_memory(issuer_id="default", clock=lambda: NOW)


def test_without_status_lists_an_id_is_random_and_has_no_index() -> None:
    async def scenario() -> None:
        store = opened()
        ids = [await made(store, enabled=False).new("client", NOW) for _ in range(3)]
        assert len(set(ids)) == 3
        assert [status_index_of(grant_id) for grant_id in ids] == [None] * 3
        assert await store.token_statuses.end() == 0
        assert status_claim("https://as.example", ids[0]) is None

    asyncio.run(scenario())


def test_no_index_comes_twice_whoever_asks() -> None:
    async def scenario() -> None:
        store = opened()
        processes = [made(store) for _ in range(3)]
        seen: Counter[int | None] = Counter()
        for number in range(3000):
            grant_id = await processes[number % 3].new(f"client-{number % 5}", NOW + number)
            seen[status_index_of(grant_id)] += 1
        assert None not in seen
        assert max(seen.values()) == 1

    asyncio.run(scenario())


def test_blocks_grow_with_use_and_are_reserved_for_one_client() -> None:
    async def scenario() -> None:
        store = opened()
        ids = made(store)
        for _ in range(10_000):
            await ids.new("busy", NOW)
        await ids.new("quiet", NOW)
        blocks = list(store.token_statuses._tables.status_blocks.values())  # type: ignore[attr-defined]
        assert blocks[0].size == blocks[-1].size == SMALLEST_BLOCK
        assert max(block.size for block in blocks) == LARGEST_BLOCK
        assert {block.client_id for block in blocks[:-1]} == {"busy"}
        assert blocks[-1].client_id == "quiet"
        assert len(blocks) < 16

    asyncio.run(scenario())


def test_an_index_is_not_given_out_after_its_block_could_be_forgotten() -> None:
    async def scenario() -> None:
        store = opened()
        ids = made(store)
        first = status_index_of(await ids.new("client", NOW))
        later = status_index_of(await ids.new("client", NOW + 3600))
        assert first == 0
        assert later == SMALLEST_BLOCK

    asyncio.run(scenario())


def test_who_loses_a_race_reserves_behind_the_winner() -> None:
    async def scenario() -> None:
        store = opened()

        class Racing:
            raced = False

            async def commit(self, effects: tuple[Effect, ...]) -> Committed | Conflict:
                if not self.raced:
                    self.raced = True
                    theirs = StatusBlock(0, 7, "theirs", NOW)
                    await store.unit_of_work.commit((ReserveStatusBlock(theirs),))
                return await store.unit_of_work.commit(effects)

        ids = GrantIds(store.token_statuses, Racing(), os.urandom, StatusListSettings(True), Lifetimes())  # type: ignore[arg-type]
        assert status_index_of(await ids.new("client", NOW)) == 7

    asyncio.run(scenario())


def test_the_claim_names_the_list_and_the_place_in_it() -> None:
    assert status_claim("https://as.example/t", f"{3 * LIST_SIZE + 5}.random") == {
        "status_list": {"idx": 5, "uri": "https://as.example/t/status-lists/3"}
    }
    assert [status_index_of(text) for text in ("", "x", "a.b", "-1.x", "٣.x", "12")] == [None] * 6
