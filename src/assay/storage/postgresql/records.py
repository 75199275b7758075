"""The SQL that steps and reads of every table need, made once at import from names that stand in this folder, never from a value."""

from __future__ import annotations

from typing import Any, TypeVar

from assay.storage import records

# ruff: noqa: S608 - see above

T = TypeVar("T")

BEGINNING = records.BEGINNING


def plain(value: Any) -> Any:
    """A value as JSON carries it into a statement: bytes in the hexadecimal form that PostgreSQL reads."""
    return "\\x" + value.hex() if type(value) is bytes else value


def members(effect: Any) -> dict[str, Any]:
    """The members of an effect that holds plain values."""
    return {name: plain(getattr(effect, name)) for name in effect.__slots__}


class Records(records.Records[T]):
    """The statements of one table. A step names the issuer `v_issuer` and what it writes `v_members`."""

    __slots__ = ()

    def written(self, record: T) -> dict[str, Any]:
        """The columns of a record as JSON carries them."""
        return dict(zip(self.names, map(plain, self.row(record)), strict=True))

    def select(self, rest: str) -> str:
        """Read rows of an issuer (`$1`); `rest` is a further condition and what follows it."""
        return f"SELECT {self.columns} FROM {self.table} WHERE issuer_id = $1 {rest}"

    def page(self) -> str:
        """Read rows of an issuer that follow a place, oldest first: when the last one was made, its key, the most rows."""
        order = f"created_at, {self.key}"
        return self.select(f"AND ({order}) > ($2::bigint, $3::text) ORDER BY {order} LIMIT $4")

    def insertion(self) -> str:
        """The beginning of a step that writes a row; what follows says what happens when it is there."""
        return (
            f"INSERT INTO {self.table} (issuer_id, {self.columns}) "
            f"SELECT v_issuer, {self.columns} FROM jsonb_populate_record(NULL::{self.table}, v_members)"
        )

    def expectation(self) -> str:
        """A step that finds a row only where it is exactly as written, and holds it until the commit."""
        same = " AND ".join(
            f"held.{name} {'=' if name in self.keys else 'IS NOT DISTINCT FROM'} read.{name}" for name in self.names
        )
        read = f"jsonb_populate_record(NULL::{self.table}, v_members) AS read"
        return (
            f"PERFORM 1 FROM {self.table} AS held, {read} WHERE held.issuer_id = v_issuer AND {same} FOR UPDATE OF held"
        )
