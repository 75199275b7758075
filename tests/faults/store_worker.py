"""Writes through a store until it is killed, and says on standard output what has been acknowledged.

Run as `store_worker.py DATABASE STATEMENT`, the database a SQLite file or the URL of a PostgreSQL one: with STATEMENT above 0 it kills itself before its n-th SQL statement, so that
it also dies in the middle of transactions of a file, where a signal from outside seldom hits.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import signal
import sys
from pathlib import Path

from assay.model import effects as e
from assay.model.authorization_code import AuthorizationCode
from assay.model.event import Event
from assay.model.refresh_token import RefreshTokenFamily
from assay.storage.postgresql import open_postgresql
from assay.storage.postgresql.target import PostgresqlTarget
from assay.storage.sqlite import open_sqlite

COMMITTERS = 16
NOW = 1_800_000_000


def acknowledge(line: str) -> None:
    os.write(1, f"{line}\n".encode())  # one system call, no buffer: what the client has seen


async def live(store, run):
    commit = store.unit_of_work.commit
    for number in itertools.count():
        grant = f"{run}-{number}"
        code_hash, family_id = os.urandom(32), os.urandom(16)
        code = AuthorizationCode(
            code_hash, "client", "https://c.example/", True, "sub", grant, (), (), NOW, NOW, NOW, NOW, "sid"
        )
        family = RefreshTokenFamily(family_id, "client", "sub", grant, (), (), NOW, 1, NOW, NOW, NOW, NOW)
        await commit([e.SaveAuthorizationCode(code), e.RecordEvent(Event("saved", NOW, grant_id=grant))])
        acknowledge(f"saved {code_hash.hex()}")
        redeemed = await commit(
            [
                e.RedeemAuthorizationCode(code_hash, NOW),
                e.StartRefreshTokenFamily(family),
                e.RecordEvent(Event("redeemed", NOW, grant_id=grant)),
            ]
        )
        assert redeemed == e.Committed()
        acknowledge(f"redeemed {code_hash.hex()} {family_id.hex()}")
        for generation in range(1, 4):
            rotated = await commit(
                [
                    e.RotateRefreshToken(family_id, generation, NOW, NOW),
                    e.RecordEvent(Event("rotated", NOW, grant_id=grant)),
                ]
            )
            assert rotated == e.Committed()
            acknowledge(f"rotated {family_id.hex()} {generation + 1}")
        if number % 3 == 0:
            await commit(
                [e.RevokeGrant(grant, NOW, NOW, "drill"), e.RecordEvent(Event("revoked", NOW, grant_id=grant))]
            )
            acknowledge(f"revoked {family_id.hex()}")


async def main() -> None:
    options = {"issuer_id": "default", "clock": lambda: float(NOW)}
    if sys.argv[1].startswith("postgresql:"):
        store = open_postgresql(PostgresqlTarget(sys.argv[1], patience=20), **options)
    else:
        store = open_sqlite(Path(sys.argv[1]), **options)
    statement = int(sys.argv[2])
    if statement:
        seen = itertools.count(1)

        def die_in_time(_sql: str) -> None:
            if next(seen) == statement:
                os.kill(os.getpid(), signal.SIGKILL)

        store.unit_of_work._writer._connection.set_trace_callback(die_in_time)
    run = os.urandom(4).hex()
    await asyncio.gather(*(live(store, f"{run}-{committer}") for committer in range(COMMITTERS)))


asyncio.run(main())
