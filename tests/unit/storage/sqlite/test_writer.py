from __future__ import annotations

import asyncio
import resource
import signal
import sqlite3
import subprocess
import sys
import textwrap

import pytest

from assay.model import effects as e
from assay.model.client import Client
from assay.model.event import Event
from assay.ports.unit_of_work import StorageUnavailable
from assay.storage.sqlite import open_sqlite_for_reading, writer


def noted(number):
    return [e.RecordEvent(Event(f"n.{number}", 1))]


class Failing:
    """The store's connection, but for statements that fail as SQLite would when its disk does."""

    def __init__(self, connection):
        self.connection = connection
        self.fails_on = ()
        self.fails_at = 0
        self.executed = []

    def __getattr__(self, name):
        return getattr(self.connection, name)

    def execute(self, sql, *parameters):
        self.executed.append(sql)
        if sql.lstrip().startswith(self.fails_on or "\0") or len(self.executed) == self.fails_at:
            error = sqlite3.OperationalError("disk I/O error")
            error.sqlite_errorcode = sqlite3.SQLITE_IOERR_FSYNC
            raise error
        return self.connection.execute(sql, *parameters)


def watched(store):
    writing = store.unit_of_work._writer
    writing._connection = Failing(writing._connection)
    return writing._connection


def test_requests_of_one_turn_of_the_loop_share_one_transaction(opened):
    async def scenario():
        async with opened() as store:
            connection = watched(store)
            await asyncio.gather(*(store.unit_of_work.commit(noted(n)) for n in range(16)))
            return connection.executed

    executed = asyncio.run(scenario())
    assert executed.count("BEGIN IMMEDIATE") == executed.count("COMMIT") == 1
    assert executed.count("SAVEPOINT request") == executed.count("RELEASE request") == 16


def test_no_answer_leaves_before_its_commit(opened):
    async def scenario():
        async with opened() as store:
            connection = watched(store)
            task = asyncio.create_task(store.unit_of_work.commit(noted(1)))
            while "COMMIT" not in connection.executed:
                assert not task.done()
                await asyncio.sleep(0)
            assert await task == e.Committed()

    asyncio.run(scenario())


@pytest.mark.parametrize("statement", ["BEGIN", "SAVEPOINT", "INSERT", "RELEASE", "COMMIT"])
def test_a_batch_that_fails_is_unavailable_to_everybody_in_it_and_the_next_one_works(opened, statement):
    async def scenario():
        async with opened() as store:
            connection = watched(store)
            connection.fails_on = statement
            outcomes = await asyncio.gather(
                *(store.unit_of_work.commit(noted(n)) for n in range(8)), return_exceptions=True
            )
            assert [type(outcome) for outcome in outcomes] == [StorageUnavailable] * 8
            assert "the disk did not read or write" in str(outcomes[0])
            assert not connection.in_transaction
            connection.fails_on = ()
            assert await store.unit_of_work.commit(noted(9)) == e.Committed()
            return [event.type for event in await store.events.read(0, 99)]

    assert asyncio.run(scenario()) == ["n.9"]


def test_whichever_statement_fails_only_what_is_durable_is_acknowledged(opened):
    """Each statement of a batch fails once, the rollback to a savepoint included (reliability bar R28)."""

    async def scenario():
        async with opened() as store:
            connection = watched(store)
            acknowledged = set()
            for number in range(1, 45):
                connection.executed.clear()
                connection.fails_at = number
                store.events.note(Event("noted.event", number))
                lost = e.RememberOnce("k", b"v", 1)
                outcomes = await asyncio.gather(
                    *(store.unit_of_work.commit(noted(f"{number}.{n}")) for n in range(5)),
                    store.unit_of_work.commit([*noted("never"), lost, lost]),
                    return_exceptions=True,
                )
                assert not connection.in_transaction
                if any(isinstance(outcome, StorageUnavailable) for outcome in outcomes):
                    assert [type(outcome) for outcome in outcomes] == [StorageUnavailable] * 6
                else:
                    assert outcomes == [e.Committed()] * 5 + [e.Conflict(lost)]
                    acknowledged |= {f"n.{number}.{n}" for n in range(5)}
                connection.fails_at = 0
                assert await store.unit_of_work.commit(noted("healed")) == e.Committed()
            events = [event.type for event in await store.events.read(0, 999)]
            assert set(events) == acknowledged | {"n.healed", "noted.event"}
            assert len(events) == len(acknowledged) + 44 + 44  # each noted event once, none lost, none twice
            return len(acknowledged)

    assert 0 < asyncio.run(scenario()) < 44 * 5


