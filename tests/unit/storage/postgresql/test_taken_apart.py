"""What is wrong with one request, or with a row that nobody waits for, is not the trouble of the others in its batch."""

from __future__ import annotations

import asyncio
import secrets
import time

import pytest

from assay.model import effects as e
from assay.model.end_user import EndUserSession
from assay.model.event import Event
from assay.model.passkey import Passkey
from assay.model.refresh_token import RefreshTokenFamily
from assay.model.refusal_record import RefusalRecord
from assay.ports.unit_of_work import StorageUnavailable
from assay.storage.postgresql import open_postgresql
from assay.storage.postgresql.carrying_out import EffectNotWritable
from assay.storage.postgresql.connections import connect
from assay.storage.postgresql.target import PostgresqlTarget

NOW = 1_800_000_000
LATER = NOW + 10_000
FAMILIES = [bytes([number]) * 16 for number in range(8)]
TOO_LONG = secrets.token_hex(6000)
"""Too long for an index, and it cannot be compressed."""


@pytest.fixture(scope="module")
def url(postgresql):
    return postgresql.up_to_date_database()


@pytest.fixture
def issuer(request):
    return request.node.name


def store_at(url, issuer, patience=20.0):
    return open_postgresql(PostgresqlTarget(url, patience=patience), issuer_id=issuer, clock=time.time)


def family(family_id):
    return RefreshTokenFamily(family_id, "c", "s", family_id.hex(), (), (), NOW, 1, NOW, NOW, LATER, NOW, None)


def session(session_id, cookie):
    return EndUserSession(cookie, session_id, "s", NOW, (), LATER, None, True, NOW, NOW, "", "", NOW, None, None, None)


def rotated(family_id):
    return [e.RotateRefreshToken(family_id, 1, NOW + 1, LATER), e.RecordEvent(Event(family_id.hex(), NOW))]


async def together(store, requests):
    return await asyncio.gather(*map(store.unit_of_work.commit, requests), return_exceptions=True)


async def told_events(store):
    events = await store.events.read(0, 1000)
    assert [one.sequence for one in events] == list(range(1, len(events) + 1))
    return [one.type for one in events]


NEVER = {
    "an event": [e.RememberOnce("k", b"never", LATER), e.RecordEvent(Event("broken", NOW, subject=TOO_LONG))],
    "a key": [
        e.RecordEvent(Event("broken", NOW)),
        e.AddPasskey(
            Passkey(secrets.token_bytes(6000), "s", b"u", b"k", 0, (), True, True, "n", NOW, None)
        ),
    ],
    "a number": [e.RememberOnce("k", b"never", 2**70), e.RecordEvent(Event("broken", NOW))],
    "a time of an event": [e.RememberOnce("k", b"never", LATER), e.RecordEvent(Event("broken", 2**70))],
    "what is locked": [e.RevokeGrant("\x00", NOW, LATER, "b"), e.RecordEvent(Event("broken", NOW))],
}  # fmt: skip


@pytest.mark.parametrize("never", NEVER.values(), ids=NEVER)
def test_a_value_that_cannot_be_stored_fails_its_own_request(url, issuer, never):
    async def scenario():
        store = store_at(url, issuer)
        store.events.note(Event("noted", NOW))
        requests = [
            [e.RememberOnce("k", bytes([key]), LATER), e.RecordEvent(Event(f"good.{key}", NOW))] for key in range(6)
        ]
        told = await together(store, [*requests[:3], never, *requests[3:]])
        assert [type(one) for one in told] == [*[e.Committed] * 3, EffectNotWritable, *[e.Committed] * 3]
        assert TOO_LONG[:20] not in str(told[3])
        again = await store.unit_of_work.commit([e.RememberOnce("k", b"never", LATER)])
        assert again == e.Committed(), "half of it was written"
        await store.maintenance.purge(0, 1)
        assert sorted(await told_events(store)) == sorted([*(f"good.{key}" for key in range(6)), "noted"])
        assert store.maintenance.dropped() == 0
        await store.maintenance.close()

    asyncio.run(scenario())


