"""Device authorizations in memory."""

from __future__ import annotations

from dataclasses import replace

from assay.model.device_authorization import DeviceAuthorization
from assay.model.effects import (
    DecideDeviceAuthorization,
    NoteDevicePoll,
    RedeemDeviceCode,
    SaveDeviceAuthorization,
)
from assay.storage.memory.tables import Tables, Transaction


class MemoryDeviceAuthorizations:
    """`ports.device_authorizations.DeviceAuthorizations`."""

    def __init__(self, tables: Tables) -> None:
        self._rows = tables.device_authorizations

    async def find(self, device_code_hash: bytes) -> DeviceAuthorization | None:
        """See the port."""
        return self._rows.get(device_code_hash)

    async def find_by_user_code(self, user_code: str) -> DeviceAuthorization | None:
        """See the port."""
        return next((one for one in self._rows.values() if one.user_code == user_code), None)


def save_device_authorization(transaction: Transaction, effect: SaveDeviceAuthorization) -> bool:
    """Apply the effect, unless one of the codes is taken."""
    rows, new = transaction.tables.device_authorizations, effect.authorization
    if new.device_code_hash in rows or any(one.user_code == new.user_code for one in rows.values()):
        return False
    transaction.put(rows, new.device_code_hash, new)
    return True


def note_device_poll(transaction: Transaction, effect: NoteDevicePoll) -> bool:
    """Apply the effect; never a conflict."""
    rows = transaction.tables.device_authorizations
    one = rows.get(effect.device_code_hash)
    if one is not None:
        polled = replace(one, polled_at=max(one.polled_at or 0, effect.at), interval=max(one.interval, effect.interval))
        transaction.put(rows, effect.device_code_hash, polled)
    return True


def decide_device_authorization(transaction: Transaction, effect: DecideDeviceAuthorization) -> bool:
    """Apply the effect, unless it is unknown or was answered."""
    rows = transaction.tables.device_authorizations
    one = rows.get(effect.device_code_hash)
    if one is None or one.decided_at is not None:
        return False
    approval = effect.approval
    decided = replace(one, decided_at=effect.at)
    if approval is not None:
        decided = replace(
            decided,
            subject=approval.subject,
            session_id=approval.session_id,
            grant_id=approval.grant_id,
            auth_time=approval.auth_time,
            amr=approval.amr,
            acr=approval.acr,
        )
    transaction.put(rows, effect.device_code_hash, decided)
    return True


def redeem_device_code(transaction: Transaction, effect: RedeemDeviceCode) -> bool:
    """Apply the effect, unless it is not approved or was redeemed."""
    rows = transaction.tables.device_authorizations
    one = rows.get(effect.device_code_hash)
    if one is None or one.approval is None or one.redeemed_at is not None:
        return False
    transaction.put(rows, effect.device_code_hash, replace(one, redeemed_at=effect.at))
    return True
