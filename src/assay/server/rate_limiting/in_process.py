"""Rate limits kept in this process (`ports.rate_limits.RateLimits`): bounded for each kind of key by itself.

Whoever makes many keys of one kind, such as usernames, thereby resets no other budget. Among the keys of a kind the one
that has least to wait goes first. With several processes each counts for itself, so that a limit is at most so many times
as wide.
"""

from __future__ import annotations

from itertools import islice

from assay.model.gcra import take_one, wait_for_one

MAX_KEYS = 16_384
"""Keys of one kind that are remembered."""
_MOST_KINDS = 32
_LOOKED_AT = 8
"""How many of the least recently used keys are compared when one has to go."""


class InProcessRateLimits:
    """One float per key, by kind and in the order of use."""

    __slots__ = ("_kinds", "_max_keys")

    def __init__(self, max_keys: int = MAX_KEYS) -> None:
        self._kinds: dict[str, dict[str, float]] = {}
        self._max_keys = max_keys

    def take(self, key: str, now: float, *, burst: int, per_second: float) -> float:
        """See the port."""
        keys = self._alike(key)
        known = keys.pop(key, 0.0)
        if len(keys) >= self._max_keys:
            _make_room(keys)
        keys[key], wait = take_one(known, now, burst=burst, per_second=per_second)
        return wait

    def wait(self, key: str, now: float, *, burst: int, per_second: float) -> float:
        """See the port."""
        at_rest = self._alike(key).get(key)
        return 0.0 if at_rest is None else wait_for_one(at_rest, now, burst=burst, per_second=per_second)

    def forget(self, key: str) -> None:
        """See the port."""
        self._alike(key).pop(key, None)

    def _alike(self, key: str) -> dict[str, float]:
        """The keys of the same kind. There are few kinds; what exceeds them shares one, so that nothing grows without end."""
        kind = key.partition(":")[0]
        if kind not in self._kinds and len(self._kinds) >= _MOST_KINDS:
            kind = ""
        return self._kinds.setdefault(kind, {})


def _make_room(keys: dict[str, float]) -> None:
    """Forget one of the least recently used; those with more to wait get another turn, or a flood would reset them."""
    oldest = list(islice(keys, _LOOKED_AT))
    gone = min(oldest, key=keys.__getitem__)
    for key in oldest:
        at_rest = keys.pop(key)
        if key != gone:
            keys[key] = at_rest
