from __future__ import annotations

import asyncio
import sqlite3

import pytest

from assay.model.event import Event
from assay.model.refusal_record import RefusalRecord
from assay.storage.sqlite.write_behind import WriteBehind
from assay.storage.write_behind import AT_ONCE


def test_the_oldest_go_and_are_counted_when_there_are_too_many():
    written = []
    behind = WriteBehind(lambda _, row: written.append(row), bound=3)
    for number in range(5):
        behind.put(number, f"row {number}")
    assert behind.dropped == 2
    assert [behind.get(number) for number in range(5)] == [None, None, "row 2", "row 3", "row 4"]
    behind.put(4, "newer state")
    assert behind.dropped == 2
    behind.write(None)
    behind.written()
    assert written == ["row 2", "row 3", "newer state"]
    assert len(behind) == 0


def test_rows_stay_until_they_are_known_to_be_durable():
    behind = WriteBehind(lambda connection, row: None, bound=3)
    behind.put(1, "row")
    behind.write(None)
    assert behind.get(1) == "row"
    behind.write(None)
    behind.written()
    assert behind.get(1) is None


def test_one_write_takes_a_bounded_number():
    written = []
    behind = WriteBehind(lambda _, row: written.append(row), bound=10_000)
    for number in range(AT_ONCE + 1):
        behind.put(number, number)
    behind.write(None)
    behind.written()
    assert len(written) == AT_ONCE
    assert len(behind) == 1


def test_a_row_that_cannot_be_written_is_counted_and_holds_up_no_other():
    written = []

    def insert(_, row):
        if row == "bad":
            raise TypeError("no column takes this")
        written.append(row)

    behind = WriteBehind(insert, bound=9)
    for number, row in enumerate(("good", "bad", "fine")):
        behind.put(number, row)
    behind.write(None)
    assert behind.dropped == 0  # not before it is certain that the others are durable
    behind.written()
    assert (written, behind.dropped, len(behind)) == (["good", "fine"], 1, 0)


def test_a_store_that_cannot_answer_is_not_the_rows_fault():
    def insert(_, row):
        error = sqlite3.OperationalError("database or disk is full")
        error.sqlite_errorcode = sqlite3.SQLITE_FULL
        raise error

    behind = WriteBehind(insert, bound=9)
    behind.put(1, "row")
    with pytest.raises(sqlite3.OperationalError):
        behind.write(None)
    assert behind.get(1) == "row"


def test_unwritable_rows_of_a_store_are_counted_by_it(opened):
    async def scenario():
        async with opened() as store:
            store.events.note(Event("a.b", 2**70))
            store.events.note(Event("c.d", 1))
            store.refusal_records.put(RefusalRecord("rf_1", "a.b", 1.0, "token", count=2**70))
            await asyncio.sleep(0.3)
            assert [event.type for event in await store.events.read(0, 9)] == ["c.d"]
            assert store.maintenance.dropped() == 2

    asyncio.run(scenario())


def test_a_store_under_flood_keeps_the_youngest_and_says_how_many_it_let_go(opened):
    async def scenario():
        async with opened() as store:
            for number in range(25_000):  # without a turn of the loop nothing can be written meanwhile
                store.events.note(Event("flood.event", number))
            assert store.maintenance.dropped() == 5_000
            await store.maintenance.close()
        async with opened() as store:
            assert [event.at for event in await store.events.read(0, 1)] == [5_000]
            assert len(await store.events.read(0, 50_000)) == 20_000

    asyncio.run(scenario())
