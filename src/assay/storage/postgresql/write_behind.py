"""Rows that nobody waits for. They ride on the next batch, or on a timer."""

from __future__ import annotations

from collections.abc import Callable
from json import dumps
from typing import Any

from assay.storage.write_behind import BoundedBuffer, K, V, storable


class WriteBehind(BoundedBuffer[K, V]):
    """`written` makes the columns of one row."""

    __slots__ = ("_written",)

    def __init__(self, written: Callable[[V], dict[str, Any]], bound: int) -> None:
        super().__init__(bound)
        self._written = written

    def take(self) -> list[str]:
        """The oldest rows as JSON, for the next batch; they stay until it is `durable`."""
        return [dumps({name: storable(value) for name, value in self._written(row).items()}) for row in self.oldest()]
