"""Two processes want the same rows: their own statements never deadlock, and a deadlock with somebody else is hardly seen (R04)."""

from __future__ import annotations

import asyncio
import os
import random
import time

import pytest

from assay.model import effects as e
from assay.model.end_user import EndUserSession, SessionUse
from assay.model.event import Event
from assay.model.refresh_token import RefreshTokenFamily
from assay.ports.unit_of_work import StorageUnavailable
from assay.storage.postgresql import open_postgresql
from assay.storage.postgresql.connections import connect
from assay.storage.postgresql.target import PostgresqlTarget

pytestmark = pytest.mark.slow

ROUNDS = max(30, int(os.environ.get("ASSAY_DRILL_FAULTS", "2000")) // 50)
PEOPLE = 6
NOW = 1_800_000_000
LATER = NOW + 10_000
SLOWLY = """
CREATE FUNCTION assay.slowly() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep({seconds}); RETURN NULL; END $$;
CREATE TRIGGER slowly AFTER {event} ON assay.{table} FOR EACH ROW EXECUTE FUNCTION assay.slowly();
"""
"""So that what two processes do surely overlaps."""


def store_at(url, patience=0.9):
    return open_postgresql(PostgresqlTarget(url, patience=patience), issuer_id="drill", clock=time.time)


class Round:
    """People with two sessions each, and two families in each session."""

    def __init__(self, number):
        self.number = number
        keys = random.Random(number)
        self.people = [f"r{number}p{place}" for place in range(PEOPLE)]
        self.sessions = {f"{keys.getrandbits(64):016x}": one for one in self.people for _ in range(2)}
        self.families = {keys.randbytes(16): session for session in self.sessions for _ in range(2)}

    def begun(self):
        for session, subject in self.sessions.items():
            hashed = session.encode() + bytes(16)
            yield e.StartEndUserSession(
                EndUserSession(
                    hashed, session, subject, NOW, (), LATER, None, True, NOW, NOW, "", "", NOW, None, None, None
                )
            )
        for family, session in self.families.items():
            yield e.StartRefreshTokenFamily(
                RefreshTokenFamily(
                    family, "c", self.sessions[session], family.hex(), (), (), NOW, 1, NOW, NOW, LATER, NOW, session
                )
            )

    def changes(self, who):
        """What one process is asked for at once: refreshes, sign-outs, revocations, changes of cookies."""
        chance = random.Random(f"{self.number} {who}")

        def some(of, most):
            return chance.sample([*of], chance.randint(0, most))

        wanted = [[e.TouchRefreshTokenFamily(family, NOW + 1)] for family in some(self.families, 6)]
        wanted += [[e.RevokeGrant(family.hex(), NOW, LATER, "drill")] for family in some(self.families, 3)]
        wanted += [[e.EndEndUserSession(one, NOW)] for one in some(self.sessions, 3)]
        wanted += [[e.ConfirmSessionCookie(one, one.encode() + bytes(16), NOW)] for one in some(self.sessions, 3)]
        wanted += [[e.RevokeGrantsOf(None, one, NOW, LATER, "drill")] for one in some(self.people, 1)]
        doomed = [one for one, subject in self.sessions.items() if subject == chance.choice(self.people)]
        wanted.append([e.EndEndUserSession(one, NOW) for one in doomed])
        return chance.sample(wanted, len(wanted))


def test_processes_that_change_the_same_rows_never_deadlock(postgresql):
    url = postgresql.up_to_date_database()
    database = url.rpartition("/")[2]
    # So that a deadlock is seen as one, and not as a lock that somebody keeps.
    postgresql.psql(f"ALTER DATABASE {database} SET deadlock_timeout = '5ms'")
    postgresql.psql(SLOWLY.format(seconds=0.001, event="UPDATE", table="refresh_token_families"), database)

    async def scenario():
        stores, lost = [store_at(url, patience=20) for _ in range(2)], 0
        for number in range(ROUNDS):
            one = Round(number)
            assert await stores[0].unit_of_work.commit([*one.begun()]) == e.Committed()
            for who, store in enumerate(stores):
                for session in random.Random(who).sample([*one.sessions], len(one.sessions)):
                    store.end_user_sessions.note_use(SessionUse(session, NOW + 5, "", ""))
            told = await asyncio.gather(
                *(store.unit_of_work.commit(each) for who, store in enumerate(stores) for each in one.changes(who))
            )
            lost += sum(isinstance(each, e.Conflict) for each in told)
        for store in stores:
            await store.maintenance.close()
        return lost

    log = postgresql.folder / "log"
    before = log.stat().st_size
    lost = asyncio.run(scenario())
    deadlocks = log.read_bytes()[before:].count(b"deadlock detected")
    print(
        f"\nR04: {ROUNDS} rounds of two processes on the same rows: {deadlocks} deadlocks ({lost} requests lost a race)"
    )
    assert deadlocks == 0
    assert lost > 0, "they never met"


def test_a_deadlock_with_somebody_else_is_over_before_anybody_is_told(postgresql):
    url = postgresql.up_to_date_database()
    families = [bytes([number]) * 16 for number in range(8)]

    async def scenario():
        store = store_at(url)
        await store.unit_of_work.commit(
            [
                e.StartRefreshTokenFamily(
                    RefreshTokenFamily(one, "c", "s", one.hex(), (), (), NOW, 1, NOW, NOW, LATER, NOW, None)
                )
                for one in families
            ]
        )
        other = await connect(PostgresqlTarget(url))
        await other.execute("BEGIN")
        change = "UPDATE refresh_token_families SET scopes = '[]' WHERE family_id = $1"
        await other.execute(change, families[5])
        rotated = [
            [e.RotateRefreshToken(one, 1, NOW + 1, NOW + 1), e.RecordEvent(Event(one.hex(), NOW))] for one in families
        ]
        began = time.monotonic()
        waiting = asyncio.gather(*map(store.unit_of_work.commit, rotated), return_exceptions=True)
        await asyncio.sleep(0.1)  # the batch has changed the first, and waits for the sixth
        await other.execute(change, families[0])
        await other.execute("COMMIT")
        told = await waiting
        took = time.monotonic() - began
        events = [one.type for one in await store.events.read(0, 20)]
        await other.close()
        await store.maintenance.close()
        return told, took, events

    told, took, events = asyncio.run(scenario())
    print(f"\nR04: a deadlock at default settings: all {len(told)} requests answered within {took:.2f} s")
    assert told == [e.Committed()] * len(families)
    assert sorted(events) == [one.hex() for one in families]


def test_whoever_is_alone_in_a_deadlock_goes_through_as_well(postgresql):
    url = postgresql.up_to_date_database()
    postgresql.psql(SLOWLY.format(seconds=0.02, event="INSERT", table="one_time_values"), url.rpartition("/")[2])

    async def scenario():
        stores = [store_at(url) for _ in range(2)]
        keys = [b"a" * 32, b"b" * 32]
        # One-time values are locked in the order of the effects: no process asks for the same two in another order.
        crossed = [[e.RememberOnce("k", key, LATER) for key in order] for order in (keys, keys[::-1])]
        told = await asyncio.gather(
            *(store.unit_of_work.commit(each) for store, each in zip(stores, crossed, strict=True)),
            return_exceptions=True,
        )
        for store in stores:
            await store.maintenance.close()
        return told

    told = asyncio.run(scenario())
    assert not any(isinstance(one, StorageUnavailable) for one in told), told
    assert sorted(type(one).__name__ for one in told) == ["Committed", "Conflict"]
