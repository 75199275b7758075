"""The SQL that every table needs, made once at import from names that stand in this folder, never from a value."""

from __future__ import annotations

# ruff: noqa: S608 - see above: table and column names only


def select(table: str, columns: str, rest: str) -> str:
    """Read rows; `rest` begins with the condition."""
    return f"SELECT {columns} FROM {table} WHERE {rest}"


BEGINNING = (-1, "")
"""The place before the first row of a list."""


def page(table: str, columns: str, key: str) -> str:
    """Read the rows after a place, oldest first. Parameters: the issuer, when the last one was made and its key, the most rows."""
    after = f"(created_at, {key}) > (?, ?)"
    return select(table, columns, f"issuer_id = ? AND {after} ORDER BY created_at, {key} LIMIT ?")


def replace(table: str, columns: str) -> str:
    """Write a row, new or changed. Parameters: the issuer, then the columns."""
    return f"INSERT OR REPLACE INTO {table} (issuer_id, {columns}) VALUES ({_marks(columns)})"


def revise(table: str, columns: str, key: str) -> str:
    """Write a row, new or in its next revision; `rowcount` is 0 when another revision stands there. Parameters: as above."""
    changes = ", ".join(f"{name} = excluded.{name}" for name in columns.split(", ") if name != key)
    return (
        f"INSERT INTO {table} (issuer_id, {columns}) VALUES ({_marks(columns)}) ON CONFLICT (issuer_id, {key}) "
        f"DO UPDATE SET {changes} WHERE {table}.revision = excluded.revision - 1"
    )


def insert(table: str, columns: str) -> str:
    """Write a new row; `rowcount` is 0 when a unique key is taken. Parameters: the issuer, then the columns."""
    return f"INSERT INTO {table} (issuer_id, {columns}) VALUES ({_marks(columns)}) ON CONFLICT DO NOTHING"


def update(table: str, assignments: str, condition: str) -> str:
    """Change the rows that fulfil a condition."""
    return f"UPDATE {table} SET {assignments} WHERE {condition}"


def delete_until(table: str, key: str, expiry: str) -> str:
    """Delete the rows that expired first. Parameters: the issuer, the latest expiry, the most rows."""
    return (
        f"DELETE FROM {table} WHERE (issuer_id, {key}) IN "
        f"(SELECT issuer_id, {key} FROM {table} WHERE issuer_id = ?1 AND {expiry} <= ?2 ORDER BY {expiry}, {key} LIMIT ?3)"
    )


def _marks(columns: str) -> str:
    return ", ".join("?" * (columns.count(",") + 2))
