"""Replicas that answer what introspection asks: whatever was committed before is in every answer, whichever server gives it."""

from __future__ import annotations

import asyncio
import signal
import time
from dataclasses import replace

import pytest

from assay.model import effects as e
from assay.model.client import Client
from assay.model.standing import StandingQuery
from assay.storage.postgresql import open_postgresql
from assay.storage.postgresql.replicas import Replicas
from assay.storage.postgresql.target import PostgresqlTarget
from postgresql_server import PostgresqlServer

pytestmark = pytest.mark.slow

CLIENT = Client("client", "Client", "none", ("client_credentials",), (), ("read",))
ROUNDS = 200


@pytest.fixture
def server():
    one = PostgresqlServer().start()
    yield one
    one.remove()


@pytest.fixture
def replica(server):
    one = PostgresqlServer(standby_of=server).start()
    yield one
    one.remove()


@pytest.fixture
def answers(monkeypatch):
    """One entry per question to a replica: whether it has answered."""
    seen, ask = [], Replicas.row

    async def counted(self, *question):
        row = await ask(self, *question)
        seen.append(row is not None)
        return row

    monkeypatch.setattr(Replicas, "row", counted)
    return seen


def opened(url, *replicas):
    target = PostgresqlTarget(url, patience=5, replicas=tuple(("127.0.0.1", one.port) for one in replicas))
    return open_postgresql(target, issuer_id="drill", clock=time.time)


async def denied_at_once(writing, reading, numbers):
    """Deny a token through one process and ask for it through another, again and again; another one stands."""
    for number in numbers:
        effects = [e.DenyAccessToken(f"token-{number}", 2**40, "revoked")]
        assert await writing.unit_of_work.commit(effects) == e.Committed()
        standing = await reading.standings.read_as_of_request(StandingQuery("client", jti=f"token-{number}"))
        assert standing.denied == "revoked", f"revocation {number} is not in force"
        standing = await reading.standings.read_as_of_request(StandingQuery("client", jti="another"))
        assert (standing.client_exists, standing.denied) == (True, None)


def test_a_revocation_is_in_force_with_the_next_question_while_a_replica_follows_lags_dies_and_returns(
    server, replica, answers
):
    url = server.up_to_date_database()

    async def scenario():
        writing, reading = opened(url), opened(url, replica)
        await writing.unit_of_work.commit([e.SaveClient(CLIENT)])
        await denied_at_once(writing, reading, range(ROUNDS))
        following = answers.count(True)
        assert following > 0

        await asyncio.to_thread(replica.psql, "SELECT pg_wal_replay_pause()")
        answers.clear()
        await denied_at_once(writing, reading, range(ROUNDS, ROUNDS + 30))
        assert not any(answers)
        await asyncio.to_thread(replica.psql, "SELECT pg_wal_replay_resume()")
        await until_answered(reading, answers)

        await asyncio.to_thread(replica.stop, signal.SIGQUIT)
        began = time.monotonic()
        answers.clear()
        await denied_at_once(writing, reading, range(ROUNDS + 30, ROUNDS + 60))
        assert not any(answers)
        took = time.monotonic() - began
        await asyncio.to_thread(replica.start)
        await until_answered(reading, answers)
        await denied_at_once(writing, reading, range(ROUNDS + 60, ROUNDS + 90))
        for store in (writing, reading):
            await store.maintenance.close()
        print(
            f"\nof {2 * ROUNDS} questions, each other one right after a commit, a replica answered {following}; "
            f"30 rounds without it took {took:.2f} s"
        )

    asyncio.run(scenario())


async def until_answered(store, answers):
    """The replica answers again within a few seconds."""
    deadline = time.monotonic() + 20
    answers.clear()
    while not any(answers):
        assert time.monotonic() < deadline
        await asyncio.sleep(0.05)
        await store.standings.read_as_of_request(StandingQuery("client"))


def test_a_replica_that_did_not_follow_a_failover_answers_nothing_however_far_its_log_goes(server, replica, answers):
    url = server.up_to_date_database()
    successor = PostgresqlServer(standby_of=server).start()
    try:
        successor.stop()
        server.psql("CREATE TABLE only_on_the_replica AS SELECT generate_series(1, 200000)")
        ahead = server.psql("SELECT pg_current_wal_flush_lsn()")
        deadline = time.monotonic() + 20
        while replica.psql(f"SELECT pg_last_wal_replay_lsn() >= '{ahead}'") != "t":
            assert time.monotonic() < deadline
            time.sleep(0.05)
        server.stop(signal.SIGQUIT)
        successor.start()
        successor.promote()
        now = url.replace(f":{server.port}/", f":{successor.port}/")

        async def scenario():
            writing, reading = opened(now), opened(now, replica)
            await writing.unit_of_work.commit([e.SaveClient(replace(CLIENT, revision=1))])
            await denied_at_once(writing, reading, range(20))
            assert answers
            assert not any(answers)
            for store in (writing, reading):
                await store.maintenance.close()

        asyncio.run(scenario())
        assert successor.psql(f"SELECT pg_current_wal_flush_lsn() < '{ahead}'") == "t"  # by its place alone it would do
    finally:
        successor.remove()
