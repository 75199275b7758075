"""The clock and the random generator of the operating system, behind `ports.clock` and `ports.entropy`."""

from __future__ import annotations

import os
import time


def system_clock() -> float:
    """See `ports.clock.Clock`."""
    return time.time()


def system_entropy(length: int) -> bytes:
    """See `ports.entropy.Entropy`."""
    return os.urandom(length)
