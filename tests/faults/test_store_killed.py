"""Kill -9 at any moment: no acknowledged effect is lost, no redeemed thing comes back, no effect is without its event.

A signal does not empty the kernel's page cache, so this proves the order of writes and the recovery, not the disk's honesty.
`ASSAY_DRILL_KILLS` sets how often (30 where it is not set).
"""

from __future__ import annotations

import asyncio
import os
import random
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from assay.model import effects as e
from assay.storage.postgresql import open_postgresql
from assay.storage.postgresql.target import PostgresqlTarget
from assay.storage.sqlite import open_sqlite

KILLS = int(os.environ.get("ASSAY_DRILL_KILLS", "30"))
WORKER = Path(__file__).with_name("store_worker.py")
NOW = 1_800_000_000


def test_a_killed_process_loses_nothing_it_acknowledged(tmp_path):
    database = tmp_path / "assay.db"
    chance = random.Random(20_261_124)
    acknowledged = Counter()
    for number in range(KILLS):
        # Every other time from outside, else by itself in the middle of its statements.
        lines = _until_killed(database, statement=chance.randrange(1, 4000) if number % 2 else 0, chance=chance)
        acknowledged.update(line.split()[0] for line in lines)
        asyncio.run(_nothing_is_lost(open_sqlite(database, issuer_id="default", clock=lambda: float(NOW)), lines))
        _every_effect_has_its_event(database)
    assert acknowledged["redeemed"] > KILLS
    assert acknowledged["rotated"] > KILLS
    assert acknowledged["revoked"] > 0


@pytest.mark.slow
def test_a_killed_process_loses_nothing_it_acknowledged_on_postgresql(postgresql):
    url = postgresql.up_to_date_database()
    name = url.rpartition("/")[2]
    chance = random.Random(20_261_128)
    acknowledged = Counter()
    for _ in range(KILLS):
        lines = _until_killed(url, statement=0, chance=chance)
        acknowledged.update(line.split()[0] for line in lines)
        target = PostgresqlTarget(url, patience=20)
        asyncio.run(_nothing_is_lost(open_postgresql(target, issuer_id="default", clock=lambda: float(NOW)), lines))
        told = postgresql.psql(_EFFECTS_AND_EVENTS, name)
        assert told == "t", told
    print(
        f"\nR01, R29: PostgreSQL: {KILLS} kills, {dict(acknowledged)} acknowledged and kept, no effect without its event"
    )
    assert acknowledged["redeemed"] > KILLS
    assert acknowledged["revoked"] > 0


_EFFECTS_AND_EVENTS = """
WITH told AS (SELECT type, count(*) AS n FROM assay.events GROUP BY type),
codes AS (SELECT count(*) AS saved, count(redeemed_at) AS redeemed FROM assay.authorization_codes),
families AS (
    SELECT count(*) AS started, sum(generation - 1) AS rotated, count(revoked_at) AS revoked, count(DISTINCT grant_id) AS grants
    FROM assay.refresh_token_families
)
SELECT (SELECT n FROM told WHERE type = 'saved') = saved AND (SELECT n FROM told WHERE type = 'redeemed') = redeemed
    AND redeemed = started AND grants = started AND (SELECT n FROM told WHERE type = 'rotated') = rotated
    AND (SELECT n FROM told WHERE type = 'revoked') = revoked
    AND (SELECT max(sequence) = count(*) FROM assay.events)
FROM codes, families
"""


def _until_killed(database, *, statement, chance):
    worker = subprocess.Popen([sys.executable, str(WORKER), str(database), str(statement)], stdout=subprocess.PIPE)
    first = worker.stdout.readline()  # its first acknowledgement: it is at work
    if not statement:
        time.sleep(chance.random() * 0.15)
        worker.kill()
    rest, _ = worker.communicate(timeout=60)
    assert worker.returncode == -9
    whole = (first + rest).decode()
    return whole[: whole.rfind("\n") + 1].splitlines()


async def _nothing_is_lost(store, lines):
    started = time.monotonic()
    assert await store.maintenance.ready() is None
    assert time.monotonic() - started < 2
    newest = {}
    for line in lines:
        what, *names = line.split()
        first = bytes.fromhex(names[0])
        if what == "saved":
            assert await store.authorization_codes.find(first) is not None
        elif what == "redeemed":
            assert (await store.authorization_codes.find(first)).redeemed_at == NOW
            again = e.RedeemAuthorizationCode(first, NOW)
            assert await store.unit_of_work.commit([again]) == e.Conflict(again)
            newest[bytes.fromhex(names[1])] = 1
        elif what == "rotated":
            newest[first] = int(names[1])
            again = e.RotateRefreshToken(first, int(names[1]) - 1, NOW, NOW)
            assert await store.unit_of_work.commit([again]) == e.Conflict(again)
        else:
            assert (await store.refresh_tokens.find(first)).revoked_because == "drill"
    for family_id, generation in newest.items():
        # One more than acknowledged is what a client that got no answer finds; two would be an invented rotation.
        assert (await store.refresh_tokens.find(family_id)).generation in {generation, generation + 1}
    await store.maintenance.close()


def _every_effect_has_its_event(database):
    connection = sqlite3.connect(database)
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    events = dict(connection.execute("SELECT type, count(*) FROM events GROUP BY type"))
    count = lambda sql: connection.execute(sql).fetchone()[0]  # noqa: E731 - read once, five lines below
    assert events["saved"] == count("SELECT count(*) FROM authorization_codes")
    assert events["redeemed"] == count("SELECT count(*) FROM authorization_codes WHERE redeemed_at IS NOT NULL")
    assert events["redeemed"] == count("SELECT count(*) FROM refresh_token_families")
    assert events["rotated"] == count("SELECT sum(generation - 1) FROM refresh_token_families")
    assert events["revoked"] == count("SELECT count(*) FROM refresh_token_families WHERE revoked_at IS NOT NULL")
    assert count("SELECT max(sequence) FROM events") == sum(events.values())  # in order, without a gap
    connection.close()
