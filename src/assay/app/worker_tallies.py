"""What all processes of a server have counted, so that whichever of them is scraped tells of all.

Each writes what it has counted into a file of its own, once a second; the file of a process that ended stays, so that no
counter goes back. The folder is private and goes with the process that began them.
"""

from __future__ import annotations

import asyncio
import json
import os
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from assay.web.tally import Requests, Tally

_EVERY = 1.0
_FRESH = 3 * _EVERY
"""Seconds after which a process that has not written does not count as answering requests."""


class WorkerTallies:
    """The files of one server's processes, seen from one of them."""

    def __init__(self, folder: Path, own: Tally, dropped: Callable[[], int]) -> None:
        self._folder = folder
        self._file = folder / f"{os.getpid()}.json"
        self._own = own
        self._dropped = dropped

    def counted(self) -> tuple[Tally, int]:
        """What all have counted, and how many rows they let go."""
        total, dropped = Tally(), 0
        _add(total, _told(self._own), fresh=True)
        for file in self._folder.glob("*.json"):
            if file == self._file:
                continue
            with suppress(OSError, ValueError):
                told = json.loads(file.read_text())
                _add(total, told, fresh=time.time() - file.stat().st_mtime < _FRESH)
                dropped += told["dropped"]
        return total, dropped + self._dropped()

    def write(self) -> None:
        """Write what this process has counted; nobody ever reads half of it."""
        beside = self._file.with_suffix(".new")
        beside.write_text(json.dumps({**_told(self._own), "dropped": self._dropped()}))
        beside.replace(self._file)

    async def keep(self) -> None:
        """Write once a second until cancelled, and a last time then."""
        try:
            while True:
                self._try()
                await asyncio.sleep(_EVERY)
        finally:
            self._try()

    def _try(self) -> None:
        with suppress(OSError):  # a full disk is no reason to stop serving
            self.write()


def _told(tally: Tally) -> dict[str, Any]:
    return {
        "requests": [[*key, one.buckets, one.seconds] for key, one in tally.requests.items()],
        "refusals": [[*key, count] for key, count in tally.refusals.items()],
        "faults": tally.faults,
        "in_flight": tally.in_flight,
    }


def _add(total: Tally, told: dict[str, Any], *, fresh: bool) -> None:
    for endpoint, status, buckets, seconds in told["requests"]:
        requests = total.requests.setdefault((endpoint, status), Requests())
        requests.buckets = [one + other for one, other in zip(requests.buckets, buckets, strict=True)]
        requests.seconds += seconds
    for endpoint, reason, count in told["refusals"]:
        total.refusals[endpoint, reason] = total.refusals.get((endpoint, reason), 0) + count
    total.faults += told["faults"]
    if fresh:
        total.in_flight += told["in_flight"]
