"""In which order a transaction locks rows: one order for every batch of every process, so that they wait for each other in turn.

A step names the rows that it changes. Where a batch changes several of them it locks them all before its first request is
carried out, table by table as they stand here, each table in the order of its keys.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from json import JSONEncoder
from typing import Any

# ruff: noqa: S608 - from the names of tables and columns, never from a value

_json = JSONEncoder(separators=(",", ":")).encode


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of a table that a step finds `by` a column, its key or another one; of the others `only` those."""

    table: str
    key: str
    by: str
    kind: str = "text"
    only: str = "true"

    @property
    def name(self) -> str:
        """By which the function of the batch knows them."""
        return f"{self.table}.{self.by}"

    @property
    def many(self) -> bool:
        """Whether one value may find several rows."""
        return self.by != self.key


END_USER = Rows("end_users", "subject", "subject")
SESSION = Rows("end_user_sessions", "session_id", "session_id")
CODE = Rows("authorization_codes", "code_hash", "code_hash", "bytea")
CODES_OF_END_USER = Rows("authorization_codes", "code_hash", "subject", only="redeemed_at IS NULL")
DEVICE = Rows("device_authorizations", "device_code_hash", "device_code_hash", "bytea")
DEVICES_OF_END_USER = Rows("device_authorizations", "device_code_hash", "subject", only="redeemed_at IS NULL")
FAMILY = Rows("refresh_token_families", "family_id", "family_id", "bytea")
FAMILIES_OF_GRANT = Rows("refresh_token_families", "family_id", "grant_id", only="revoked_at IS NULL")
FAMILIES_OF_SESSION = Rows("refresh_token_families", "family_id", "session_id", only="revoked_at IS NULL")
FAMILIES_OF_END_USER = Rows("refresh_token_families", "family_id", "subject", only="revoked_at IS NULL")

_ORDER = (
    END_USER,
    SESSION,
    CODE,
    CODES_OF_END_USER,
    DEVICE,
    DEVICES_OF_END_USER,
    FAMILY,
    FAMILIES_OF_GRANT,
    FAMILIES_OF_SESSION,
    FAMILIES_OF_END_USER,
)
_PLACES = {rows: place for place, rows in enumerate(_ORDER)}

Locks = tuple[tuple[int, str], ...]
"""What a request locks: the place of the rows in the order, and the value that finds them."""
LAST: Locks = ((len(_ORDER), ""),)
"""After every lock."""


def locks_of(steps: Iterable[tuple[Sequence[tuple[Rows, str]], Mapping[str, Any]]]) -> Locks:
    """What a request locks whose steps name these rows by these members."""
    return tuple(sorted((_PLACES[rows], members[member]) for named, members in steps for rows, member in named))


def beforehand(requests: Iterable[Locks]) -> str | None:
    """What must be locked before the first of the requests, as JSON; None where they lock in order one after the other.

    They do when they are sorted by their locks and none of them locks more than one row.
    """
    several = [request for request in requests if request]
    if all(len(request) == 1 and not _ORDER[request[0][0]].many for request in several):
        return None
    values: dict[str, set[str]] = {}
    for place, value in chain.from_iterable(several):
        values.setdefault(_ORDER[place].name, set()).add(value)
    return _json({name: sorted(found) for name, found in values.items()})


def first_row(locks: Locks) -> str | None:
    """The first row that a request locks, as a text of its own."""
    return f"{locks[0][0]} {locks[0][1]}" if locks else None


def statements() -> str:
    """Lock what `v_locks` names, in PL/pgSQL."""
    tables = dict.fromkeys((rows.table, rows.key) for rows in _ORDER)
    return "\n".join(_statement(table, key, [rows for rows in _ORDER if rows.table == table]) for table, key in tables)


def _statement(table: str, key: str, ways: Sequence[Rows]) -> str:
    named = " OR ".join(f"v_locks ? '{rows.name}'" for rows in ways)
    found = " UNION ".join(
        f"SELECT {key} FROM {table} WHERE issuer_id = v_issuer AND {rows.only} AND {rows.by} IN "
        f"(SELECT value::{rows.kind} FROM jsonb_array_elements_text(v_locks->'{rows.name}'))"
        for rows in ways
    )
    return f"""
        IF {named} THEN
            PERFORM 1 FROM {table} WHERE issuer_id = v_issuer AND {key} IN ({found})
            ORDER BY {key} FOR NO KEY UPDATE;
        END IF;"""