def test_a_store_that_cannot_take_a_batch_back_answers_nothing_more(opened):
    async def scenario():
        async with opened() as store:
            connection = watched(store)
            connection.fails_on = ("COMMIT", "ROLLBACK")
            outcomes = await asyncio.gather(
                *(store.unit_of_work.commit(noted(n)) for n in range(2)), return_exceptions=True
            )
            assert [type(outcome) for outcome in outcomes] == [StorageUnavailable] * 2
            with pytest.raises(StorageUnavailable, match="restart the server"):
                await store.unit_of_work.commit(noted(3))
            with pytest.raises(sqlite3.ProgrammingError):
                await store.events.read(0, 9)
            assert await store.maintenance.ready() is not None
        async with opened() as store:
            assert await store.events.read(0, 9) == ()

    asyncio.run(scenario())


def test_readers_never_see_a_batch_that_is_not_committed(opened):
    """A reader runs on every turn of the loop while batches fail and succeed."""

    async def scenario():
        async with opened() as store:
            connection = watched(store)
            seen = set()

            async def read_on():
                while True:
                    seen.update(event.type for event in await store.events.read(0, 999))
                    await asyncio.sleep(0)

            reading = asyncio.create_task(read_on())
            acknowledged = set()
            for number in range(40):
                connection.fails_on = "COMMIT" if number % 2 else ()
                outcome = await asyncio.gather(store.unit_of_work.commit(noted(number)), return_exceptions=True)
                if outcome == [e.Committed()]:
                    acknowledged.add(f"n.{number}")
            connection.fails_on = ()
            await asyncio.sleep(0.01)
            reading.cancel()
            return seen, acknowledged

    seen, acknowledged = asyncio.run(scenario())
    assert seen == acknowledged == {f"n.{n}" for n in range(0, 40, 2)}


def test_a_fault_in_one_request_is_that_requests_own(opened):
    async def scenario():
        async with opened() as store:
            impossible = [e.RecordEvent(Event("n.1", 2**70))]
            good, bad, also_good = await asyncio.gather(
                store.unit_of_work.commit(noted(1)),
                store.unit_of_work.commit(noted(2) + impossible),
                store.unit_of_work.commit(noted(3)),
                return_exceptions=True,
            )
            assert (good, also_good) == (e.Committed(), e.Committed())
            assert isinstance(bad, OverflowError)
            return [event.type for event in await store.events.read(0, 99)]

    assert asyncio.run(scenario()) == ["n.1", "n.3"]


def test_a_request_that_nobody_waits_for_any_more_is_left_out(opened):
    async def scenario():
        async with opened() as store:
            given_up = asyncio.create_task(store.unit_of_work.commit(noted(1)))
            await asyncio.sleep(0)
            given_up.cancel()
            await store.unit_of_work.commit(noted(2))
            return [event.type for event in await store.events.read(0, 99)]

    assert asyncio.run(scenario()) == ["n.2"]


def test_a_lock_held_elsewhere_is_awaited_while_the_loop_goes_on(database, opened):
    async def scenario():
        async with opened() as store:
            other = sqlite3.connect(database, isolation_level=None)
            other.execute("BEGIN IMMEDIATE")
            task = asyncio.create_task(store.unit_of_work.commit(noted(1)))
            longest, before = 0.0, asyncio.get_running_loop().time()
            for _ in range(60):
                await asyncio.sleep(0.005)
                now = asyncio.get_running_loop().time()
                longest, before = max(longest, now - before), now
            assert not task.done()
            assert await store.clients.find("anybody") is None  # reads go on beside the lock
            other.execute("COMMIT")
            other.close()
            assert await asyncio.wait_for(task, 1) == e.Committed()
            return longest

    assert asyncio.run(scenario()) < 0.5


