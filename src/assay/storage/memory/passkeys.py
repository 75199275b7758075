"""Passkeys in memory."""

from __future__ import annotations

from dataclasses import replace

from assay.model.effects import AddPasskey, RemovePasskey, RenamePasskey, UsePasskey
from assay.model.passkey import Passkey
from assay.storage.memory.tables import Tables, Transaction


class MemoryPasskeys:
    """`ports.passkeys.Passkeys`."""

    def __init__(self, tables: Tables) -> None:
        self._rows = tables.passkeys

    async def find(self, credential_id: bytes) -> Passkey | None:
        """See the port."""
        return self._rows.get(credential_id)

    async def list_of(self, subject: str) -> tuple[Passkey, ...]:
        """See the port."""
        own = (passkey for passkey in self._rows.values() if passkey.subject == subject)
        return tuple(sorted(own, key=lambda passkey: (passkey.created_at, passkey.credential_id)))


def add_passkey(transaction: Transaction, effect: AddPasskey) -> bool:
    """Apply the effect, unless the credential id is taken."""
    rows, passkey = transaction.tables.passkeys, effect.passkey
    if passkey.credential_id in rows:
        return False
    transaction.put(rows, passkey.credential_id, passkey)
    return True


def use_passkey(transaction: Transaction, effect: UsePasskey) -> bool:
    """Apply the effect, unless the count has changed or the passkey is gone."""
    rows = transaction.tables.passkeys
    stored = rows.get(effect.credential_id)
    if stored is None or stored.sign_count != effect.from_sign_count:
        return False
    used = replace(stored, sign_count=effect.sign_count, backed_up=effect.backed_up, last_used_at=effect.at)
    transaction.put(rows, effect.credential_id, used)
    return True


def rename_passkey(transaction: Transaction, effect: RenamePasskey) -> bool:
    """Apply the effect, unless the end-user has no such passkey."""
    rows = transaction.tables.passkeys
    stored = rows.get(effect.credential_id)
    if stored is None or stored.subject != effect.subject:
        return False
    transaction.put(rows, effect.credential_id, replace(stored, name=effect.name))
    return True


def remove_passkey(transaction: Transaction, effect: RemovePasskey) -> bool:
    """Apply the effect, unless the end-user has no such passkey, or no other one that must be left."""
    rows = transaction.tables.passkeys
    own = [passkey.credential_id for passkey in rows.values() if passkey.subject == effect.subject]
    if effect.credential_id not in own or (effect.another_is_left and len(own) == 1):
        return False
    transaction.remove(rows, effect.credential_id)
    return True
