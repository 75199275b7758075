"""How long a server took until it was ready, told so that the other work of the machine does not count (Linux).

The kernel keeps for each thread how long it ran and how long it was ready to run while others had the processors. What is left of
the time on the wall without the latter is what the start takes on a machine that has nothing else to do.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class ReadyTime:
    """Seconds from the program's start: on the wall, of processor time, and on the wall without the time that others took."""

    wall: float
    processor: float
    undisturbed: float


def ready_time(wall: float, processes: Iterable[int]) -> ReadyTime:
    """Of processes each of which waited for the one before it; `wall` is how long all of that took."""
    ran = waited = processor = 0.0
    for pid in processes:
        ran_ns, waited_ns, _ = Path(f"/proc/{pid}/task/{pid}/schedstat").read_text().split()
        ran, waited = ran + int(ran_ns) / 1e9, waited + int(waited_ns) / 1e9
        processor += _processor_time(pid)
    return ReadyTime(wall, processor, max(wall - waited, ran))


def _processor_time(pid: int) -> float:
    """Of all threads, those that have ended too."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS
