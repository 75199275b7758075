"""A purge takes what nothing needs any more, in batches, and changes no answer that matters."""

from __future__ import annotations

import asyncio

from assay.model import effects as e
from assay.model.standing import StandingQuery


def test_every_kind_of_row_goes_when_its_time_has_come(on_store, a, retention):
    async def scenario(store):
        now = a.NOW
        await store.unit_of_work.commit(
            [
                e.SaveClient(a.client()),
                e.SaveAuthorizationCode(a.code(b"1" * 32, remember_until=now)),
                e.SaveAuthorizationCode(a.code(b"2" * 32, remember_until=now + 1)),
                e.SavePendingAuthorizationRequest(a.pending(b"1" * 32, expires_at=now)),
                e.SavePendingAuthorizationRequest(a.pending(b"2" * 32, expires_at=now + 1)),
                e.SaveDeviceAuthorization(a.device_authorization(b"1" * 32, user_code="1", expires_at=now)),
                e.SaveDeviceAuthorization(a.device_authorization(b"2" * 32, user_code="2", expires_at=now + 1)),
                e.StartEndUserSession(a.session("1", expires_at=now)),
                e.StartEndUserSession(a.session("2", expires_at=now + 1)),
                e.StartRefreshTokenFamily(a.family(b"1" * 16, expires_at=now)),
                e.StartRefreshTokenFamily(a.family(b"2" * 16, expires_at=now + 1)),
                e.RevokeGrant("1", now, now, "x.y"),
                e.RevokeGrant("2", now, now + 1, "x.y"),
                e.DenyAccessToken("1", now, "x.y"),
                e.DenyAccessToken("2", now + 1, "x.y"),
                e.RememberOnce("k", b"1", now),
                e.RememberOnce("k", b"2", now + 1),
                e.SaveSigningKey(a.key("1", retires_at=now)),
                e.SaveSigningKey(a.key("2", retires_at=now + 1)),
                e.SaveSigningKey(a.key("3", retires_at=None)),
                e.EnqueueMessage(a.message("1", abandoned_at=now)),
                e.EnqueueMessage(a.message("2", abandoned_at=now + 1)),
                e.EnqueueMessage(a.message("3", created_at=1, due_at=1, expires_at=1)),
                e.RecordEvent(a.event("1", at=now)),
                e.RecordEvent(a.event("2", at=now + 1)),
            ]
        )
        store.refusal_records.put(a.refusal("1", at=float(now)))
        store.refusal_records.put(a.refusal("2", at=now + 0.5))
        await asyncio.sleep(0.4)

        assert len(await store.signing_keys.list_all()) == 3  # cached from here on
        assert await store.maintenance.purge(now, 1000) == 12
        assert await store.maintenance.purge(now, 1000) == 0

        assert await store.authorization_codes.find(b"1" * 32) is None
        assert await store.authorization_codes.find(b"2" * 32) is not None
        assert await store.authorization_requests.find(b"1" * 32) is None
        assert await store.authorization_requests.find(b"2" * 32) is not None
        assert await store.device_authorizations.find(b"1" * 32) is None
        assert await store.device_authorizations.find_by_user_code("2") is not None
        assert await store.end_user_sessions.find(a.session("1").session_hash) is None
        assert await store.end_user_sessions.find(a.session("2").session_hash) is not None
        assert await store.refresh_tokens.find(b"1" * 16) is None
        assert await store.refresh_tokens.find(b"2" * 16) is not None
        assert (await store.standings.read(StandingQuery("client-1", jti="1", grant_id="1"))).denied is None
        assert (await store.standings.read(StandingQuery("client-1", grant_id="2"))).denied == "x.y"
        assert (await store.standings.read(StandingQuery("client-1", jti="2"))).denied == "x.y"
        assert await store.unit_of_work.commit([e.RememberOnce("k", b"1", now + 9)]) == e.Committed()
        kept = e.RememberOnce("k", b"2", now + 9)
        assert await store.unit_of_work.commit([kept]) == e.Conflict(kept)
        assert [key.kid for key in await store.signing_keys.list_all()] == ["2", "3"]
        assert [event.type for event in await store.events.read(0, 9)] == ["2"]
        assert [message.message_id for message in await store.outbox.list_all(9)] == ["2", "3"]
        assert await store.refusal_records.find("1") is None
        assert await store.refusal_records.find("2") is not None
        assert await store.unit_of_work.commit([e.StartEndUserSession(a.session("1"))]) == e.Committed()

    on_store(scenario, retention=retention())


