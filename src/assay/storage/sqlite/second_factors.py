"""The tables `totp_credentials`, `recovery_codes` and `known_devices`."""

from __future__ import annotations

import sqlite3

from assay.model.effects import (
    AddTotp,
    ForgetDevices,
    RedeemRecoveryCode,
    RememberDevice,
    RemoveSecondFactors,
    ReplaceRecoveryCodes,
    RotateDevice,
    UseTotpStep,
)
from assay.model.second_factor import KnownDevice, RecoveryCode, TotpCredential
from assay.storage.sqlite.reader import Reader
from assay.storage.sqlite.records import Records
from assay.storage.sqlite.statements import update

TOTP = Records("totp_credentials", TotpCredential, "subject")
_FIND_TOTP = TOTP.select("AND subject = ?")
_ADD_TOTP = TOTP.insert()
_USE_STEP = update("totp_credentials", "last_step = ?3", "issuer_id = ?1 AND subject = ?2 AND last_step < ?3")
_REMOVE_TOTP = "DELETE FROM totp_credentials WHERE issuer_id = ? AND subject = ?"

CODES = Records("recovery_codes", RecoveryCode, "subject, code_hash")
_FIND_CODES = CODES.select("AND subject = ? ORDER BY code_hash")
_ADD_CODE = CODES.insert()
_REDEEM_CODE = update(
    "recovery_codes", "used_at = ?4", "issuer_id = ?1 AND subject = ?2 AND code_hash = ?3 AND used_at IS NULL"
)
_REMOVE_CODES = "DELETE FROM recovery_codes WHERE issuer_id = ? AND subject = ?"

DEVICES = Records("known_devices", KnownDevice, "device_id")
_FIND_DEVICE = DEVICES.select("AND device_id = ?")
_REMEMBER = DEVICES.insert()
_ROTATE = update(
    "known_devices",
    "subject = ?4, token_hash = ?5, created_at = ?6, expires_at = ?7, trusted_until = ?8",
    "issuer_id = ?1 AND device_id = ?2 AND token_hash = ?3",
)
_FORGET_ALL = "DELETE FROM known_devices WHERE issuer_id = ? AND subject = ?"
_FORGET_ONE = "DELETE FROM known_devices WHERE issuer_id = ? AND subject = ? AND device_id = ?"


class SqliteSecondFactors:
    """`ports.second_factors.SecondFactors`."""

    def __init__(self, reader: Reader, issuer_id: str) -> None:
        self._reader = reader
        self._issuer_id = issuer_id

    async def totp(self, subject: str) -> TotpCredential | None:
        """See the port."""
        row = await self._reader.one(_FIND_TOTP, (self._issuer_id, subject))
        return None if row is None else TOTP.record(row)

    async def recovery_codes(self, subject: str) -> tuple[RecoveryCode, ...]:
        """See the port."""
        return tuple(map(CODES.record, await self._reader.all(_FIND_CODES, (self._issuer_id, subject))))

    async def device(self, device_id: str) -> KnownDevice | None:
        """See the port."""
        row = await self._reader.one(_FIND_DEVICE, (self._issuer_id, device_id))
        return None if row is None else DEVICES.record(row)


def add_totp(connection: sqlite3.Connection, issuer_id: str, effect: AddTotp) -> bool:
    """Apply the effect, unless the end-user has one."""
    return connection.execute(_ADD_TOTP, (issuer_id, *TOTP.row(effect.credential))).rowcount == 1


def use_totp_step(connection: sqlite3.Connection, issuer_id: str, effect: UseTotpStep) -> bool:
    """Apply the effect, unless that step or a later one was used."""
    return connection.execute(_USE_STEP, (issuer_id, effect.subject, effect.step)).rowcount == 1


def remove_second_factors(connection: sqlite3.Connection, issuer_id: str, effect: RemoveSecondFactors) -> bool:
    """Apply the effect; never a conflict."""
    for statement in (_REMOVE_TOTP, _REMOVE_CODES):
        connection.execute(statement, (issuer_id, effect.subject))
    return True


def replace_recovery_codes(connection: sqlite3.Connection, issuer_id: str, effect: ReplaceRecoveryCodes) -> bool:
    """Apply the effect; never a conflict."""
    connection.execute(_REMOVE_CODES, (issuer_id, effect.subject))
    rows = [(issuer_id, effect.subject, code_hash, effect.at, None) for code_hash in effect.code_hashes]
    connection.executemany(_ADD_CODE, rows)
    return True


def redeem_recovery_code(connection: sqlite3.Connection, issuer_id: str, effect: RedeemRecoveryCode) -> bool:
    """Apply the effect, unless the code is unknown or was used."""
    row = (issuer_id, effect.subject, effect.code_hash, effect.at)
    return connection.execute(_REDEEM_CODE, row).rowcount == 1


def remember_device(connection: sqlite3.Connection, issuer_id: str, effect: RememberDevice) -> bool:
    """Apply the effect, unless the id is taken."""
    return connection.execute(_REMEMBER, (issuer_id, *DEVICES.row(effect.device))).rowcount == 1


def rotate_device(connection: sqlite3.Connection, issuer_id: str, effect: RotateDevice) -> bool:
    """Apply the effect, unless the device is gone or its token was rotated already."""
    one = effect.device
    key = (issuer_id, one.device_id, effect.from_hash)
    row = (*key, one.subject, one.token_hash, one.created_at, one.expires_at, one.trusted_until)
    return connection.execute(_ROTATE, row).rowcount == 1


def forget_devices(connection: sqlite3.Connection, issuer_id: str, effect: ForgetDevices) -> bool:
    """Apply the effect; never a conflict."""
    if effect.device_id is None:
        connection.execute(_FORGET_ALL, (issuer_id, effect.subject))
    else:
        connection.execute(_FORGET_ONE, (issuer_id, effect.subject, effect.device_id))
    return True
