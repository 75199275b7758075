"""A mountain of expired rows is carried off in small batches while tokens are issued and refreshed beside it (R20).

`ASSAY_DRILL_EXPIRED` sets how many rows (40,000 where it is not set; `make drill` takes five million).
"""

from __future__ import annotations

import asyncio
import os
import statistics
import time
from pathlib import Path

import pytest

from assay.app.upkeep import PURGE_ROWS
from token_house import START, TokenHouse, allowed

EXPIRED = int(os.environ.get("ASSAY_DRILL_EXPIRED", "40000"))
BREATH = 0.05
TABLES = ("one_time_values", "denied_access_tokens", "revoked_grants")
_ROWS = {
    "one_time_values": "INSERT INTO one_time_values (issuer_id, kind, value, expires_at) SELECT 'default', 'jti', randomblob(16), ?1 + n % 1000 FROM numbers",
    "denied_access_tokens": "INSERT INTO denied_access_tokens (issuer_id, jti, because, expires_at) SELECT 'default', hex(randomblob(16)), 'drill', ?1 + n % 1000 FROM numbers",
    "revoked_grants": "INSERT INTO revoked_grants (issuer_id, grant_id, because, expires_at) SELECT 'default', hex(randomblob(16)), 'drill', ?1 + n % 1000 FROM numbers",
}  # fmt: skip


@pytest.mark.slow
def test_expired_rows_go_in_batches_and_nobody_waits_for_them(tmp_path: Path) -> None:
    house = TokenHouse("sqlite", tmp_path)

    async def refreshes(token: str, stop: asyncio.Event) -> tuple[str, list[float]]:
        took = []
        while not stop.is_set():
            began = time.monotonic()
            token = allowed(await house.refresh(token, "rotating")).refresh_token or ""
            took.append(time.monotonic() - began)
            await asyncio.sleep(0.002)
        return token, took

    async def scenario() -> tuple[list[float], list[float], float, int]:
        token = await house.refresh_token("rotating")
        quiet = asyncio.Event()
        asyncio.get_running_loop().call_later(2, quiet.set)
        token, alone = await refreshes(token, quiet)
        connection = house.store.maintenance._connection
        for table in TABLES:
            numbers = f"WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {EXPIRED // len(TABLES)}) "
            connection.execute(numbers + _ROWS[table], (START - 10_000,))
        connection.commit()
        done, began = asyncio.Event(), time.monotonic()
        user = asyncio.create_task(refreshes(token, done))
        longest = purged = 0
        while True:
            at = time.monotonic()
            gone = await house.store.maintenance.purge(START, PURGE_ROWS)
            longest = max(longest, time.monotonic() - at)
            purged += gone
            if gone < PURGE_ROWS:
                break
            await asyncio.sleep(BREATH)
        seconds = time.monotonic() - began
        done.set()
        _, beside = await user
        left = sum(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in TABLES)
        assert left == 0
        assert purged >= EXPIRED - len(TABLES)
        print(f"\nR20: {purged} rows in {seconds:.1f} s, the longest batch {longest * 1000:.1f} ms")
        return alone, beside, longest, purged

    alone, beside, longest, _ = house.run(scenario())
    before, during = (statistics.quantiles(took, n=100) for took in (alone, beside))
    print(
        f"R20: refresh alone p50 {before[49] * 1000:.2f} p99 {before[98] * 1000:.2f} ms, beside the purge p50 {during[49] * 1000:.2f} p99 {during[98] * 1000:.2f} ms"
    )
    assert longest < 0.5
    assert during[49] < 10 * before[49]
