"""The table `passkeys`."""

from __future__ import annotations

import sqlite3

from assay.model.effects import AddPasskey, RemovePasskey, RenamePasskey, UsePasskey
from assay.model.passkey import Passkey
from assay.storage.sqlite.reader import Reader
from assay.storage.sqlite.records import Records

PASSKEYS = Records("passkeys", Passkey, "credential_id")
_FIND = PASSKEYS.select("AND credential_id = ?")
_LIST = PASSKEYS.select("AND subject = ? ORDER BY created_at, credential_id")
_ADD = PASSKEYS.insert()
_USE = """
UPDATE passkeys SET sign_count = ?, backed_up = ?, last_used_at = ?
WHERE issuer_id = ? AND credential_id = ? AND sign_count = ?
"""
_RENAME = "UPDATE passkeys SET name = ? WHERE issuer_id = ? AND credential_id = ? AND subject = ?"
_REMOVE = """
DELETE FROM passkeys WHERE issuer_id = ?1 AND credential_id = ?2 AND subject = ?3 AND (NOT ?4 OR EXISTS (
    SELECT 1 FROM passkeys WHERE issuer_id = ?1 AND credential_id <> ?2 AND subject = ?3
))
"""


class SqlitePasskeys:
    """`ports.passkeys.Passkeys`."""

    def __init__(self, reader: Reader, issuer_id: str) -> None:
        self._reader = reader
        self._issuer_id = issuer_id

    async def find(self, credential_id: bytes) -> Passkey | None:
        """See the port."""
        row = await self._reader.one(_FIND, (self._issuer_id, credential_id))
        return None if row is None else PASSKEYS.record(row)

    async def list_of(self, subject: str) -> tuple[Passkey, ...]:
        """See the port."""
        return tuple(map(PASSKEYS.record, await self._reader.all(_LIST, (self._issuer_id, subject))))


def add_passkey(connection: sqlite3.Connection, issuer_id: str, effect: AddPasskey) -> bool:
    """Apply the effect, unless the credential id is taken."""
    return connection.execute(_ADD, (issuer_id, *PASSKEYS.row(effect.passkey))).rowcount == 1


def use_passkey(connection: sqlite3.Connection, issuer_id: str, effect: UsePasskey) -> bool:
    """Apply the effect, unless the count has changed or the passkey is gone."""
    used = connection.execute(
        _USE,
        (effect.sign_count, effect.backed_up, effect.at, issuer_id, effect.credential_id, effect.from_sign_count),
    )
    return used.rowcount == 1


def rename_passkey(connection: sqlite3.Connection, issuer_id: str, effect: RenamePasskey) -> bool:
    """Apply the effect, unless the end-user has no such passkey."""
    return connection.execute(_RENAME, (effect.name, issuer_id, effect.credential_id, effect.subject)).rowcount == 1


def remove_passkey(connection: sqlite3.Connection, issuer_id: str, effect: RemovePasskey) -> bool:
    """Apply the effect, unless the end-user has no such passkey, or no other one that must be left."""
    row = (issuer_id, effect.credential_id, effect.subject, effect.another_is_left)
    return connection.execute(_REMOVE, row).rowcount == 1
