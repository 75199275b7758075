"""Randomness comes in through this door."""

from __future__ import annotations

from typing import Protocol


class Entropy(Protocol):
    """The operating system's random generator, or a test's."""

    def __call__(self, length: int) -> bytes:
        """This many unpredictable bytes."""
        ...
