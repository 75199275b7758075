"""Starts Assay, runs every partner and prints what each proved. Exit status 1 when one failed.

Usage: run.py [--only NAME …] [--offline] [--at-once N] [--json FILE]. Partners are installed into interop/.work at the first
call; `--offline` skips those that are not there yet. What is skipped is named.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from threading import Lock

sys.path.insert(0, str(Path(__file__).resolve().parent))

from conversation import Outcome, talk
from environments import Environment
from matrix import PARTNERS, Partner, lacking
from servers import Server, on_http, on_https


class Installing:
    """Makes each environment once, however many partners share it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._locks: dict[Environment, Lock] = {}

    def made(self, environment: Environment) -> None:
        with self._lock:
            mine = self._locks.setdefault(environment, Lock())
        with mine:
            if not environment.is_made():
                environment.make()


def attempt(partner: Partner, server: Callable[[], Server], installing: Installing, *, offline: bool) -> Outcome:
    """Install the partner if need be, and run it."""
    outcome = Outcome(partner.name)
    lacked = lacking(partner)
    if lacked is None and offline and not partner.environment.is_made():
        lacked = "an installation in interop/.work"
    if lacked is not None:
        outcome.skipped = f"this machine lacks {lacked}"
        return outcome
    try:
        installing.made(partner.environment)
        began = time.monotonic()
        talk(partner.name, partner.environment.command(partner.script), server(), outcome)
        outcome.seconds = time.monotonic() - began
    except (AssertionError, OSError, RuntimeError) as wrong:
        outcome.wrong = f"{type(wrong).__name__}: {wrong}"
    return outcome


def shown(outcome: Outcome) -> None:
    """What the matrix says of a partner."""
    for step in outcome.passed:
        print(f"ok       {outcome.name}: {step}")
    if outcome.skipped:
        print(f"skipped  {outcome.name}: {outcome.skipped}")
    if outcome.wrong:
        print(f"FAILED   {outcome.name}: {outcome.wrong}")
    if outcome.seconds:
        print(f"         {outcome.name}: {outcome.seconds:.1f} s", flush=True)


def run(chosen: list[Partner], *, offline: bool, at_once: int) -> list[Outcome]:
    """All of them, `at_once` at a time; a server is started when the first partner needs it."""
    with ExitStack() as ending, tempfile.TemporaryDirectory() as name:
        starting, started = Lock(), {}

        def server(partner: Partner) -> Server:
            with starting:
                if partner.https not in started:
                    folder = Path(name) / ("https" if partner.https else "http")
                    folder.mkdir()
                    started[partner.https] = (on_https if partner.https else on_http)(folder)
                    ending.callback(started[partner.https].close)
            return started[partner.https]

        installing = Installing()
        with ThreadPoolExecutor(at_once) as pool:
            outcomes = []
            for outcome in pool.map(lambda one: attempt(one, lambda: server(one), installing, offline=offline), chosen):
                shown(outcome)
                outcomes.append(outcome)
        for one in started.values():
            if any(outcome.wrong for outcome in outcomes):
                print(f"the server of {one.issuer} said:\n" + (one.folder / "server.log").read_text()[-4000:])
        return outcomes


def main() -> int:
    """Run the matrix."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--only", nargs="*", default=[one.name for one in PARTNERS], choices=[one.name for one in PARTNERS]
    )
    parser.add_argument("--offline", action="store_true")
    parser.add_argument("--at-once", type=int, default=3)
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    chosen = [one for one in PARTNERS if one.name in asked.only]
    outcomes = run(chosen, offline=asked.offline, at_once=asked.at_once)
    if asked.json is not None:
        asked.json.write_text(json.dumps([asdict(outcome) for outcome in outcomes]))
    failed = sum(outcome.wrong is not None for outcome in outcomes)
    print(f"{failed} failed, {sum(outcome.skipped is not None for outcome in outcomes)} skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
