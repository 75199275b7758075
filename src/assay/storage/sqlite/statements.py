"""The SQL that every table needs, made once at import from names that stand in this folder, never from a value."""

from __future__ import annotations

# ruff: noqa: S608 - see above: table and column names only


def select(table: str, columns: str, rest: str) -> str:
    """Read rows; `rest` begins with the condition."""
    return f"SELECT {columns} FROM {table} WHERE {rest}"


def update(table: str, assignments: str, condition: str) -> str:
    """Change the rows that fulfil a condition."""
    return f"UPDATE {table} SET {assignments} WHERE {condition}"


def delete_until(table: str, key: str, expiry: str) -> str:
    """Delete the rows that expired first. Parameters: the issuer, the latest expiry, the most rows."""
    return (
        f"DELETE FROM {table} WHERE (issuer_id, {key}) IN "
        f"(SELECT issuer_id, {key} FROM {table} WHERE issuer_id = ?1 AND {expiry} <= ?2 ORDER BY {expiry}, {key} LIMIT ?3)"
    )


def numbered(sql: str) -> str:
    """A statement whose parameters are `$1`, `$2`, …, as SQLite numbers them."""
    return sql.replace("$", "?")