def test_a_lock_held_for_too_long_makes_the_store_unavailable(database, opened, monkeypatch):
    monkeypatch.setattr(writer, "PATIENCE", 0.2)

    async def scenario():
        async with opened() as store:
            other = sqlite3.connect(database, isolation_level=None)
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(StorageUnavailable, match="lock"):
                await store.unit_of_work.commit(noted(1))
            other.execute("COMMIT")
            other.close()
            assert await store.unit_of_work.commit(noted(2)) == e.Committed()
            return [event.type for event in await store.events.read(0, 99)]

    assert asyncio.run(scenario()) == ["n.2"]


def test_a_change_by_another_store_is_in_force_with_the_next_call(opened):
    async def scenario():
        async with opened() as serving, opened() as command:
            await command.unit_of_work.commit([e.SaveClient(Client("c", "one", "none", ()))])
            assert (await serving.clients.find("c")).name == "one"
            assert await serving.resources.default() is None
            await command.unit_of_work.commit([e.SaveClient(Client("c", "two", "none", (), disabled_at=5, revision=1))])
            assert (await serving.clients.find("c")).name == "two"
            await serving.unit_of_work.commit([e.SaveClient(Client("c", "three", "none", (), revision=2))])
            assert (await serving.clients.find("c")).name == "three"
            assert (await command.clients.find("c")).name == "three"

    asyncio.run(scenario())


def test_a_client_that_nothing_changed_is_not_read_again(opened):
    async def scenario():
        async with opened() as store:
            await store.unit_of_work.commit([e.SaveClient(Client("c", "one", "none", ()))])
            first = await store.clients.find("c")
            await store.unit_of_work.commit(noted(1))
            assert await store.clients.find("c") is first

    asyncio.run(scenario())


def test_two_issuers_on_one_file_do_not_see_each_other(opened):
    async def scenario():
        async with opened("one") as one, opened("two") as two:
            await one.unit_of_work.commit([e.SaveClient(Client("c", "n", "none", ())), *noted(1)])
            assert await two.clients.find("c") is None
            assert await two.clients.page(None, 1000) == ()
            assert await two.events.read(0, 9) == ()
            await two.unit_of_work.commit(noted(2))
            assert [event.sequence for event in await two.events.read(0, 9)] == [1]
            assert await two.maintenance.purge(2**40, 1000) == 0
            assert [event.type for event in await one.events.read(0, 9)] == ["n.1"]

    asyncio.run(scenario())


def test_a_process_that_lives_for_one_commit_needs_no_more_than_a_loop(database, opened):
    """As a command does: open, commit, close, each store in a loop of its own; and one store over two loops."""

    async def once(number):
        async with opened() as store:
            await store.unit_of_work.commit(noted(number))

    asyncio.run(once(1))
    asyncio.run(once(2))

    from assay.storage.sqlite import open_sqlite

    store = open_sqlite(database, issuer_id="default", clock=lambda: 0.0)
    store.events.note(Event("outside.of_a_loop", 3))

    async def commit_and_leave_a_timer():
        await store.unit_of_work.commit(noted(4))
        store.events.note(Event("left.behind", 5))

    asyncio.run(commit_and_leave_a_timer())

    async def later():
        store.events.note(Event("in.another_loop", 6))
        await asyncio.sleep(0.3)
        events = [event.type for event in await store.events.read(0, 9)]
        await store.maintenance.close()
        return events

    assert asyncio.run(later()) == ["n.1", "n.2", "n.4", "outside.of_a_loop", "left.behind", "in.another_loop"]


def test_closing_writes_what_is_behind(opened):
    async def scenario():
        async with opened() as store:
            for number in range(1000):
                store.events.note(Event(f"n.{number}", number))
        async with opened() as store:
            return len(await store.events.read(0, 5000))

    assert asyncio.run(scenario()) == 1000


