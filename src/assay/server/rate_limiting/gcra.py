"""The generic cell rate algorithm: one number per key says when it will be at rest again (ITU-T I.371, annex A).

A use is allowed while that moment is at most `burst` intervals away. No timer, no bucket to fill.
"""

from __future__ import annotations


def take_one(at_rest: float, now: float, *, burst: int, per_second: float) -> tuple[float, float]:
    """Judge one use of a key that is at rest from the epoch second `at_rest`.

    Returns (the new moment of rest, zero) when the use is allowed, else (the old one, the seconds to wait).
    """
    interval = 1.0 / per_second
    start = max(at_rest, now)
    wait = start + interval - now - burst * interval
    if wait > 1e-9:  # floating point: a whole burst in one moment must fit
        return at_rest, wait
    return start + interval, 0.0
