"""The generic cell rate algorithm: one number per key says when it will be at rest again (ITU-T I.371, annex A).

A use is allowed while that moment is at most `burst` intervals away. No timer, no bucket to fill.
"""

from __future__ import annotations


def take_one(at_rest: float, now: float, *, burst: int, per_second: float) -> tuple[float, float]:
    """Judge one use of a key that is at rest from the epoch second `at_rest`.

    Returns (the new moment of rest, zero) when the use is allowed, else (the old one, the seconds to wait).
    """
    at_rest = _believed(at_rest, now, burst / per_second)
    wait = wait_for_one(at_rest, now, burst=burst, per_second=per_second)
    if wait:
        return at_rest, wait
    return max(at_rest, now) + 1.0 / per_second, 0.0


def wait_for_one(at_rest: float, now: float, *, burst: int, per_second: float) -> float:
    """Zero when a use would be allowed, else the seconds after which it would be."""
    interval = 1.0 / per_second
    wait = max(_believed(at_rest, now, burst * interval), now) + interval - now - burst * interval
    return wait if wait > 1e-6 else 0.0  # a float of epoch seconds is no finer: a whole burst in one moment must fit


def _believed(at_rest: float, now: float, whole_burst: float) -> float:
    """No use leads further ahead than a whole burst: beyond two, the clock was put back, and nobody waits for it."""
    return at_rest if at_rest - now <= 2 * whole_burst else now
