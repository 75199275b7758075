"""The database goes away and comes back: what needs it is answered 503 in time, nothing acknowledged is lost (R03).

`ASSAY_DRILL_AWAY` sets for how many seconds it is away (3 where it is not set).
"""

from __future__ import annotations

import asyncio
import os
import signal
import time

import pytest

from assay.decision import Allowed
from assay.model import effects as e
from assay.ports.unit_of_work import StorageUnavailable
from assay.storage.postgresql import open_postgresql
from assay.storage.postgresql.target import PostgresqlTarget
from assay.verifier import AccessTokenVerifier
from postgresql_node import ISSUER, Node, client_of, token_of
from postgresql_server import PostgresqlServer

pytestmark = pytest.mark.slow

AWAY = float(os.environ.get("ASSAY_DRILL_AWAY", "3"))
WRITERS = 24


@pytest.fixture
def server():
    one = PostgresqlServer().start()
    yield one
    one.remove()


def test_token_calls_are_answered_in_time_and_tokens_verify_on(server, tmp_path):
    node = Node(tmp_path, server.up_to_date_database(), workers=2)
    node.made("resource", "create", "--identifier", "https://api.example", "--scope", "reports:read", "--default")
    client = client_of(node)
    token = token_of(node, client).json()["access_token"]
    keys = node.send("/jwks").json()
    verifier = AccessTokenVerifier(issuer=ISSUER, audience="https://api.example", algorithms=["ES256"], keys=keys)

    for _ in range(20):  # each worker is certain of them now, so it may tell them for 40 s
        assert node.send("/jwks").json() == keys
    server.stop(signal.SIGQUIT)
    slowest, answers, published = 0.0, [], []
    until = time.monotonic() + AWAY
    while time.monotonic() < until:
        began = time.monotonic()
        answer = token_of(node, client)
        slowest = max(slowest, time.monotonic() - began)
        answers.append((answer.status, int(answer.headers["retry-after"]), answer.json()["error"]))
        assert isinstance(verifier.verify(token, now=time.time()), Allowed)
        published += [node.send("/jwks"), node.send("/.well-known/openid-configuration")]
    assert {answer.status for answer in published} == {200}
    assert all(answer.json() == keys for answer in published[::2])
    assert set(answers) == {(503, 1, "temporarily_unavailable")}
    assert slowest < 1
    assert not node.healthy()

    server.start()
    back = time.monotonic()
    in_a_row, last_refused = 0, back
    while in_a_row < 40:  # each worker finds out for itself
        served = token_of(node, client).status == 200
        in_a_row = in_a_row + 1 if served else 0
        if not served:
            last_refused = time.monotonic()
            assert last_refused < back + 5
            time.sleep(0.02)
    took = last_refused - back
    print(f"\naway for {AWAY:.0f} s: {len(answers)} answers of 503, the slowest after {slowest * 1000:.0f} ms;")
    print(f"served again {took:.2f} s after its return")
    assert node.stop() == 0


async def committed_through(url, disturb, seconds):
    """What was acknowledged and how often it was not, while `disturb` is done to the database; then all is read again."""
    store = open_postgresql(PostgresqlTarget(url), issuer_id="drill", clock=time.time)
    acknowledged, refused, last_refused = [], 0, 0.0
    end = time.monotonic() + seconds

    async def writer(number):
        nonlocal refused, last_refused
        count = 0
        while time.monotonic() < end:
            count += 1
            key = f"{number}:{count}".encode()
            try:
                outcome = await store.unit_of_work.commit([e.RememberOnce("drill", key, 2**40)])
            except StorageUnavailable:
                refused, last_refused = refused + 1, time.monotonic()
                await asyncio.sleep(0.01)
            else:
                assert outcome == e.Committed()
                acknowledged.append(key)

    writers = [asyncio.create_task(writer(number)) for number in range(WRITERS)]
    await asyncio.sleep(seconds / 3)
    served_again_from = await asyncio.to_thread(disturb)
    await asyncio.gather(*writers)
    while await store.maintenance.ready() is not None:
        assert time.monotonic() < served_again_from + 10
        await asyncio.sleep(0.1)
    for first in range(0, len(acknowledged), 300):
        again = [e.RememberOnce("drill", key, 2**40) for key in acknowledged[first : first + 300]]
        outcomes = await asyncio.gather(*(store.unit_of_work.commit([one]) for one in again))
        assert outcomes == [e.Conflict(one) for one in again], "something was acknowledged and is lost"
    await store.maintenance.close()
    return acknowledged, refused, max(0.0, last_refused - served_again_from)


def test_what_was_acknowledged_is_there_after_the_server_crashed(server):
    def crash():
        server.stop(signal.SIGQUIT)
        time.sleep(AWAY / 3)
        server.start()
        return time.monotonic()

    acknowledged, refused, took = asyncio.run(committed_through(server.up_to_date_database(), crash, 2 * AWAY))
    print(f"\n{len(acknowledged)} acknowledged, {refused} refused, none lost; served {took:.2f} s after the restart")
    assert refused > 0
    assert took < 5


def test_connections_that_are_reset_are_made_again_at_once(server):
    url = server.up_to_date_database()

    def reset():
        for _ in range(10):
            server.psql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'assay'")
            time.sleep(AWAY / 30)
        return time.monotonic()

    acknowledged, refused, took = asyncio.run(committed_through(url, reset, 2 * AWAY))
    print(f"\n{len(acknowledged)} acknowledged, {refused} refused in ten resets; the last {took:.2f} s after them")
    assert took < 1
    assert refused < len(acknowledged)


def test_a_read_does_not_notice_that_its_connection_was_reset(server):
    url = server.up_to_date_database()

    async def scenario():
        store = open_postgresql(PostgresqlTarget(url), issuer_id="drill", clock=time.time)
        for _ in range(5):
            await asyncio.gather(*(store.clients.find("nobody") for _ in range(20)))
            await asyncio.to_thread(
                server.psql, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'assay'"
            )
            assert await store.clients.find("nobody") is None
        await store.maintenance.close()

    asyncio.run(scenario())


def test_a_replica_that_is_promoted_takes_over_and_nothing_acknowledged_is_lost(server):
    url = server.up_to_date_database()
    standby = PostgresqlServer(standby_of=server).start()
    try:
        server.psql("ALTER SYSTEM SET synchronous_standby_names = '*'")
        server.psql("SELECT pg_reload_conf()")
        deadline = time.monotonic() + 20
        while server.psql("SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'") != "1":
            assert time.monotonic() < deadline
            time.sleep(0.05)

        def fail_over():
            server.stop(signal.SIGQUIT)
            standby.psql("ALTER SYSTEM SET synchronous_standby_names = ''")
            standby.promote()
            standby.psql("SELECT pg_reload_conf()")
            return time.monotonic()

        both = url.replace(f":{server.port}/", f":{server.port},127.0.0.1:{standby.port}/")
        acknowledged, refused, took = asyncio.run(committed_through(both, fail_over, 2 * AWAY))
        print(
            f"\n{len(acknowledged)} acknowledged, {refused} refused, none lost; served {took:.2f} s after the promotion"
        )
        assert len(acknowledged) > 100
        assert took < 5
    finally:
        standby.remove()
