"""The clock comes in through this door; everything below floor 7 takes `now` as a parameter."""

from __future__ import annotations

from typing import Protocol


class Clock(Protocol):
    """Tells the time."""

    def __call__(self) -> float:
        """Epoch seconds (UTC)."""
        ...