def test_a_purge_takes_no_more_than_it_is_allowed(on_store, a, retention):
    async def scenario(store):
        codes = [a.code(bytes([n]) * 32, remember_until=a.NOW - n) for n in range(25)]
        await store.unit_of_work.commit(
            [*map(e.SaveAuthorizationCode, codes), *(e.RecordEvent(a.event(at=1)) for _ in range(8))]
        )
        taken = [await store.maintenance.purge(a.NOW, 10) for _ in range(5)]
        assert taken == [10, 10, 10, 2, 0]

    on_store(scenario, retention=retention())


def test_rows_are_kept_for_their_retention(on_store, a, retention):
    async def scenario(store):
        await store.unit_of_work.commit(
            [
                e.StartRefreshTokenFamily(a.family(expires_at=a.NOW - 99)),
                e.SavePendingAuthorizationRequest(a.pending(expires_at=a.NOW - 49)),
                e.SaveSigningKey(a.key(retires_at=a.NOW - 29)),
                e.RecordEvent(a.event(at=a.NOW - 19)),
                e.RecordEvent(a.event(at=a.NOW)),
            ]
        )
        assert await store.maintenance.purge(a.NOW, 1000) == 0
        assert await store.maintenance.purge(a.NOW + 1, 1000) == 4

    kept = retention(
        expired_refresh_token_families=100, abandoned_authorization_requests=50, retired_signing_keys=30, events=20
    )
    on_store(scenario, retention=kept)


def test_refusal_records_are_bounded_in_number(on_store, a, retention):
    async def scenario(store):
        for number in range(30):
            store.refusal_records.put(a.refusal(f"rf_{number:02}", at=a.NOW + number))
        await asyncio.sleep(0.4)
        assert await store.maintenance.purge(a.NOW, 6) == 6
        assert await store.maintenance.purge(a.NOW, 6) == 4
        kept = [n for n in range(30) if await store.refusal_records.find(f"rf_{n:02}") is not None]
        assert kept == list(range(10, 30))

    on_store(scenario, retention=retention(max_refusal_records=20, refusal_records=1000))


def test_a_sequence_never_comes_twice_though_the_stream_is_purged(on_store, a, retention):
    async def scenario(store):
        await store.unit_of_work.commit([e.RecordEvent(a.event(at=1))] * 3)
        assert await store.maintenance.purge(a.NOW, 1000) == 2
        await store.unit_of_work.commit([e.RecordEvent(a.event(at=1))])
        assert [event.sequence for event in await store.events.read(0, 9)] == [3, 4]

    on_store(scenario, retention=retention())


def test_the_stream_loses_its_oldest_events_and_none_between(on_store, a, retention):
    """A clock that was set back must not tear a hole into what a cursor reads."""

    async def scenario(store):
        for at in (1, a.NOW + 9, 1, 1):
            await store.unit_of_work.commit([e.RecordEvent(a.event(at=at))])
        assert await store.maintenance.purge(a.NOW, 1000) == 1
        assert [event.sequence for event in await store.events.read(0, 9)] == [2, 3, 4]

    on_store(scenario, retention=retention())


def test_a_store_is_ready_and_has_dropped_nothing(on_store, a):
    async def scenario(store):
        assert await store.maintenance.ready() is None
        store.events.note(a.event())
        assert store.maintenance.dropped() == 0

    on_store(scenario)


def test_closing_twice_is_closing(on_store):
    async def scenario(store):
        await store.maintenance.close()

    on_store(scenario)
