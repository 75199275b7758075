"""Refresh rotations through the SQLite store: each in a transaction of its own against grouped, in one run.

    python bench/storage.py [--folder FOLDER] [--rounds 5] [--seconds 1.5]

Sixteen committers, each with a family of its own, each commit an update and an event, durable before the answer
(`synchronous=FULL`). The folder should be on the disk that a server would use. Ratios inside one run are the result.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import statistics
import tempfile
import time
from pathlib import Path

from assay.model import effects as e
from assay.model.client import Client
from assay.model.end_user import EndUser, EndUserSession
from assay.model.event import Event
from assay.model.factor import Proof
from assay.model.refresh_token import RefreshTokenFamily
from assay.model.standing import StandingQuery
from assay.storage.memory import open_memory
from assay.storage.sqlite import open_sqlite

COMMITTERS = 16
NOW = 1_800_000_000
ROWS = 10_000


def family(family_id):
    return RefreshTokenFamily(
        family_id, "client", "sub", family_id.hex(), ("openid", "offline_access"), ("https://api.example",), NOW, 1, NOW,
        NOW + 9, NOW + 99, NOW, None, ("pwd",),
    )  # fmt: skip


async def filled(store):
    families = [os.urandom(16) for _ in range(ROWS)]
    session = EndUserSession(b"s" * 32, "sid", "sub", NOW, (Proof("password", NOW),), NOW + 2**30)
    client = Client("client", "Client", "none", ("refresh_token",), ("https://c.example/cb",), ("openid",))
    await store.unit_of_work.commit(
        [e.SaveClient(client), e.AddEndUser(EndUser("sub", "ann", None)), e.StartEndUserSession(session)]
    )
    await store.unit_of_work.commit([e.StartRefreshTokenFamily(family(family_id)) for family_id in families])
    return families


async def rotations(store, families, seconds, alone):
    """Rotations per second, and the 99th percentile of their durations in milliseconds."""
    end = time.perf_counter() + seconds
    durations = []

    async def committer(own):
        generations = dict.fromkeys(own, 0)
        while time.perf_counter() < end:
            for family_id in own:
                if not generations[family_id]:
                    generations[family_id] = (await store.refresh_tokens.find(family_id)).generation
                effects = [
                    e.RotateRefreshToken(family_id, generations[family_id], NOW, NOW + 9),
                    e.RecordEvent(Event("refresh_token.rotated", NOW, "client", "sub", family_id.hex())),
                ]
                began = time.perf_counter()
                async with alone:
                    assert await store.unit_of_work.commit(effects) == e.Committed()
                durations.append(time.perf_counter() - began)
                generations[family_id] += 1
                if time.perf_counter() >= end:
                    break

    await asyncio.gather(*(committer(families[n::COMMITTERS]) for n in range(COMMITTERS)))
    return len(durations) / seconds, statistics.quantiles(durations, n=100)[98] * 1000


async def microseconds(call, count=5000):
    best = float("inf")
    for _ in range(5):
        began = time.perf_counter()
        for _ in range(count // 5):
            await call()
        best = min(best, (time.perf_counter() - began) / (count // 5))
    return best * 1e6


async def main(arguments):
    with tempfile.TemporaryDirectory(dir=arguments.folder) as folder:
        store = open_sqlite(Path(folder) / "bench.db", issuer_id="default", clock=lambda: float(NOW))
        memory = open_memory(issuer_id="default", clock=lambda: float(NOW))
        families, in_memory = await filled(store), await filled(memory)
        one_by_one, grouped, no_disk = [], [], []
        for _ in range(arguments.rounds):
            one_by_one.append(await rotations(store, families, arguments.seconds, asyncio.Lock()))
            grouped.append(await rotations(store, families, arguments.seconds, contextlib.nullcontext()))
            no_disk.append(await rotations(memory, in_memory, arguments.seconds, contextlib.nullcontext()))
        print(f"refresh rotations, {COMMITTERS} committers, {ROWS} families, medians of {arguments.rounds} rounds")
        for name, runs in (("one per transaction", one_by_one), ("grouped", grouped), ("memory", no_disk)):
            rate, p99 = (statistics.median(column) for column in zip(*runs, strict=True))
            print(f"  {name:20} {rate:9,.0f} /s   p99 {p99:6.2f} ms")
        ratios = [group[0] / single[0] for group, single in zip(grouped, one_by_one, strict=True)]
        print(f"  grouped is {statistics.median(ratios):.1f} times one per transaction")
        print("reads, microseconds each")
        query = StandingQuery("client", "jti", "grant", "sub", "sid")
        for name, call in (
            ("client (cached, revalidated)", lambda: store.clients.find("client")),
            ("refresh token family", lambda: store.refresh_tokens.find(families[7])),
            ("end-user", lambda: store.end_users.find("sub")),
            ("standing (5 tables)", lambda: store.standings.read(query)),
        ):
            print(f"  {name:30} {await microseconds(call):6.1f}")
        await store.maintenance.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--folder", default=".")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=1.5)
    asyncio.run(main(parser.parse_args()))
