"""The event stream and the refusal records."""

from __future__ import annotations

import asyncio

from assay.model import effects as e


async def until(condition, seconds=1.0):
    """Wait for an async condition; the ports promise a second, so a second is all it gets."""
    deadline = asyncio.get_running_loop().time() + seconds
    while not await condition():
        assert asyncio.get_running_loop().time() < deadline, "it did not happen in time"
        await asyncio.sleep(0.01)


def test_events_are_numbered_in_commit_order_without_a_gap(on_store, a):
    async def scenario(store):
        await asyncio.gather(*(store.unit_of_work.commit([e.RecordEvent(a.event(f"n.{n}"))] * 2) for n in range(5)))
        await store.unit_of_work.commit([e.RecordEvent(a.event("last"))])
        events = await store.events.read(0, 100)
        assert [event.sequence for event in events] == list(range(1, 12))
        assert events[-1] == a.event("last", sequence=11)
        bare = a.event(client_id=None, subject=None, grant_id=None, reason=None, refusal_id=None, detail="{}")
        await store.unit_of_work.commit([e.RecordEvent(bare)])
        assert (await store.events.read(11, 1))[0] == a.event(
            client_id=None, subject=None, grant_id=None, reason=None, refusal_id=None, detail="{}", sequence=12
        )

    on_store(scenario)


def test_events_are_read_from_a_cursor_in_pages(on_store, a):
    async def scenario(store):
        await store.unit_of_work.commit([e.RecordEvent(a.event(f"n.{n}")) for n in range(7)])
        assert [event.type for event in await store.events.read(2, 3)] == ["n.2", "n.3", "n.4"]
        assert await store.events.read(7, 3) == ()

    on_store(scenario)


def test_a_noted_event_is_durable_within_a_second_without_anybody_committing(on_store, a):
    async def scenario(store):
        store.events.note(a.event("access_token.issued"))
        await until(lambda: any_event(store))
        assert (await store.events.read(0, 9))[0] == a.event("access_token.issued", sequence=1)

    async def any_event(store):
        return bool(await store.events.read(0, 1))

    on_store(scenario)


def test_noted_events_keep_their_order(on_store, a):
    async def scenario(store):
        for number in range(1000):
            store.events.note(a.event(f"n.{number}"))

        async def all_there():
            return len(await store.events.read(0, 2000)) == 1000

        await until(all_there)
        assert [event.type for event in await store.events.read(0, 2000)] == [f"n.{n}" for n in range(1000)]

    on_store(scenario)


def test_a_refusal_record_is_found_at_once_and_later(on_store, a):
    async def scenario(store):
        store.refusal_records.put(a.refusal())
        assert await store.refusal_records.find("rf_1") == a.refusal()
        await asyncio.sleep(0.4)  # written by now
        assert await store.refusal_records.find("rf_1") == a.refusal()
        assert await store.refusal_records.find("rf_2") is None

    on_store(scenario)


def test_a_refusal_of_what_no_database_can_hold_is_kept_all_the_same(on_store, a):
    async def scenario(store):
        store.refusal_records.put(a.refusal(claimed_client_id="a\x00b", kid="\ud800", evidence={"seen": "\x00\udfff"}))
        store.refusal_records.put(a.refusal("rf_2"))
        await asyncio.sleep(0.4)  # written by now
        found = await store.refusal_records.find("rf_1")
        assert found.claimed_client_id in {"a\x00b", "a\ufffdb"}
        assert found.kid in {"\ud800", "\ufffd"}
        assert found.evidence == {"seen": "\x00\udfff"}
        assert await store.refusal_records.find("rf_2") == a.refusal("rf_2")
        assert store.maintenance.dropped() == 0

    on_store(scenario)


def test_a_newer_state_of_a_refusal_record_replaces_the_older(on_store, a):
    async def scenario(store):
        store.refusal_records.put(a.refusal(count=1))
        await asyncio.sleep(0.4)
        store.refusal_records.put(a.refusal(count=2))
        store.refusal_records.put(a.refusal(count=3))
        assert (await store.refusal_records.find("rf_1")).count == 3
        await asyncio.sleep(0.4)
        assert (await store.refusal_records.find("rf_1")).count == 3

    on_store(scenario)


def test_an_empty_refusal_record_is_read_as_it_was_written(on_store, a):
    async def scenario(store):
        bare = a.refusal(
            client_id=None,
            claimed_client_id=None,
            owner_id=None,
            subject=None,
            evidence={},
            trace=(),
            request_id=None,
            kid=None,
            count=1,
            first_at=None,
            last_at=None,
        )
        store.refusal_records.put(bare)
        await asyncio.sleep(0.4)
        assert await store.refusal_records.find("rf_1") == bare

    on_store(scenario)


def test_the_newest_event_is_the_last_that_is_durable(on_store, a):
    async def scenario(store):
        assert await store.events.newest() is None
        await store.unit_of_work.commit([e.RecordEvent(a.event(at=a.NOW + 50)), e.RecordEvent(a.event(at=a.NOW + 3))])
        newest = await store.events.newest()
        assert (newest.sequence, newest.at) == (2, a.NOW + 3)
        assert [newest] == list(await store.events.read(1, 10))

    on_store(scenario)
