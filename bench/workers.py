"""client_credentials on PostgreSQL from one process and from two: requests a second, and what each costs in CPU.

    python bench/workers.py [--rounds 3] [--seconds 3] [--connections 16]

The load client and the database want cores of their own. On a machine that has not enough of them the rate says little;
then the CPU of the serving processes for each request says what a core more would bring: with equal cost twice as much.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
from pathlib import Path

from load_client import form_request, run_load

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

TICKS = os.sysconf("SC_CLK_TCK")


def cpu_of(pids):
    """Seconds of CPU that processes have used."""
    used = 0.0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        used += (int(fields[11]) + int(fields[12])) / TICKS
    return used


def main() -> None:
    from postgresql_node import Node, client_of
    from postgresql_server import PostgresqlServer

    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--seconds", type=float, default=3)
    arguments.add_argument("--connections", type=int, default=16)
    given = arguments.parse_args()
    server = PostgresqlServer().start()
    seen: dict[int, list[tuple[float, float, float]]] = {1: [], 2: []}
    try:
        with tempfile.TemporaryDirectory() as folder:
            url = server.up_to_date_database()
            nodes = {count: Node(Path(folder), url, workers=count) for count in seen}
            nodes[1].made(
                "resource", "create", "--identifier", "https://a.example", "--scope", "reports:read", "--default"
            )
            client = client_of(nodes[1])
            request = form_request("/token", {"grant_type": "client_credentials"}, client)
            for _ in range(given.rounds):
                for count, node in nodes.items():
                    pids = node.workers() or [node.process.pid]
                    before = cpu_of(pids)
                    outcome = run_load(
                        node.port,
                        given.connections,
                        given.seconds,
                        lambda: request,
                        lambda status, body: None if status == 200 else f"{status} {body[:80]!r}",
                    )
                    answers = outcome.per_second * given.seconds
                    seen[count].append((outcome.per_second, outcome.p99, (cpu_of(pids) - before) / answers * 1e6))
            for node in nodes.values():
                node.stop()
    finally:
        server.remove()
    for count, figures in seen.items():
        rate, p99, cost = (statistics.median(figure[place] for figure in figures) for place in range(3))
        print(f"{count} process(es) {rate:7.0f} requests/s   p99 {p99:6.1f} ms   {cost:6.0f} us of CPU for each")
    pairs = list(zip(seen[1], seen[2], strict=True))
    print(f"rate, two to one: {statistics.median(two[0] / one[0] for one, two in pairs):.2f}", end="; ")
    print(f"CPU for each, one to two: {statistics.median(one[2] / two[2] for one, two in pairs):.2f}")
    print(f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")


if __name__ == "__main__":
    main()
