"""Rate limits."""

from __future__ import annotations

from typing import Protocol


class RateLimits(Protocol):
    """Counts uses per key.

    What stands before the first colon of a key is its kind, a constant of the code. Kinds are counted apart: however many
    keys of one kind are seen, no key of another is forgotten for them.
    """

    def take(self, key: str, now: float, *, burst: int, per_second: float) -> float:
        """Zero when this use is allowed (and counted), else the seconds after which it would be."""
        ...

    def wait(self, key: str, now: float, *, burst: int, per_second: float) -> float:
        """What `take` would answer; nothing is counted."""
        ...

    def forget(self, key: str) -> None:
        """Count the uses of this key from zero again."""
        ...
