"""Refresh token families, the deny list and one-time values in memory."""

from __future__ import annotations

from dataclasses import replace

from assay.model.effects import (
    DenyAccessToken,
    RememberOnce,
    RevokeGrant,
    RevokeGrantsOf,
    RotateRefreshToken,
    StartRefreshTokenFamily,
    TouchRefreshTokenFamily,
)
from assay.model.refresh_token import RefreshTokenFamily
from assay.storage.memory.tables import Denial, Tables, Transaction


class MemoryRefreshTokens:
    """`ports.refresh_tokens.RefreshTokens`."""

    def __init__(self, tables: Tables) -> None:
        self._rows = tables.families

    async def find(self, family_id: bytes) -> RefreshTokenFamily | None:
        """See the port."""
        return self._rows.get(family_id)


def start_refresh_token_family(transaction: Transaction, effect: StartRefreshTokenFamily) -> bool:
    """Apply the effect, unless the id is taken or the grant is revoked."""
    rows = transaction.tables.families
    if effect.family.family_id in rows or effect.family.grant_id in transaction.tables.revoked_grants:
        return False
    transaction.put(rows, effect.family.family_id, effect.family)
    return True


def rotate_refresh_token(transaction: Transaction, effect: RotateRefreshToken) -> bool:
    """Apply the effect, unless the family is unknown, revoked or at another generation."""
    rows = transaction.tables.families
    family = rows.get(effect.family_id)
    if family is None or family.revoked_at is not None or family.generation != effect.from_generation:
        return False
    rotated = replace(
        family, generation=family.generation + 1, rotated_at=effect.at, idle_expires_at=effect.idle_expires_at
    )
    transaction.put(rows, effect.family_id, rotated)
    return True


def touch_refresh_token_family(transaction: Transaction, effect: TouchRefreshTokenFamily) -> bool:
    """Apply the effect, unless the family is unknown or revoked."""
    rows = transaction.tables.families
    family = rows.get(effect.family_id)
    if family is None or family.revoked_at is not None:
        return False
    transaction.put(rows, effect.family_id, replace(family, idle_expires_at=effect.idle_expires_at))
    return True


def revoke_grant(transaction: Transaction, effect: RevokeGrant) -> bool:
    """Apply the effect; never a conflict. What was revoked before keeps its time and its reason."""
    tables = transaction.tables
    for family in list(tables.families.values()):
        if family.grant_id == effect.grant_id and family.revoked_at is None:
            revoked = replace(family, revoked_at=effect.at, revoked_because=effect.because)
            transaction.put(tables.families, family.family_id, revoked)
    _deny(transaction, tables.revoked_grants, effect.grant_id, Denial(effect.because, effect.until))
    return True


def revoke_grants_of(transaction: Transaction, effect: RevokeGrantsOf) -> bool:
    """Apply the effect; never a conflict. Not every grant has a refresh token, so the codes tell of them too."""
    tables = transaction.tables
    grant_ids = {
        row.grant_id
        for rows in (tables.families, tables.authorization_codes)
        for row in rows.values()
        if _concerns(effect, row.client_id, row.subject)
    }
    for one in tables.device_authorizations.values():
        if one.approval is not None and _concerns(effect, one.client_id, one.approval.subject):
            grant_ids.add(one.approval.grant_id)
    for family in list(tables.families.values()):
        if _concerns(effect, family.client_id, family.subject) and family.revoked_at is None:
            revoked = replace(family, revoked_at=effect.at, revoked_because=effect.because)
            transaction.put(tables.families, family.family_id, revoked)
    for grant_id in grant_ids:
        _deny(transaction, tables.revoked_grants, grant_id, Denial(effect.because, effect.until))
    return True


def deny_access_token(transaction: Transaction, effect: DenyAccessToken) -> bool:
    """Apply the effect; never a conflict."""
    denied = transaction.tables.denied_access_tokens
    _deny(transaction, denied, effect.jti, Denial(effect.because, effect.until))
    return True


def remember_once(transaction: Transaction, effect: RememberOnce) -> bool:
    """Apply the effect, unless the value is remembered."""
    rows = transaction.tables.remembered
    if (effect.kind, effect.key) in rows:
        return False
    transaction.put(rows, (effect.kind, effect.key), effect.until)
    return True


def _concerns(effect: RevokeGrantsOf, client_id: str, subject: str) -> bool:
    return subject == effect.subject and effect.client_id in {None, client_id}


def _deny(transaction: Transaction, rows: dict[str, Denial], key: str, denial: Denial) -> None:
    before = rows.get(key)
    if before is not None:  # the first reason stands, the later end counts
        denial = Denial(before.because, max(before.until, denial.until))
    transaction.put(rows, key, denial)
