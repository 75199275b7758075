"""Refresh rotations through the PostgreSQL store: grouped, against one statement for each request over sixteen connections.

    python bench/postgresql.py [--url postgresql://…] [--rounds 5] [--seconds 1.5]

Sixteen committers, each with families of its own, each answered after its commit (`synchronous_commit = on`). Without
`--url` a server of its own is started, with fsync on. The rivals are the same rotation with its event in one statement, and one bare update for each rotation,
which tells nobody of it. The CPU time of each is told too: of the server's processes where it is on this machine, and of this one. Ratios inside one run are the result; where the machine is shared, sixteen server processes get
more of it than one.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import sys
import time
from pathlib import Path

import asyncpg

from assay.model import effects as e
from assay.model.event import Event
from assay.model.refresh_token import RefreshTokenFamily
from assay.storage.postgresql import open_postgresql
from assay.storage.postgresql.migrations import migrate_database
from assay.storage.postgresql.target import PostgresqlTarget

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

COMMITTERS = 16
NOW = 1_800_000_000
FAMILIES = 4_000
UPDATE = """
UPDATE refresh_token_families SET generation = generation + 1, rotated_at = $4, idle_expires_at = $5
WHERE issuer_id = $1 AND family_id = $2 AND generation = $3 AND revoked_at IS NULL
"""
UPDATE_AND_EVENT = """
WITH rotated AS (
    UPDATE refresh_token_families SET generation = generation + 1, rotated_at = $4, idle_expires_at = $5
    WHERE issuer_id = $1 AND family_id = $2 AND generation = $3 AND revoked_at IS NULL RETURNING 1
), counted AS (
    UPDATE event_streams SET last_sequence = last_sequence + 1
    WHERE issuer_id = $1 AND EXISTS (SELECT 1 FROM rotated) RETURNING last_sequence
)
INSERT INTO events (issuer_id, sequence, type, at, client_id, subject, grant_id, detail)
SELECT $1, last_sequence, 'refresh_token.rotated', $4, 'client', 'sub', 'grant', '{}' FROM counted
"""


async def filled(store, issuer):
    families = [os.urandom(16) for _ in range(FAMILIES)]
    effects = [
        e.StartRefreshTokenFamily(
            RefreshTokenFamily(
                one, "client", "sub", one.hex(), ("openid", "offline_access"), ("https://api.example",), NOW, 1, NOW,
                NOW + 9, NOW + 99, NOW, None, ("pwd",),
            )
        )
        for one in families
    ]  # fmt: skip
    await store.unit_of_work.commit([*effects, e.RecordEvent(Event("drill.begun", NOW))])
    return families


def cpu_of_servers(plain):
    """Seconds of CPU that the server processes of this database have used and use."""
    ticks = 0
    for pid in plain:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:  # ended, or on another machine
            continue
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


async def server_processes(connection):
    """Of everybody who is connected to this database."""
    rows = await connection.fetch("SELECT pid FROM pg_stat_activity WHERE datname = current_database()")
    return [row["pid"] for row in rows]


async def rate(families, seconds, rotate):
    """Rotations a second, the 99th percentile of their durations in milliseconds, and the number of them."""
    end, durations = time.perf_counter() + seconds, []

    async def committer(number):
        generations = dict.fromkeys(families[number::COMMITTERS], 1)
        while True:
            for family_id, generation in generations.items():
                began = time.perf_counter()
                if began >= end:
                    return
                await rotate(number, family_id, generation)
                durations.append(time.perf_counter() - began)
                generations[family_id] = generation + 1

    await asyncio.gather(*map(committer, range(COMMITTERS)))
    return (
        len(durations) / seconds,
        sorted(durations)[int(len(durations) * 0.99)] * 1000,
        len(durations),
    )


async def measured(url, rounds, seconds):
    target = PostgresqlTarget(url, patience=20)
    await migrate_database(target, NOW)
    plain = [await asyncpg.connect(url, server_settings={"search_path": "assay"}) for _ in range(COMMITTERS)]
    seen: dict[str, list[tuple[float, float, float, float]]] = {}
    for number in range(rounds):
        issuer = f"bench {os.getpid()} {number}"

        async def grouped(_, family_id, generation):
            rotation = e.RotateRefreshToken(family_id, generation, NOW, NOW + 9)
            event = e.RecordEvent(Event("refresh_token.rotated", NOW, "client", "sub", "grant"))
            outcome = await store.unit_of_work.commit([rotation, event])
            assert outcome == e.Committed()

        async def single(place, family_id, generation):
            done = await plain[place].execute(UPDATE, issuer, family_id, generation, NOW, NOW + 9)
            assert done == "UPDATE 1"

        async def single_with_event(place, family_id, generation):
            done = await plain[place].execute(UPDATE_AND_EVENT, issuer, family_id, generation, NOW, NOW + 9)
            assert done == "INSERT 0 1"

        ways = (
            ("grouped, with event", grouped),
            ("one update each", single),
            ("one each, with event", single_with_event),
        )
        for name, rotate in ways:
            issuer = f"bench {os.getpid()} {number} {name}"
            store = open_postgresql(target, issuer_id=issuer, clock=time.time)
            families = await filled(store, issuer)
            pids = await server_processes(plain[0])
            before, ours = cpu_of_servers(pids), time.process_time()
            fast, p99, count = await rate(families, seconds, rotate)
            theirs, ours = cpu_of_servers(pids) - before, time.process_time() - ours
            seen.setdefault(name, []).append((fast, p99, theirs / count * 1e6, ours / count * 1e6))
            await store.maintenance.close()
    for one in plain:
        await one.close()
    return seen


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--url")
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--seconds", type=float, default=1.5)
    given = arguments.parse_args()
    server = None
    url = given.url
    if url is None:
        from postgresql_server import PostgresqlServer

        server = PostgresqlServer().start()
        url = server.new_database()
    try:
        seen = asyncio.run(measured(url, given.rounds, given.seconds))
    finally:
        if server is not None:
            server.remove()
    grouped = seen["grouped, with event"]
    for name, figures in seen.items():
        rates = [figure[0] for figure in figures]
        ratio = statistics.median(ours[0] / theirs for ours, theirs in zip(grouped, rates, strict=True))
        p99, server, driver = (statistics.median(figure[place] for figure in figures) for place in (1, 2, 3))
        print(
            f"{name:<22}{statistics.median(rates):8.0f} rotations/s   p99 {p99:6.1f} ms   grouped is {ratio:4.1f} times it   "
            f"CPU of each: {server:4.0f} us server, {driver:4.0f} us here"
        )
    print(f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")


if __name__ == "__main__":
    main()