def test_a_row_behind_that_cannot_be_stored_is_dropped_and_counted_and_the_others_are_written(url, issuer):
    async def scenario():
        store = store_at(url, issuer)
        for number in range(40):
            bad = number in {0, 17, 39}
            store.events.note(Event(f"noted.{number}", NOW, subject=TOO_LONG if bad else "s"))
            store.refusal_records.put(
                RefusalRecord(f"r{number}", "a.b", 1e400 if bad else 1.0, "token", None, None, None, None, {}, ())
            )
        assert await store.unit_of_work.commit([e.RememberOnce("k", b"1", LATER)]) == e.Committed()
        await store.maintenance.close()
        assert store.maintenance.dropped() == 6
        again = store_at(url, issuer)
        assert await told_events(again) == [f"noted.{number}" for number in range(40) if number not in {0, 17, 39}]
        kept = [number for number in range(40) if await again.refusal_records.find(f"r{number}") is not None]
        assert kept == [number for number in range(40) if number not in {0, 17, 39}]
        await again.maintenance.close()

    asyncio.run(scenario())


def test_a_unique_key_taken_between_two_looks_is_the_conflict_of_one_of_many(url, issuer):
    async def scenario():
        store = store_at(url, issuer)
        cookies = [bytes([number]) * 32 for number in range(8)]
        await store.unit_of_work.commit(
            [e.StartEndUserSession(session(f"s{number}", cookie)) for number, cookie in enumerate(cookies)]
        )
        new = [bytes([100 + number]) * 32 for number in range(8)]
        new[5] = cookies[2]  # a hash that another session has: the unique index says so, not the statement
        new[2] = cookies[2][::-1][:-1] + b"\xff"
        requests = [
            [
                e.RotateSessionCookie(f"s{number}", cookies[number], new[number], b"n", NOW),
                e.RecordEvent(Event(f"s{number}", NOW)),
            ]
            for number in range(8)
            if number != 2
        ]
        told = await together(store, requests)
        lost = [number for number, one in enumerate(told) if isinstance(one, e.Conflict)]
        assert lost == [4]
        assert all(one == e.Committed() for place, one in enumerate(told) if place != 4)
        assert await told_events(store) == [f"s{number}" for number in (0, 1, 3, 4, 6, 7)]
        await store.maintenance.close()

    asyncio.run(scenario())


STUMBLES = """
CREATE SEQUENCE assay.stumbled_{name};
CREATE FUNCTION assay.stumble_{name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF nextval('assay.stumbled_{name}') = {time} THEN
        {does};
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER stumbles_{name} AFTER UPDATE ON assay.refresh_token_families
FOR EACH ROW WHEN (NEW.family_id = '\\x{family}' AND NEW.issuer_id = '{issuer}') EXECUTE FUNCTION assay.stumble_{name}();
"""


@pytest.mark.parametrize(
    ("name", "does"),
    [
        ("lock", "RAISE EXCEPTION USING ERRCODE = '55P03'"),
        ("deadlock", "RAISE EXCEPTION USING ERRCODE = '40P01'"),
        ("timeout", "PERFORM pg_sleep(30)"),
    ],
    ids=["lock", "deadlock", "timeout"],
)
@pytest.mark.parametrize("redo", [False, True], ids=["at once", "when it is carried out again"])
def test_somebody_in_the_way_of_one_request_is_in_the_way_of_no_other(url, issuer, name, does, redo):
    async def scenario():
        store = store_at(url, issuer, patience=2)
        taken = e.RememberOnce("k", b"taken", LATER)
        await store.unit_of_work.commit([taken, *(e.StartRefreshTokenFamily(family(one)) for one in FAMILIES)])
        connection = await connect(PostgresqlTarget(url))
        await connection.execute(
            STUMBLES.format(name=f"{name}_{redo}", does=does, time=1 + redo, family=FAMILIES[3].hex(), issuer=issuer)
        )
        # Whoever loses a race makes those before it be carried out a second time; it comes after them all.
        loser = [taken, e.RecordEvent(Event("loser", NOW))]
        told = await together(store, [*map(rotated, FAMILIES[:4]), loser, *map(rotated, FAMILIES[4:])])
        assert told == [*[e.Committed()] * 4, e.Conflict(taken), *[e.Committed()] * 4]
        assert sorted(await told_events(store)) == [one.hex() for one in FAMILIES]
        tried = await connection.fetchval(f"SELECT last_value FROM assay.stumbled_{name}_{redo}")
        assert tried > 1 + redo
        await connection.close()
        await store.maintenance.close()

    asyncio.run(scenario())


