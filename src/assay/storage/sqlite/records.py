"""The SQL that every table needs, made once at import from names that stand in this folder, never from a value."""

from __future__ import annotations

from typing import TypeVar

from assay.storage import records

# ruff: noqa: S608 - see above

T = TypeVar("T")

BEGINNING = records.BEGINNING


class Records(records.Records[T]):
    """The statements of one table. Their first parameter is the issuer; what writes a row takes `row` after it."""

    __slots__ = ()

    def select(self, rest: str) -> str:
        """Read rows of an issuer; `rest` is a further condition and what follows it."""
        return f"SELECT {self.columns} FROM {self.table} WHERE issuer_id = ? {rest}"

    def page(self) -> str:
        """Read rows of an issuer that follow a place, oldest first: when the last one was made, its key, the most rows."""
        order = f"created_at, {self.key}"
        return self.select(f"AND ({order}) > (?, ?) ORDER BY {order} LIMIT ?")

    def insertion(self) -> str:
        """Write a row; what follows says what happens when it is there."""
        marks = ", ".join("?" * (len(self.names) + 1))
        return f"INSERT INTO {self.table} (issuer_id, {self.columns}) VALUES ({marks})"

    def expectation(self) -> str:
        """Find a row only where it is exactly as written."""
        same = " AND ".join(f"{name} {'=' if name in self.keys else 'IS'} ?" for name in self.names)
        return f"SELECT 1 FROM {self.table} WHERE issuer_id = ? AND {same}"
