"""A store that was copied answers as the one that it was copied from, whichever backends the two have."""

from __future__ import annotations

import asyncio

import pytest

from assay.model import effects as e
from assay.ports.store import StoreUnusable
from assay.storage import copying
from assay.storage.copying import copy_all
from assay.storage.postgresql import open_postgresql
from assay.storage.postgresql.target import PostgresqlTarget
from assay.storage.postgresql.whole_tables import whole_postgresql
from assay.storage.sqlite import open_sqlite
from assay.storage.sqlite.whole_tables import whole_sqlite


class Place:
    """One database of one backend: how it is opened for use and for copying."""

    def __init__(self, backend, url, file):
        self.backend, self.target, self.file = backend, PostgresqlTarget(url, patience=20), file

    def store(self):
        options = {"issuer_id": "default", "clock": lambda: 1_800_000_000.0}
        return (
            open_sqlite(self.file, **options) if self.backend == "sqlite" else open_postgresql(self.target, **options)
        )

    def whole(self, *, make=True):
        if self.backend == "sqlite":
            return whole_sqlite(self.file, issuer_id="default", now=0, make=make)
        return whole_postgresql(self.target, issuer_id="default")


@pytest.fixture(params=[("sqlite", "postgresql"), ("postgresql", "sqlite")], ids=lambda pair: "to ".join(pair))
def places(request, postgresql, tmp_path):
    """Two places, empty, of two backends."""
    return [
        Place(backend, postgresql.up_to_date_database(), tmp_path / f"{number}.db")
        for number, backend in enumerate(request.param)
    ]


async def fill(store, a):
    effects = [
        e.SaveClient(a.client()),
        e.SaveClientLogo(a.logo()),
        e.SaveResource(a.resource(default=True)),
        e.SaveSigningKey(a.key(retires_at=None, revoked_at=None)),
        e.AddServerSecret(a.secret()),
        e.AddEndUser(a.end_user()),
        e.StartEndUserSession(a.session()),
        e.JoinEndUserSession(a.session().session_id, "client-1"),
        e.SaveConsent(a.consent()),
        e.SavePendingAuthorizationRequest(a.pending()),
        e.EnqueueMessage(a.message()),
        *(e.RecordEvent(a.event(f"n.{number}")) for number in range(3)),
        *(e.StartRefreshTokenFamily(a.family(number.to_bytes(16, "big"))) for number in range(2500)),
    ]
    assert await store.unit_of_work.commit(effects) == e.Committed()
    store.refusal_records.put(a.refusal())


async def told(store, a):
    return [
        await store.clients.page(None, 1000),
        await store.client_logos.find("00ff.png"),
        await store.resources.list_all(),
        await store.signing_keys.list_all(),
        await store.signing_keys.secret("refresh_token"),
        await store.end_users.page(None, 1000),
        await store.end_user_sessions.find(a.session().session_hash),
        await store.end_user_sessions.clients_of(a.session().session_id),
        await store.consents.find("client-1", "sub-1"),
        await store.authorization_requests.find(b"h" * 32),
        await store.outbox.list_all(9),
        await store.events.read(0, 99),
        await store.refusal_records.find("rf_1"),
        [await store.refresh_tokens.find(number.to_bytes(16, "big")) for number in range(2500)],
    ]


async def filled(place, a):
    store = place.store()
    await fill(store, a)
    answers = await told(store, a)
    await store.maintenance.close()
    return answers


async def copied(source, target):
    async with source.whole(make=False) as before, target.whole() as after:
        return await copy_all(before, after)


def test_everything_arrives_and_events_go_on_where_they_were(places, a):
    async def scenario():
        answers = await filled(places[0], a)
        counted = {one.table: one.rows for one in await copied(*places)}
        assert counted["refresh_token_families"] == 2500
        assert counted["events"] == 3
        assert counted["refusal_records"] == 1
        store = places[1].store()
        assert await told(store, a) == answers
        await store.unit_of_work.commit([e.RecordEvent(a.event("after"))])
        assert [event.sequence for event in await store.events.read(0, 9)] == [1, 2, 3, 4]
        await store.maintenance.close()

    asyncio.run(scenario())


def test_what_a_stranger_sent_keeps_no_store_from_being_copied(places, a):
    async def scenario():
        store = places[0].store()
        store.refusal_records.put(a.refusal(claimed_client_id="nobody\x00", endpoint="GET /\x00"))
        await store.maintenance.close()
        assert {one.table: one.rows for one in await copied(*places)}["refusal_records"] == 1

    asyncio.run(scenario())


def test_a_target_that_is_not_empty_is_refused_and_left_alone(places, a):
    async def scenario():
        await filled(places[0], a)
        store = places[1].store()
        await store.unit_of_work.commit([e.SaveClient(a.client("other"))])
        await store.maintenance.close()
        with pytest.raises(StoreUnusable, match="not empty"):
            await copied(*places)
        store = places[1].store()
        assert [client.client_id for client in await store.clients.page(None, 1000)] == ["other"]
        assert await store.signing_keys.list_all() == ()
        await store.maintenance.close()

    asyncio.run(scenario())


def test_what_does_not_arrive_as_it_was_sent_leaves_nothing_behind(places, a, monkeypatch):
    async def scenario():
        await filled(places[0], a)
        async with places[0].whole(make=False) as before, places[1].whole() as after:
            insert, damaged = after.insert, []

            async def damage(table, columns, rows):
                if table == "clients" and not damaged:
                    place = columns.index("name")
                    rows = [(*row[:place], "another name", *row[place + 1 :]) for row in rows]
                    damaged.append(table)
                await insert(table, columns, rows)

            monkeypatch.setattr(after, "insert", damage)
            with pytest.raises(StoreUnusable, match="clients has not arrived"):
                await copy_all(before, after)
        store = places[1].store()
        assert await store.clients.page(None, 1000) == ()
        await store.maintenance.close()

    asyncio.run(scenario())


def test_both_backends_have_the_same_tables_and_columns(places):
    async def scenario():
        async with places[0].whole() as one, places[1].whole() as other:
            tables = await one.tables()
            assert tables == await other.tables()
            assert len(tables) >= 19
            assert not copying.OF_THE_BACKEND & set(tables)

    asyncio.run(scenario())
