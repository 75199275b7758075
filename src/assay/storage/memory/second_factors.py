"""Second factors, known devices and mailed links in memory."""

from __future__ import annotations

from dataclasses import replace

from assay.model.effects import (
    AddEmailLink,
    AddTotp,
    ForgetDevices,
    RedeemEmailLink,
    RedeemRecoveryCode,
    RememberDevice,
    RemoveSecondFactors,
    ReplaceRecoveryCodes,
    RotateDevice,
    UseTotpStep,
    WithdrawEmailLinks,
)
from assay.model.email_link import EmailLink
from assay.model.second_factor import KnownDevice, RecoveryCode, TotpCredential
from assay.storage.memory.tables import Tables, Transaction


class MemorySecondFactors:
    """`ports.second_factors.SecondFactors`."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def totp(self, subject: str) -> TotpCredential | None:
        """See the port."""
        return self._tables.totp_credentials.get(subject)

    async def recovery_codes(self, subject: str) -> tuple[RecoveryCode, ...]:
        """See the port."""
        own = [code for code in self._tables.recovery_codes.values() if code.subject == subject]
        return tuple(sorted(own, key=lambda code: code.code_hash))

    async def device(self, device_id: str) -> KnownDevice | None:
        """See the port."""
        return self._tables.known_devices.get(device_id)


class MemoryEmailLinks:
    """`ports.email_links.EmailLinks`."""

    def __init__(self, tables: Tables) -> None:
        self._rows = tables.email_links

    async def find(self, token_hash: bytes) -> EmailLink | None:
        """See the port."""
        return self._rows.get(token_hash)


def add_totp(transaction: Transaction, effect: AddTotp) -> bool:
    """Apply the effect, unless the end-user has one."""
    rows, credential = transaction.tables.totp_credentials, effect.credential
    if credential.subject in rows:
        return False
    transaction.put(rows, credential.subject, credential)
    return True


def use_totp_step(transaction: Transaction, effect: UseTotpStep) -> bool:
    """Apply the effect, unless that step or a later one was used."""
    rows = transaction.tables.totp_credentials
    credential = rows.get(effect.subject)
    if credential is None or credential.last_step >= effect.step:
        return False
    transaction.put(rows, effect.subject, replace(credential, last_step=effect.step))
    return True


def remove_second_factors(transaction: Transaction, effect: RemoveSecondFactors) -> bool:
    """Apply the effect; never a conflict."""
    tables = transaction.tables
    if effect.subject in tables.totp_credentials:
        transaction.remove(tables.totp_credentials, effect.subject)
    _remove_recovery_codes(transaction, effect.subject)
    return True


def replace_recovery_codes(transaction: Transaction, effect: ReplaceRecoveryCodes) -> bool:
    """Apply the effect; never a conflict."""
    _remove_recovery_codes(transaction, effect.subject)
    for code_hash in effect.code_hashes:
        code = RecoveryCode(effect.subject, code_hash, effect.at)
        transaction.put(transaction.tables.recovery_codes, (effect.subject, code_hash), code)
    return True


def redeem_recovery_code(transaction: Transaction, effect: RedeemRecoveryCode) -> bool:
    """Apply the effect, unless the code is unknown or was used."""
    rows, key = transaction.tables.recovery_codes, (effect.subject, effect.code_hash)
    code = rows.get(key)
    if code is None or code.used_at is not None:
        return False
    transaction.put(rows, key, replace(code, used_at=effect.at))
    return True


def remember_device(transaction: Transaction, effect: RememberDevice) -> bool:
    """Apply the effect, unless the id is taken."""
    rows, device = transaction.tables.known_devices, effect.device
    if device.device_id in rows:
        return False
    transaction.put(rows, device.device_id, device)
    return True


def rotate_device(transaction: Transaction, effect: RotateDevice) -> bool:
    """Apply the effect, unless the device is gone or its token was rotated already."""
    rows, device = transaction.tables.known_devices, effect.device
    before = rows.get(device.device_id)
    if before is None or before.token_hash != effect.from_hash:
        return False
    transaction.put(rows, device.device_id, device)
    return True


def forget_devices(transaction: Transaction, effect: ForgetDevices) -> bool:
    """Apply the effect; never a conflict."""
    rows = transaction.tables.known_devices
    for device in list(rows.values()):
        if device.subject == effect.subject and effect.device_id in {None, device.device_id}:
            transaction.remove(rows, device.device_id)
    return True


def add_email_link(transaction: Transaction, effect: AddEmailLink) -> bool:
    """Apply the effect, unless the token is taken."""
    rows, link = transaction.tables.email_links, effect.link
    if link.token_hash in rows:
        return False
    transaction.put(rows, link.token_hash, link)
    return True


def redeem_email_link(transaction: Transaction, effect: RedeemEmailLink) -> bool:
    """Apply the effect, unless the link is gone."""
    rows = transaction.tables.email_links
    if effect.token_hash not in rows:
        return False
    transaction.remove(rows, effect.token_hash)
    return True


def withdraw_email_links(transaction: Transaction, effect: WithdrawEmailLinks) -> bool:
    """Apply the effect; never a conflict."""
    rows = transaction.tables.email_links
    for link in list(rows.values()):
        if link.subject == effect.subject:
            transaction.remove(rows, link.token_hash)
    return True


def _remove_recovery_codes(transaction: Transaction, subject: str) -> None:
    rows = transaction.tables.recovery_codes
    for key in [key for key in rows if key[0] == subject]:
        transaction.remove(rows, key)
