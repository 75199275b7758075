"""A bounded buffer of rows that nobody waits for; every backend with SQL writes it in batches of its own kind."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable
from itertools import islice
from typing import Any, Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

AT_ONCE = 256
"""Rows written by one batch, so that no batch holds up the others for long."""

_NOT_IN_EVERY_DATABASE = re.compile(r"[\x00\ud800-\udfff]")


def storable(value: Any) -> Any:
    """A value of a row as every database can hold it, so that a store can be copied to any other.

    What somebody sent may have a zero byte or half of a surrogate pair in it, and is no reason to lose its record.
    """
    return _NOT_IN_EVERY_DATABASE.sub("\ufffd", value) if isinstance(value, str) else value


class BoundedBuffer(Generic[K, V]):
    """Rows by key, in the order of their coming."""

    __slots__ = ("_bound", "_rows", "_taken", "_wake", "dropped")

    def __init__(self, bound: int) -> None:
        self._bound = bound
        self._rows: dict[K, V] = {}
        self._taken: list[tuple[K, V]] = []
        self._wake: Callable[[bool], None] = lambda _: None
        self.dropped = 0

    def __len__(self) -> int:
        return len(self._rows)

    def wakes(self, wake: Callable[[bool], None]) -> None:
        """Name who is told when a row came, and whether there are enough for a batch of their own."""
        self._wake = wake

    def put(self, key: K, row: V) -> None:
        """Take a row, or a newer state of one. The oldest goes, and is counted, when there are too many."""
        if len(self._rows) >= self._bound and key not in self._rows:
            del self._rows[next(iter(self._rows))]
            self.dropped += 1
        self._rows[key] = row
        self._wake(len(self._rows) >= AT_ONCE)

    def get(self, key: K) -> V | None:
        """A row that is not written yet."""
        return self._rows.get(key)

    def oldest(self) -> list[V]:
        """The rows for the next batch; they stay until it is `durable`."""
        self._taken = list(islice(self._rows.items(), AT_ONCE))
        return [row for _, row in self._taken]

    def durable(self, part: slice = slice(None)) -> None:
        """Forget what was taken, or that part of it, but for what has a newer state by now."""
        for key, row in self._taken[part]:
            if self._rows.get(key) is row:
                del self._rows[key]
