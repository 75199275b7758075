"""A day of sign-ins and API calls: what each costs the database, measured, and then a day of arrivals in simulated time.

    python bench/scale_simulation.py [--sign-ins 1000000] [--api-calls 1000000000] [--processes 4] [--commit-ms 1.0]

First a server of its own on a PostgreSQL of its own is asked for each kind of event, and the database tells how many rows
were written, how many transactions were committed and how much log that made. Then a day is gone through: arrivals by
chance along a curve whose peak is five times its mean, over processes that each write one batch after another, at most
sixty requests in one. A batch takes `--commit-ms` and what its requests cost. Nothing of the second part is measured.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import math
import random
import secrets
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "interop")]

CALLBACK = "http://127.0.0.1/bench"
DAY = 86_400
PEAK = 5.0
AT_NIGHT = 0.15
"""The least of a day, as a part of its mean."""
MOST_IN_A_BATCH = 60
FOR_EACH_REQUEST = 0.06e-3
"""Seconds that a rotation with its event costs the database within a batch (bench/postgresql.py)."""
REFRESHES = 32
"""Of one sign-in: every quarter of an hour, for eight hours."""
CALLS_FOR_EACH_TOKEN = 50
"""API calls with one client_credentials token of five minutes."""
_TOLD_AFTER = 11.0
"""Seconds after which a session that does nothing has told what it wrote."""
_NUMBERS_OF_A_COMMIT = 2
"""Only who writes is given a number: a transaction one, and its only request, which is a subtransaction, another."""
WINDOWS = 96
SECONDS_OF_A_WINDOW = 5


@dataclass(frozen=True)
class Cost:
    """Of one event: rows written and taken away, transactions, bytes of the log."""

    rows: float
    commits: float
    log: float


class Measuring:
    """A node and its database, asked for one kind of event after another."""

    def __init__(self, folder: Path) -> None:
        from person import Person

        from postgresql_node import Node
        from postgresql_server import PostgresqlServer

        self.server = PostgresqlServer().start()
        # Or their own work would be counted as that of an event.
        for setting, value in (("autovacuum", "off"), ("checkpoint_timeout", "1h")):
            self.server.psql(f"ALTER SYSTEM SET {setting} = '{value}'")
        self.server.psql("SELECT pg_reload_conf()")
        url = self.server.up_to_date_database()
        self.database = urlsplit(url).path[1:]
        node = Node(folder, url, ASSAY_FACTORS__SECOND_FACTOR="optional")
        node.stop()
        node.environment["ASSAY_ISSUER"] = node.issuer
        node.start()
        self.node = node
        password = secrets.token_urlsafe(16)
        assert (
            node.assay(
                "user",
                "create",
                "--username",
                "ann",
                "--password-stdin",
                given=password,
            ).returncode
            == 0
        )
        made = node.made(
            "client",
            "create",
            "--name",
            "machine",
            "--grant",
            "client_credentials",
            "--scope",
            "read",
        )
        self.machine = (made["client_id"], made["client_secret"])
        node.made(
            *(
                "resource",
                "create",
                "--identifier",
                "https://api.example",
                "--scope",
                "read",
                "--default",
            ),
            *("--introspection-client", made["client_id"]),
        )
        self.client_id = node.made(
            *(
                "client",
                "create",
                "--name",
                "app",
                "--auth-method",
                "none",
                "--first-party",
            ),
            *(
                "--grant",
                "authorization_code",
                "--grant",
                "refresh_token",
                "--redirect-uri",
                CALLBACK,
            ),
            *("--scope", "openid", "--scope", "offline_access"),
        )["client_id"]
        self._person = lambda: Person(node.issuer, "ann", password)
        self.refresh_token = ""
        self.access_token = ""

    def sign_in(self) -> None:
        """A browser without a session: the pages, the password, the code, the exchange."""
        verifier = secrets.token_urlsafe(48)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        asked = {
            "client_id": self.client_id, "response_type": "code", "redirect_uri": CALLBACK,
            "scope": "openid offline_access", "code_challenge": challenge, "code_challenge_method": "S256",
        }  # fmt: skip
        callback = self._person().visit(f"{self.node.issuer}/authorize?{urlencode(asked)}", CALLBACK)
        code = parse_qs(urlsplit(callback).query)["code"][0]
        self._told(
            grant_type="authorization_code",
            code=code,
            redirect_uri=CALLBACK,
            code_verifier=verifier,
        )

    def refresh(self) -> None:
        self._told(grant_type="refresh_token", refresh_token=self.refresh_token)

    def client_credentials(self) -> None:
        answer = self.node.send("/token", {"grant_type": "client_credentials"}, basic=self.machine)
        self.access_token = answer.json()["access_token"]

    def introspect(self) -> None:
        answer = self.node.send("/introspect", {"token": self.access_token}, basic=self.machine)
        assert answer.json()["active"] is True

    def of(self, event, times: int) -> Cost:
        """What one event costs, on the average of several."""
        event()
        before = self._counted()
        for _ in range(times):
            event()
        rows, commits, log = (now - then for now, then in zip(self._counted(), before, strict=True))
        return Cost(rows / times, commits / times, log / times)

    def end(self) -> None:
        self.node.stop()
        self.server.remove()

    def _told(self, **form: str) -> None:
        answer = self.node.send("/token", {"client_id": self.client_id, **form})
        assert answer.status == 200, answer.body
        self.refresh_token = answer.json()["refresh_token"]

    def _counted(self) -> tuple[float, float, float]:
        time.sleep(_TOLD_AFTER)
        rows = "SELECT sum(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_user_tables WHERE relname <> 'readiness'"
        log = "SELECT (pg_current_wal_lsn() - '0/0')::bigint"
        numbers = "SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint"
        seen = [float(self.server.psql(sql, self.database)) for sql in (rows, numbers, log)]
        return seen[0], seen[1] / _NUMBERS_OF_A_COMMIT, seen[2]


def curve(at: float) -> float:
    """How many times the mean comes at a second of the day: a night, and one peak."""
    return AT_NIGHT + (PEAK - AT_NIGHT) * math.exp(_SHARPNESS * (math.cos(2 * math.pi * at / DAY) - 1))


def _sharpness() -> float:
    low, high = 0.0, 200.0
    for _ in range(60):
        middle = (low + high) / 2
        mean = sum(math.exp(middle * (math.cos(2 * math.pi * part / 2000) - 1)) for part in range(2000)) / 2000
        low, high = (middle, high) if AT_NIGHT + (PEAK - AT_NIGHT) * mean > 1 else (low, middle)
    return low


_SHARPNESS = _sharpness()


def batches(rate: float, seconds: float, commit: float, chance: random.Random) -> tuple[int, list[float]]:
    """Of one process: how many batches it writes, and how long each request waits. Requests come by chance."""
    written, waited, free_at, waiting, at = 0, [], 0.0, [], 0.0
    while True:
        at += chance.expovariate(rate)
        while waiting and (free_at <= at or at > seconds):
            begun = max(free_at, waiting[0])
            taken = [one for one in waiting if one <= begun][:MOST_IN_A_BATCH]
            if at <= seconds and begun > at:
                break
            free_at = begun + commit + len(taken) * FOR_EACH_REQUEST
            waited += [free_at - one for one in taken]
            waiting = waiting[len(taken) :]
            written += 1
        if at > seconds:
            return written, waited
        waiting.append(at)


def day(per_day: float, processes: int, commit: float) -> tuple[float, list[tuple[float, float, float, float]]]:
    """All batches of a day, and for night, mean and peak: rate of writing requests, commits, requests in each, p99 in ms."""
    chance = random.Random(6)
    mean, all_batches, hours = per_day / DAY, 0.0, []
    for window in range(WINDOWS):
        rate = mean * curve(window * DAY / WINDOWS)
        written, waited = 0, []
        for _ in range(processes):
            some, waits = batches(rate / processes, SECONDS_OF_A_WINDOW, commit, chance)
            written, waited = written + some, waited + waits
        all_batches += written / SECONDS_OF_A_WINDOW * DAY / WINDOWS
        waited.sort()
        p99 = waited[int(len(waited) * 0.99)] * 1000 if waited else 0.0
        hours.append((rate, written / SECONDS_OF_A_WINDOW, len(waited) / max(1, written), p99))
    hours.sort()
    closest = min(hours, key=lambda hour: abs(hour[0] - mean))
    return all_batches, [hours[0], closest, hours[-1]]


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--sign-ins", type=float, default=1e6)
    arguments.add_argument("--api-calls", type=float, default=1e9)
    arguments.add_argument("--processes", type=int, default=4)
    arguments.add_argument("--commit-ms", type=float, default=1.0)
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        measuring = Measuring(Path(folder))
        try:
            costs = {
                "sign-in with its code exchanged": measuring.of(measuring.sign_in, 40),
                "refresh": measuring.of(measuring.refresh, 150),
                "client_credentials": measuring.of(measuring.client_credentials, 150),
                "introspection": measuring.of(measuring.introspect, 150),
            }
        finally:
            measuring.end()
    machine_tokens = given.api_calls / CALLS_FOR_EACH_TOKEN
    counts = dict(
        zip(
            costs,
            (
                given.sign_ins,
                given.sign_ins * REFRESHES,
                machine_tokens,
                given.api_calls,
            ),
            strict=True,
        )
    )
    print(f"{'one event':<34}{'rows':>8}{'commits':>9}{'log bytes':>11}   a day of them: rows, log")
    for name, cost in costs.items():
        rows, log = cost.rows * counts[name] / 1e6, cost.log * counts[name] / 1e9
        print(
            f"{name:<34}{cost.rows:8.2f}{cost.commits:9.2f}{cost.log:11.0f}   "
            f"{counts[name]:,.0f} times: {rows:,.1f} million rows, {log:,.1f} GB"
        )
    writing = sum(costs[name].commits * counts[name] for name in list(costs)[:2])
    print(
        f"\n{given.sign_ins:,.0f} sign-ins with {REFRESHES} refreshes each over {given.processes} processes: "
        f"{writing / 1e6:.1f} million writing requests a day; a commit takes {given.commit_ms} ms"
    )
    print(f"{'':<8}{'requests/s':>12}{'commits/s':>11}{'in a batch':>12}{'p99 ms':>8}")
    all_batches, hours = day(writing, given.processes, given.commit_ms / 1000)
    for name, (rate, commits, size, p99) in zip(("night", "mean", "peak"), hours, strict=True):
        print(f"{name:<8}{rate:12.0f}{commits:11.0f}{size:12.2f}{p99:8.1f}")
    print(f"{all_batches / 1e6:.1f} million commits a day")


if __name__ == "__main__":
    main()
