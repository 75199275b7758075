"""Rows that nobody waits for. They ride on the next batch, or on a timer."""

from __future__ import annotations

import re
from collections.abc import Callable
from json import dumps
from typing import Any

from assay.storage.write_behind import BoundedBuffer, K, V

_UNWRITABLE = re.compile(r"[\x00\ud800-\udfff]")
"""What the text of PostgreSQL cannot hold; a record of what somebody sent is no reason to lose its neighbours."""


class WriteBehind(BoundedBuffer[K, V]):
    """`written` makes the columns of one row."""

    __slots__ = ("_written",)

    def __init__(self, written: Callable[[V], dict[str, Any]], bound: int) -> None:
        super().__init__(bound)
        self._written = written

    def take(self) -> list[str]:
        """The oldest rows as JSON, for the next batch; they stay until it is `durable`."""
        return [dumps(_writable(self._written(row))) for row in self.oldest()]


def _writable(columns: dict[str, Any]) -> dict[str, Any]:
    return {
        name: _UNWRITABLE.sub("\ufffd", value) if isinstance(value, str) else value for name, value in columns.items()
    }
