"""Passkeys: one credential id has one owner, the count moves by agreement, and only the owner changes anything."""

from __future__ import annotations

import asyncio

import pytest

from assay.model import effects as e


def test_a_passkey_comes_back_as_it_was_written(on_store, a):
    async def scenario(store):
        second = a.passkey(b"c2", created_at=a.NOW - 1, backup_eligible=False, backed_up=False, last_used_at=None)
        others = a.passkey(b"c3", subject="sub-2")
        await store.unit_of_work.commit([e.AddPasskey(one) for one in (a.passkey(), second, others)])
        assert await store.passkeys.find(a.passkey().credential_id) == a.passkey()
        assert await store.passkeys.list_of("sub-1") == (second, a.passkey())
        assert await store.passkeys.list_of("sub-3") == ()
        assert await store.passkeys.find(b"c4") is None

    on_store(scenario)


def test_a_credential_id_is_registered_once_whoever_tries(on_store, a):
    async def scenario(store):
        adds = [e.AddPasskey(a.passkey(subject=f"sub-{n}")) for n in range(30)]
        outcomes = await asyncio.gather(*(store.unit_of_work.commit([add]) for add in adds))
        assert outcomes.count(e.Committed()) == 1
        won = adds[outcomes.index(e.Committed())].passkey
        assert await store.passkeys.find(won.credential_id) == won

    on_store(scenario)


def test_of_many_that_bring_the_same_count_one_is_noted(on_store, a):
    async def scenario(store):
        await store.unit_of_work.commit([e.AddPasskey(a.passkey(sign_count=7))])
        use = e.UsePasskey(a.passkey().credential_id, 7, 8, backed_up=False, at=a.NOW + 9)
        outcomes = await asyncio.gather(*(store.unit_of_work.commit([use]) for _ in range(30)))
        assert outcomes.count(e.Committed()) == 1
        assert outcomes.count(e.Conflict(use)) == 29
        used = a.passkey(sign_count=8, backed_up=False, last_used_at=a.NOW + 9)
        assert await store.passkeys.find(used.credential_id) == used

    on_store(scenario)


def test_only_the_owner_renames_and_removes(on_store, a):
    async def scenario(store):
        await store.unit_of_work.commit([e.AddPasskey(a.passkey())])
        credential_id = a.passkey().credential_id
        for stranger in (e.RenamePasskey("sub-2", credential_id, "mine"), e.RemovePasskey("sub-2", credential_id)):
            assert await store.unit_of_work.commit([stranger]) == e.Conflict(stranger)
        assert await store.unit_of_work.commit([e.RenamePasskey("sub-1", credential_id, "Phone")]) == e.Committed()
        assert await store.passkeys.find(credential_id) == a.passkey(name="Phone")
        remove = e.RemovePasskey("sub-1", credential_id)
        assert await store.unit_of_work.commit([remove]) == e.Committed()
        assert await store.unit_of_work.commit([remove]) == e.Conflict(remove)
        use = e.UsePasskey(credential_id, a.passkey().sign_count, 1, backed_up=True, at=a.NOW)
        assert await store.unit_of_work.commit([use]) == e.Conflict(use)

    on_store(scenario)


def test_the_last_one_stays_where_another_must_be_left(on_store, a):
    async def scenario(store):
        both = (a.passkey(b"c1"), a.passkey(b"c2"))
        await store.unit_of_work.commit([e.AddPasskey(one) for one in (*both, a.passkey(b"c3", subject="sub-2"))])
        one, other = (e.RemovePasskey("sub-1", passkey.credential_id, another_is_left=True) for passkey in both)
        assert await store.unit_of_work.commit([one, other]) == e.Conflict(other)
        assert await store.passkeys.list_of("sub-1") == both
        assert await store.unit_of_work.commit([one]) == e.Committed()
        assert await store.unit_of_work.commit([one]) == e.Conflict(one)
        assert await store.unit_of_work.commit([other]) == e.Conflict(other)
        assert await store.passkeys.list_of("sub-1") == both[1:]
        assert await store.unit_of_work.commit([e.RemovePasskey("sub-1", b"c2")]) == e.Committed()

    on_store(scenario)


@pytest.mark.parametrize("processes", [1, 2])
def test_of_two_that_are_removed_at_once_one_is_left(as_processes, a, processes):
    """Two tabs, at one process or at two of them (SQLite: a server and a command)."""

    async def scenario():
        stores = as_processes(processes)
        for number in range(40):
            subject = f"sub-{number}"
            both = [a.passkey(bytes([number, which]), subject=subject) for which in (1, 2)]
            await stores[0].unit_of_work.commit([e.AddPasskey(one) for one in both])
            removals = [e.RemovePasskey(subject, one.credential_id, another_is_left=True) for one in both]
            outcomes = await asyncio.gather(
                *(store.unit_of_work.commit([removal]) for store, removal in zip([*stores] * 2, removals, strict=False))
            )
            assert outcomes.count(e.Committed()) == 1, outcomes
            assert len(await stores[0].passkeys.list_of(subject)) == 1
        for store in stores:
            await store.maintenance.close()

    asyncio.run(scenario())