def test_a_statement_that_takes_too_long_fails_its_own_request(url, issuer):
    async def scenario():
        store = store_at(url, issuer, patience=2)
        await store.unit_of_work.commit([e.StartRefreshTokenFamily(family(one)) for one in FAMILIES])
        connection = await connect(PostgresqlTarget(url))
        always = STUMBLES.replace(" = {time}", " > 0")
        await connection.execute(
            always.format(name="always", does="PERFORM pg_sleep(30)", family=FAMILIES[3].hex(), issuer=issuer)
        )
        told = await together(store, [*map(rotated, FAMILIES)])
        slow = told.pop(3)
        assert isinstance(slow, StorageUnavailable)
        assert "57014" in str(slow)
        assert told == [e.Committed()] * 7
        assert await store.unit_of_work.commit([e.RememberOnce("k", b"1", LATER)]) == e.Committed()
        await connection.execute("DROP TRIGGER stumbles_always ON assay.refresh_token_families")
        assert await store.unit_of_work.commit(rotated(FAMILIES[3])) == e.Committed(), "it was carried out after all"
        await connection.close()
        await store.maintenance.close()

    asyncio.run(scenario())


def test_a_batch_that_was_cancelled_by_an_operator_is_carried_out_all_the_same(url, issuer):
    """`pg_cancel_backend` says 57014 as well."""

    async def scenario():
        store = store_at(url, issuer, patience=4)
        await store.unit_of_work.commit([e.StartRefreshTokenFamily(family(one)) for one in FAMILIES])
        connection = await connect(PostgresqlTarget(url))
        await connection.execute("BEGIN")
        await connection.execute(
            "SELECT FROM refresh_token_families WHERE issuer_id = $1 AND family_id = $2 FOR UPDATE", issuer, FAMILIES[2]
        )
        waiting = asyncio.create_task(together(store, [*map(rotated, FAMILIES)]))
        await asyncio.sleep(0.3)
        cancelled = await connection.fetchval(
            "SELECT count(pg_cancel_backend(pid)) FROM pg_stat_activity "
            "WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        await connection.execute("COMMIT")
        assert cancelled == 1
        assert await waiting == [e.Committed()] * 8
        await connection.close()
        await store.maintenance.close()

    asyncio.run(scenario())


def test_many_who_want_one_row_wait_for_it_together(url, issuer):
    """Sixty requests in the queue of one row wait as long as one of them, not each in turn."""

    async def scenario():
        store = store_at(url, issuer, patience=4)
        await store.unit_of_work.commit([e.StartRefreshTokenFamily(family(one)) for one in FAMILIES])
        connection = await connect(PostgresqlTarget(url))
        await connection.execute("BEGIN")
        await connection.execute(
            "SELECT FROM refresh_token_families WHERE issuer_id = $1 AND family_id = $2 FOR UPDATE", issuer, FAMILIES[2]
        )
        touched = [
            [e.TouchRefreshTokenFamily(FAMILIES[2], LATER), e.RecordEvent(Event(f"touched.{number}", NOW))]
            for number in range(50)
        ]
        revoked = [[e.RevokeGrant(FAMILIES[3].hex(), NOW, LATER, "b")], [e.RevokeGrant("none", NOW, LATER, "b")]]
        waiting = asyncio.create_task(together(store, touched))
        others = await together(store, [*map(rotated, FAMILIES[4:]), *revoked])
        assert others == [e.Committed()] * 6
        assert not waiting.done()
        await asyncio.sleep(2)
        await connection.execute("COMMIT")
        assert await waiting == [e.Committed()] * 50
        await connection.close()
        await store.maintenance.close()

    asyncio.run(scenario())
