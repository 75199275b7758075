"""A batch of the writer: each request whole or not at all, whatever its neighbours do."""

from __future__ import annotations

import asyncio
import time
from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from assay.model import effects as e
from assay.model.event import Event
from assay.storage.postgresql import open_postgresql
from assay.storage.postgresql.carrying_out import EffectNotWritable
from assay.storage.postgresql.target import PostgresqlTarget

LATER = 2**40
REQUESTS = st.lists(
    st.tuples(
        st.lists(st.integers(0, 8), max_size=3, unique=True),  # what it remembers once
        st.booleans(),  # whether it then writes what no column holds
    ),
    min_size=1,
    max_size=70,  # more than fit into one batch
)


def effects_of(number, keys, broken):
    made = [e.RecordEvent(Event(f"request.{number}", 1)), *(e.RememberOnce("k", bytes([key]), LATER) for key in keys)]
    return [*made, e.RecordEvent(Event("broken", 1, detail="\x00"))] if broken else made


@settings(max_examples=30)
@given(REQUESTS)
def test_requests_in_one_batch_are_carried_out_as_if_each_was_alone(postgresql_database, requests):
    async def scenario():
        issuer = f"batch {time.monotonic_ns()}"
        store = open_postgresql(PostgresqlTarget(postgresql_database, patience=20), issuer_id=issuer, clock=time.time)

        async def carried_out(number, keys, broken):
            try:
                return await store.unit_of_work.commit(effects_of(number, keys, broken))
            except EffectNotWritable as fault:
                return fault

        try:
            outcomes = await asyncio.gather(*(carried_out(number, *one) for number, one in enumerate(requests)))
            taken = Counter(
                key
                for (keys, _), outcome in zip(requests, outcomes, strict=True)
                if outcome == e.Committed()
                for key in keys
            )
            assert set(taken.values()) <= {1}, "something was remembered twice"
            for (keys, broken), outcome in zip(requests, outcomes, strict=True):
                if isinstance(outcome, e.Conflict):
                    assert outcome.effect.key[0] in keys
                    assert outcome.effect.key[0] in taken, "it lost against nobody"
                else:
                    assert (outcome == e.Committed()) is not broken
            for key in range(9):  # what is there is what was told
                again = await store.unit_of_work.commit([e.RememberOnce("k", bytes([key]), LATER)])
                assert isinstance(again, e.Conflict) is (key in taken)
            events = await store.events.read(0, 1000)
            assert [event.sequence for event in events] == list(range(1, len(events) + 1))
            assert [event.type for event in events] == [
                f"request.{number}" for number, outcome in enumerate(outcomes) if outcome == e.Committed()
            ]
        finally:
            await store.maintenance.close()

    asyncio.run(scenario())