def test_closing_answers_who_still_waits(opened):
    async def scenario():
        async with opened() as store:
            waiting = [asyncio.create_task(store.unit_of_work.commit(noted(n))) for n in range(3)]
            await asyncio.sleep(0)
            await store.maintenance.close()
            return await asyncio.gather(*waiting)

    assert asyncio.run(scenario()) == [e.Committed()] * 3


def test_a_closed_store_takes_no_commits(opened):
    async def scenario():
        async with opened() as store:
            await store.maintenance.close()
            with pytest.raises(StorageUnavailable, match="closed"):
                await store.unit_of_work.commit(noted(1))

    asyncio.run(scenario())


def test_a_store_opened_for_reading_sees_what_others_write_and_writes_nothing(database, opened):
    async def scenario():
        async with opened() as serving:
            reading = open_sqlite_for_reading(database, issuer_id="default", clock=lambda: 0.0)
            assert await reading.clients.find("c") is None
            await serving.unit_of_work.commit([e.SaveClient(Client("c", "one", "none", ()))])
            assert (await reading.clients.find("c")).name == "one"
            with pytest.raises(StorageUnavailable, match="for reading only"):
                await reading.unit_of_work.commit(noted(1))
            with pytest.raises(sqlite3.OperationalError, match="readonly"):
                reading.clients._connection.execute("DELETE FROM clients")
            await reading.maintenance.close()
            assert await serving.maintenance.ready() is None

    asyncio.run(scenario())


def test_a_store_that_cannot_write_is_not_ready(opened):
    async def scenario():
        async with opened() as store:
            connection = watched(store)
            connection.fails_on = "COMMIT"
            assert "the disk did not read or write" in await store.maintenance.ready()
            connection.fails_on = ()
            commits = connection.executed.count("COMMIT")
            assert await store.maintenance.ready() is not None  # good for a second, whoever asks
            assert connection.executed.count("COMMIT") == commits

    asyncio.run(scenario())


def test_a_full_disk_refuses_writes_allows_reads_and_recovers_without_a_restart(database, tmp_path):
    """The kernel refuses to let any file of the process grow further, as a full disk does (reliability bar R07)."""
    script = textwrap.dedent(
        """
        import asyncio, resource, signal, sys
        from pathlib import Path
        from assay.model import effects as e
        from assay.model.event import Event
        from assay.ports.unit_of_work import StorageUnavailable
        from assay.storage.sqlite import open_sqlite

        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

        def limit(size):
            resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

        async def main():
            store = open_sqlite(Path(sys.argv[1]), issuer_id="default", clock=lambda: 0.0)
            wal = Path(sys.argv[1] + "-wal")
            commit = store.unit_of_work.commit
            acknowledged = 0
            limit(wal.stat().st_size + 40_000)
            refused = 0
            for number in range(60):
                try:
                    await commit([e.RecordEvent(Event("filled.up", number, detail="x" * 2000))])
                    acknowledged += 1
                except StorageUnavailable as error:
                    refused += 1
                    words = str(error)
                assert len(await store.events.read(0, 999)) == acknowledged
            store.events.note(Event("noted.meanwhile", 7))
            await asyncio.sleep(0.3)
            assert len(await store.events.read(0, 999)) == acknowledged
            assert acknowledged and refused, (acknowledged, refused)
            limit(resource.RLIM_INFINITY)
            await commit([e.RecordEvent(Event("space.again", 1))])
            await asyncio.sleep(0.3)
            events = await store.events.read(0, 999)
            assert len(events) == acknowledged + 2, (len(events), acknowledged)
            assert store.maintenance.dropped() == 0
            await store.maintenance.close()
            print(words)

        asyncio.run(main())
        """
    )
    ran = subprocess.run([sys.executable, "-c", script, str(database)], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert "disk" in ran.stdout
    checked = sqlite3.connect(database)
    assert checked.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    checked.close()


def test_the_kernel_limit_used_above_exists():
    assert resource.RLIMIT_FSIZE is not None
    assert signal.SIGXFSZ
