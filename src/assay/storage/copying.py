"""Copies one issuer's rows from one store to another, whichever backends they have: all of them or none.

The target must be empty. It is read again before it is committed: the number of rows of each table and a hash over all of
them, in whatever order they come, must be those of the source.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Protocol, TypeAlias

from assay.ports.store import StoreUnusable

Row: TypeAlias = tuple[Any, ...]

OF_THE_BACKEND = frozenset({"readiness", "registry_epochs", "event_streams"})
"""Tables that a backend keeps for itself; what they say follows from the others."""


class WholeTables(Protocol):
    """All tables of one issuer in one transaction, as plain values: None, int, float, str and bytes."""

    async def tables(self) -> Mapping[str, tuple[str, ...]]:
        """The columns of each table, without the issuer, in the order of their names."""
        ...

    def rows(self, table: str, columns: Sequence[str]) -> AsyncIterator[Row]:
        """Every row."""
        ...

    async def insert(self, table: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
        """Write rows. Raises `StoreUnusable` for a value that this backend cannot hold."""
        ...

    async def commit(self) -> None:
        """Make it durable, with what the backend keeps for itself."""
        ...


@dataclass(frozen=True, slots=True)
class Copied:
    """A table that was copied. `digest` is the sum of the SHA-256 of its rows, in hex."""

    table: str
    rows: int
    digest: str


PAGE = 1000


class Tally:
    """Counts the rows of a table that pass, and adds up their digests: the sum does not depend on their order."""

    def __init__(self, table: str) -> None:
        self._table = table
        self._count = self._total = 0

    def add(self, row: Row) -> None:
        """One row has passed."""
        self._count += 1
        self._total += int.from_bytes(sha256(repr(row).encode("utf-8", "surrogatepass")).digest(), "big")

    def told(self) -> Copied:
        """What is told of those that have."""
        return Copied(self._table, self._count, f"{self._total % 2**256:064x}")


async def pages(source: WholeTables, table: str, columns: Sequence[str], tally: Tally) -> AsyncIterator[list[Row]]:
    """Every row of a table, counted, at most `PAGE` at a time."""
    page: list[Row] = []
    async for row in source.rows(table, columns):
        tally.add(row)
        page.append(row)
        if len(page) >= PAGE:
            yield page
            page = []
    if page:
        yield page


async def copy_all(source: WholeTables, target: WholeTables) -> tuple[Copied, ...]:
    """Copy every table, compare, commit. Raises `StoreUnusable`, and then nothing was written."""
    tables = await source.tables()
    if tables != await target.tables():
        raise StoreUnusable("the two databases have not the same tables: bring both up to date with `assay migrate`")
    for table, columns in tables.items():
        async for _ in target.rows(table, columns):
            raise StoreUnusable(
                f"the target is not empty ({table} has rows): nothing was copied, name an empty database"
            )
    copied = [await _copy(source, target, table, columns) for table, columns in tables.items()]
    for one in copied:
        arrived = Tally(one.table)
        async for row in target.rows(one.table, tables[one.table]):
            arrived.add(row)
        if arrived.told() != one:
            raise StoreUnusable(f"{one.table} has not arrived as it was sent: nothing was copied")
    await target.commit()
    return tuple(copied)


async def _copy(source: WholeTables, target: WholeTables, table: str, columns: Sequence[str]) -> Copied:
    tally = Tally(table)
    async for page in pages(source, table, columns, tally):
        await target.insert(table, columns, page)
    return tally.told()
