"""How a record of the model becomes a row and comes back: one column per member, in the order of the members."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from typing import Any, Generic, TypeVar, cast

from assay.storage.columns import (
    from_authorization_request,
    from_descriptions,
    from_evidence,
    from_names,
    from_proofs,
    from_secrets,
    from_trace,
    to_authorization_request,
    to_descriptions,
    to_evidence,
    to_names,
    to_proofs,
    to_secrets,
    to_trace,
)

# ruff: noqa: S608 - SQL is made at import from names that stand in this folder, never from a value

T = TypeVar("T")

_NESTED: Mapping[str, tuple[Callable[[Any], str], Callable[[str], Any]]] = {
    "tuple[str, ...]": (from_names, to_names),
    "tuple[ClientSecret, ...]": (from_secrets, to_secrets),
    "tuple[ScopeDescription, ...]": (from_descriptions, to_descriptions),
    "tuple[CheckOutcome, ...]": (from_trace, to_trace),
    "tuple[Proof, ...]": (from_proofs, to_proofs),
    "Mapping[str, EvidenceValue]": (from_evidence, to_evidence),
    "AuthorizationRequest": (from_authorization_request, to_authorization_request),
}
"""By the type of a member: how it is written into one column as JSON text, and read again."""

BEGINNING = (-1, "")
"""The place before the first row of a list."""

_PLAIN = ("int", "float", "str", "bytes", "bool")


def plain(value: Any) -> Any:
    """A value as JSON carries it into a statement: bytes in the hexadecimal form that PostgreSQL reads."""
    return "\\x" + value.hex() if type(value) is bytes else value


def members(effect: Any) -> dict[str, Any]:
    """The members of an effect that holds plain values."""
    return {name: plain(getattr(effect, name)) for name in effect.__slots__}


class Records(Generic[T]):
    """One table and its record. `key` is what follows the issuer in the primary key."""

    __slots__ = ("_kind", "_members", "_readers", "columns", "key", "table")

    def __init__(self, table: str, kind: type[T], key: str, *, renamed: Mapping[str, str] | None = None) -> None:
        self.table = table
        self.key = key
        self._kind = kind
        names: list[str] = []
        written: list[tuple[str, str, Callable[[Any], Any]]] = []
        readers: list[Callable[[Any], Any] | None] = []
        for member in fields(cast("Any", kind)):  # every record of the model is a dataclass
            column = (renamed or {}).get(member.name, member.name)
            nested = _NESTED.get(str(member.type))
            if nested is None and str(member.type).removesuffix(" | None") not in _PLAIN:
                raise TypeError(f"{kind.__name__}.{member.name}: no column holds {member.type}")
            names.append(column)
            written.append((member.name, column, plain if nested is None else nested[0]))
            readers.append(None if nested is None else nested[1])
        self.columns = ", ".join(names)
        self._members = tuple(written)
        self._readers = tuple(readers)

    def record(self, row: Sequence[Any]) -> T:
        """The record of a row that was read with `select`."""
        return self._kind(
            *[value if read is None else read(value) for value, read in zip(row, self._readers, strict=True)]
        )

    def written(self, record: T) -> dict[str, Any]:
        """The columns of a record as JSON carries them."""
        return {column: write(getattr(record, name)) for name, column, write in self._members}

    def select(self, rest: str) -> str:
        """Read rows of an issuer (`$1`); `rest` is a further condition and what follows it."""
        return f"SELECT {self.columns} FROM {self.table} WHERE issuer_id = $1 {rest}"

    def page(self) -> str:
        """Read rows of an issuer that follow a place, oldest first: when the last one was made, its key, the most rows."""
        order = f"created_at, {self.key}"
        return self.select(f"AND ({order}) > ($2::bigint, $3::text) ORDER BY {order} LIMIT $4")

    def insert(self) -> str:
        """A step that writes a new row, and finds nothing to do when a unique key is taken."""
        return f"{self.insertion()} ON CONFLICT DO NOTHING"

    def replace(self) -> str:
        """A step that writes a row, new or changed."""
        key = self.key.split(", ")
        changes = ", ".join(f"{name} = excluded.{name}" for name in self.columns.split(", ") if name not in key)
        return f"{self.insertion()} ON CONFLICT (issuer_id, {self.key}) DO UPDATE SET {changes}"

    def revise(self) -> str:
        """A step that writes a row, new or in its next revision, and finds nothing to do when another one stands there."""
        return f"{self.replace()} WHERE {self.table}.revision = excluded.revision - 1"

    def insertion(self) -> str:
        """The beginning of a step that writes a row; what follows says what happens when it is there."""
        return (
            f"INSERT INTO {self.table} (issuer_id, {self.columns}) "
            f"SELECT v_issuer, {self.columns} FROM jsonb_populate_record(NULL::{self.table}, v_members)"
        )
