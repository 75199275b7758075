"""The table `device_authorizations`: answered once and redeemed once, each by one conditional update (RFC 8628)."""

from __future__ import annotations

import sqlite3
from typing import Any

from assay.model.device_authorization import DeviceApproval, DeviceAuthorization
from assay.model.effects import (
    DecideDeviceAuthorization,
    NoteDevicePoll,
    RedeemDeviceCode,
    SaveDeviceAuthorization,
)
from assay.storage.columns import from_names
from assay.storage.sqlite.reader import Reader
from assay.storage.sqlite.records import Records

AUTHORIZATIONS = Records("device_authorizations", DeviceAuthorization, "device_code_hash")
_FIND = AUTHORIZATIONS.select("AND device_code_hash = ?")
_FIND_BY_USER_CODE = AUTHORIZATIONS.select("AND user_code = ?")
_SAVE = AUTHORIZATIONS.insert()

_POLL = """
UPDATE device_authorizations SET polled_at = max(coalesce(polled_at, 0), ?), interval = max(interval, ?)
WHERE issuer_id = ? AND device_code_hash = ?
"""
_DECIDE = """
UPDATE device_authorizations
SET decided_at = ?, subject = ?, session_id = ?, grant_id = ?, auth_time = ?, amr = ?, acr = ?
WHERE issuer_id = ? AND device_code_hash = ? AND decided_at IS NULL
"""
_REDEEM = """
UPDATE device_authorizations SET redeemed_at = ?
WHERE issuer_id = ? AND device_code_hash = ? AND grant_id IS NOT NULL AND redeemed_at IS NULL
"""


class SqliteDeviceAuthorizations:
    """`ports.device_authorizations.DeviceAuthorizations`."""

    def __init__(self, reader: Reader, issuer_id: str) -> None:
        self._reader = reader
        self._issuer_id = issuer_id

    async def find(self, device_code_hash: bytes) -> DeviceAuthorization | None:
        """See the port."""
        return await self._one(_FIND, device_code_hash)

    async def find_by_user_code(self, user_code: str) -> DeviceAuthorization | None:
        """See the port."""
        return await self._one(_FIND_BY_USER_CODE, user_code)

    async def _one(self, sql: str, value: bytes | str) -> DeviceAuthorization | None:
        row = await self._reader.one(sql, (self._issuer_id, value))
        return None if row is None else AUTHORIZATIONS.record(row)


def save_device_authorization(connection: sqlite3.Connection, issuer_id: str, effect: SaveDeviceAuthorization) -> bool:
    """Apply the effect, unless one of the codes is taken."""
    return connection.execute(_SAVE, (issuer_id, *AUTHORIZATIONS.row(effect.authorization))).rowcount == 1


def note_device_poll(connection: sqlite3.Connection, issuer_id: str, effect: NoteDevicePoll) -> bool:
    """Apply the effect; never a conflict."""
    connection.execute(_POLL, (effect.at, effect.interval, issuer_id, effect.device_code_hash))
    return True


def decide_device_authorization(
    connection: sqlite3.Connection, issuer_id: str, effect: DecideDeviceAuthorization
) -> bool:
    """Apply the effect, unless it is unknown or was answered."""
    approved = _approved(effect.approval)
    decided = connection.execute(_DECIDE, (effect.at, *approved, issuer_id, effect.device_code_hash))
    return decided.rowcount == 1


def redeem_device_code(connection: sqlite3.Connection, issuer_id: str, effect: RedeemDeviceCode) -> bool:
    """Apply the effect, unless it is not approved or was redeemed."""
    return connection.execute(_REDEEM, (effect.at, issuer_id, effect.device_code_hash)).rowcount == 1


def _approved(approval: DeviceApproval | None) -> tuple[Any, ...]:
    if approval is None:
        return (None, None, None, None, from_names(()), None)
    return (
        approval.subject,
        approval.session_id,
        approval.grant_id,
        approval.auth_time,
        from_names(approval.amr),
        approval.acr,
    )
