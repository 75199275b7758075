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


class Records(Generic[T]):
    """One table and its record. `key` is what follows the issuer in the primary key."""

    __slots__ = ("_kind", "_readers", "_writers", "columns", "key", "names", "table")

    def __init__(self, table: str, kind: type[T], key: str, *, renamed: Mapping[str, str] | None = None) -> None:
        self.table = table
        self.key = key
        self._kind = kind
        names: list[str] = []
        writers: list[tuple[str, Callable[[Any], Any] | None]] = []
        readers: list[Callable[[Any], Any] | None] = []
        for member in fields(cast("Any", kind)):  # every record of the model is a dataclass
            nested = _NESTED.get(str(member.type))
            if nested is None and str(member.type).removesuffix(" | None") not in _PLAIN:
                raise TypeError(f"{kind.__name__}.{member.name}: no column holds {member.type}")
            names.append((renamed or {}).get(member.name, member.name))
            writers.append((member.name, None if nested is None else nested[0]))
            # SQLite keeps a boolean as 0 or 1.
            readers.append(bool if member.type == "bool" else None if nested is None else nested[1])
        self.names = tuple(names)
        self.columns = ", ".join(names)
        self._writers = tuple(writers)
        self._readers = tuple(readers)

    def record(self, row: Sequence[Any]) -> T:
        """The record of a row that has the columns in their order."""
        return self._kind(
            *[value if read is None else read(value) for value, read in zip(row, self._readers, strict=True)]
        )

    def row(self, record: T) -> tuple[Any, ...]:
        """The columns of a record in their order."""
        return tuple(
            [getattr(record, name) if write is None else write(getattr(record, name)) for name, write in self._writers]
        )

    def insertion(self) -> str:
        """The beginning of what writes a row, in the backend's own SQL; what follows says what happens when it is there."""
        raise NotImplementedError

    def insert(self) -> str:
        """Write a new row; nothing is written when a unique key is taken."""
        return f"{self.insertion()} ON CONFLICT DO NOTHING"

    def replace(self) -> str:
        """Write a row, new or changed."""
        return f"{self.insertion()} ON CONFLICT (issuer_id, {self.key}) DO UPDATE SET {self.changes()}"

    def revise(self) -> str:
        """Write a row, new or in its next revision; nothing is written when another one stands there."""
        return f"{self.replace()} WHERE {self.table}.revision = excluded.revision - 1"

    def changes(self) -> str:
        """What an insertion that found the row changes of it, in SQL: all but the key."""
        return ", ".join(f"{name} = excluded.{name}" for name in self.names if name not in self.keys)

    @property
    def keys(self) -> tuple[str, ...]:
        """The columns of the primary key that follow the issuer."""
        return tuple(self.key.split(", "))
