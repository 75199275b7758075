"""Status indexes are reserved once, and what is revoked is told as long as a token can be in use."""

from __future__ import annotations

import asyncio

from assay.model import effects as e
from assay.model.status_block import RevokedStatuses


def test_blocks_follow_each_other_and_nobody_gets_an_index_twice(on_store, a):
    async def scenario(store):
        commit = store.unit_of_work.commit
        assert await store.token_statuses.end() == 0
        assert await commit([e.ReserveStatusBlock(a.block(0, 4))]) == e.Committed()
        for taken in (a.block(0, 4), a.block(2, 4), a.block(5, 1)):
            assert await commit([e.ReserveStatusBlock(taken)]) == e.Conflict(e.ReserveStatusBlock(taken))
        assert await store.token_statuses.end() == 4
        assert await commit([e.ReserveStatusBlock(a.block(4, 1))]) == e.Committed()
        assert await store.token_statuses.end() == 5

    on_store(scenario)


def test_of_a_hundred_who_want_the_next_block_one_gets_it(on_store, a):
    async def scenario(store):
        wanted = [e.ReserveStatusBlock(a.block(0, size)) for size in range(1, 101)]
        settled = await asyncio.gather(*(store.unit_of_work.commit([each]) for each in wanted))
        assert settled.count(e.Committed()) == 1

    on_store(scenario)


def test_what_was_revoked_is_told_until_its_tokens_have_expired(on_store, a):
    async def scenario(store):
        commit, revoked = store.unit_of_work.commit, store.token_statuses.revoked
        await commit([e.StartRefreshTokenFamily(a.family(b"1" * 16, grant_id="by-request"))])
        await commit([e.StartRefreshTokenFamily(a.family(b"2" * 16, grant_id="of-session", session_id="sid-1"))])
        await commit([e.StartRefreshTokenFamily(a.family(b"3" * 16, grant_id="of-disabled", subject="sub-2"))])
        await commit([e.StartRefreshTokenFamily(a.family(b"4" * 16, grant_id="alive", subject="sub-3"))])
        await commit(
            [e.AddEndUser(a.end_user("sub-2", disabled_at=None)), e.AddEndUser(a.end_user("sub-3", disabled_at=None))]
        )
        assert await revoked(a.NOW, a.NOW - 100) == RevokedStatuses(frozenset(), (), 0)
        await commit([e.RevokeGrant("by-request", a.NOW, a.NOW + 100, "x"), e.EndEndUserSession("sid-1", a.NOW)])
        await commit([e.SwitchEndUser("sub-2", a.NOW)])
        told = await revoked(a.NOW, a.NOW - 100)
        assert told.grant_ids == {"by-request", "of-session", "of-disabled"}
        # A token that was issued before its grant was revoked, 100 seconds ago and more, has expired.
        assert (await revoked(a.NOW + 100, a.NOW)).grant_ids == {"of-disabled"}
        assert (await revoked(a.NOW + 5000, a.NOW + 4900)).grant_ids == frozenset()

    on_store(scenario)


def test_a_disabled_client_takes_its_blocks_with_it(on_store, a):
    async def scenario(store):
        commit = store.unit_of_work.commit
        theirs, later, others = a.block(0, 4), a.block(4, 2), a.block(6, 2, client_id="client-2")
        for block in (theirs, later, others):
            await commit([e.ReserveStatusBlock(block)])
        await commit(
            [e.SaveClient(a.client("client-1", disabled_at=None)), e.SaveClient(a.client("client-2", disabled_at=None))]
        )
        assert (await store.token_statuses.revoked(a.NOW, a.NOW)).blocks == ()
        await commit([e.SaveClient(a.client("client-1", disabled_at=a.NOW, revision=1))])
        told = await store.token_statuses.revoked(a.NOW, a.NOW)
        assert (told.blocks, told.end) == ((theirs, later), 8)
        assert (await store.token_statuses.revoked(a.NOW + 50, a.NOW)).blocks == ()

    on_store(scenario)


def test_the_newest_block_is_never_purged(on_store, a, retention):
    async def scenario(store):
        await store.unit_of_work.commit([e.ReserveStatusBlock(a.block(0, 4)), e.ReserveStatusBlock(a.block(4, 4))])
        assert await store.maintenance.purge(a.NOW + 50, 10) == 1
        assert await store.token_statuses.end() == 8

    on_store(scenario, retention=retention())
