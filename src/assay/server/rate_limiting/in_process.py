"""Rate limits kept in this process (`ports.rate_limits.RateLimits`): bounded, and forgetting only who is at rest longest.

With several processes each counts for itself, so that a limit is at most so many times as wide.
"""

from __future__ import annotations

from assay.server.rate_limiting.gcra import take_one, wait_for_one

MAX_KEYS = 16_384
"""Keys that are remembered; the least recently used goes first."""


class InProcessRateLimits:
    """One float per key, in the order of use."""

    __slots__ = ("_at_rest", "_max_keys")

    def __init__(self, max_keys: int = MAX_KEYS) -> None:
        self._at_rest: dict[str, float] = {}
        self._max_keys = max_keys

    def take(self, key: str, now: float, *, burst: int, per_second: float) -> float:
        """See the port."""
        known = self._at_rest.pop(key, 0.0)
        if len(self._at_rest) >= self._max_keys:
            del self._at_rest[next(iter(self._at_rest))]
        self._at_rest[key], wait = take_one(known, now, burst=burst, per_second=per_second)
        return wait

    def wait(self, key: str, now: float, *, burst: int, per_second: float) -> float:
        """See the port."""
        at_rest = self._at_rest.get(key)
        return 0.0 if at_rest is None else wait_for_one(at_rest, now, burst=burst, per_second=per_second)

    def forget(self, key: str) -> None:
        """See the port."""
        self._at_rest.pop(key, None)
