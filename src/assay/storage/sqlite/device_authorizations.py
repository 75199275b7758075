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
from assay.storage.columns import from_names, to_names
from assay.storage.sqlite.reader import Reader
from assay.storage.sqlite.statements import insert, select

_COLUMNS = (
    "device_code_hash, user_code, client_id, scopes, resources, created_at, expires_at, interval, network, device, "
    "polled_at, decided_at, redeemed_at, subject, session_id, grant_id, auth_time, amr, acr"
)
_FIND = select("device_authorizations", _COLUMNS, "issuer_id = ? AND device_code_hash = ?")
_FIND_BY_USER_CODE = select("device_authorizations", _COLUMNS, "issuer_id = ? AND user_code = ?")
_SAVE = insert("device_authorizations", _COLUMNS)

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
        return _read(await self._reader.one(_FIND, (self._issuer_id, device_code_hash)))

    async def find_by_user_code(self, user_code: str) -> DeviceAuthorization | None:
        """See the port."""
        return _read(await self._reader.one(_FIND_BY_USER_CODE, (self._issuer_id, user_code)))


def save_device_authorization(connection: sqlite3.Connection, issuer_id: str, effect: SaveDeviceAuthorization) -> bool:
    """Apply the effect, unless one of the codes is taken."""
    one = effect.authorization
    inserted = connection.execute(
        _SAVE,
        (
            issuer_id,
            one.device_code_hash,
            one.user_code,
            one.client_id,
            from_names(one.scopes),
            from_names(one.resources),
            one.created_at,
            one.expires_at,
            one.interval,
            one.network,
            one.device,
            one.polled_at,
            one.decided_at,
            one.redeemed_at,
            one.subject,
            one.session_id,
            one.grant_id,
            one.auth_time,
            from_names(one.amr),
            one.acr,
        ),
    )
    return inserted.rowcount == 1


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


def _read(row: Any) -> DeviceAuthorization | None:
    if row is None:
        return None
    return DeviceAuthorization(
        device_code_hash=row[0],
        user_code=row[1],
        client_id=row[2],
        scopes=to_names(row[3]),
        resources=to_names(row[4]),
        created_at=row[5],
        expires_at=row[6],
        interval=row[7],
        network=row[8],
        device=row[9],
        polled_at=row[10],
        decided_at=row[11],
        redeemed_at=row[12],
        subject=row[13],
        session_id=row[14],
        grant_id=row[15],
        auth_time=row[16],
        amr=to_names(row[17]),
        acr=row[18],
    )
