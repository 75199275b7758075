"""What must stay closed when an older backup is restored: revoked, disabled, ended, redeemed, remembered.

A backup of these columns alone is small and can be written every few minutes. Restoring merges them into the rows of the
older backup: what they close is closed, and nothing is opened by them (security bar A244, R18).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from assay.ports.store import StoreUnusable
from assay.storage.backup.reading import BackedUpTables, Merge
from assay.storage.copying import Row


@dataclass(frozen=True, slots=True)
class Closing:
    """The columns of a table that close something. `key` names a row; with `adds`, rows that are missing are put there.

    With `drops`, rows that were gone when a newer export was made stay away: what they opened was used up or taken back.
    """

    key: tuple[str, ...]
    columns: tuple[str, ...] = ()
    adds: bool = False
    drops: bool = False

    @property
    def every_column(self) -> tuple[str, ...]:
        """All that is kept of the table."""
        return (*self.key, *self.columns)


CLOSING: Mapping[str, Closing] = {
    "authorization_codes": Closing(("code_hash",), ("redeemed_at", "failed_verifiers")),
    "clients": Closing(("client_id",), ("disabled_at",)),
    "consents": Closing(("client_id", "subject"), drops=True),
    "denied_access_tokens": Closing(("jti",), ("because", "expires_at"), adds=True),
    "device_authorizations": Closing(("device_code_hash",), ("redeemed_at",)),
    "email_links": Closing(("token_hash",), drops=True),
    "end_user_sessions": Closing(("session_id",), ("ended_at",)),
    # Sessions from before a change of the password are over, whether or not their own rows were ended.
    "end_users": Closing(("subject",), ("disabled_at", "password_changed_at")),
    "known_devices": Closing(("device_id",), drops=True),
    "one_time_values": Closing(("kind", "value"), ("expires_at",), adds=True),
    "passkeys": Closing(("credential_id",), drops=True),
    "recovery_codes": Closing(("subject", "code_hash"), ("used_at",), drops=True),
    "refresh_token_families": Closing(("family_id",), ("generation", "rotated_at", "revoked_at", "revoked_because")),
    "revoked_grants": Closing(("grant_id",), ("because", "expires_at"), adds=True),
    "signing_keys": Closing(("kid",), ("retires_at", "revoked_at")),
    # An index that was given out is not given out again: its token may be marked.
    "status_blocks": Closing(("first",), ("client_id", "expires_at", "size"), adds=True),
    "totp_credentials": Closing(("subject", "created_at"), ("last_step",)),
}
"""Nothing here is a secret, and nothing of it opens a door: it can be kept where the backups are."""


def closing_tables(tables: Mapping[str, tuple[str, ...]]) -> Mapping[str, tuple[str, ...]]:
    """The tables and columns of an export, out of all that a store has."""
    return {table: closing.every_column for table, closing in CLOSING.items() if table in tables}


async def merged_with(export: BackedUpTables, *, newer: bool = True) -> Merge:
    """The merge that lets an export close what an older backup has open; `newer` says that the backup is older indeed.

    Raises `StoreUnusable` for another kind of file.
    """
    closed: dict[str, dict[Row, Row]] = {}
    for table, columns in (await export.tables()).items():
        closing = CLOSING.get(table)
        if closing is None or columns != closing.every_column:
            raise StoreUnusable("the file is no export of revocations of this version")
        width = len(closing.key)
        closed[table] = {row[:width]: row[width:] async for row in export.rows(table, columns)}

    def merge(table: str, columns: Sequence[str], rows: Iterator[Row]) -> Iterator[Row]:
        closing, facts = CLOSING.get(table), dict(closed.get(table, {}))
        if closing is None:
            yield from rows
            return
        key_places = [columns.index(name) for name in closing.key]
        places = [columns.index(name) for name in closing.columns]
        for row in rows:
            fact = facts.pop(tuple(row[place] for place in key_places), None)
            if fact is not None:
                yield _closed(row, places, fact)
            elif not (newer and closing.drops and table in closed):
                yield row
        if closing.adds:
            for key, fact in facts.items():
                yield _added(columns, closing, key, fact)

    return merge


def _closed(row: Row, places: Sequence[int], fact: Row) -> Row:
    """The row with what the export knows, where it knows something. Numbers only grow: what was later closes more."""
    changed = list(row)
    for place, value in zip(places, fact, strict=True):
        held = changed[place]
        if value is None or (isinstance(held, int) and isinstance(value, int) and value < held):
            continue
        changed[place] = value
    return tuple(changed)


def _added(columns: Sequence[str], closing: Closing, key: Row, fact: Row) -> Row:
    known = dict(zip(closing.every_column, (*key, *fact), strict=True))
    return tuple(known[name] for name in columns)
