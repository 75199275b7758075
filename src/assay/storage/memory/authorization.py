"""Pending authorization requests and authorization codes in memory."""

from __future__ import annotations

from dataclasses import replace

from assay.model.authorization_code import MAX_FAILED_VERIFIERS, AuthorizationCode
from assay.model.authorization_request import PendingAuthorizationRequest
from assay.model.effects import (
    CountFailedVerifier,
    RedeemAuthorizationCode,
    RedeemPendingAuthorizationRequest,
    SaveAuthorizationCode,
    SavePendingAuthorizationRequest,
)
from assay.storage.memory.tables import Tables, Transaction


class MemoryAuthorizationRequests:
    """`ports.authorization_requests.AuthorizationRequests`."""

    def __init__(self, tables: Tables) -> None:
        self._rows = tables.authorization_requests

    async def find(self, handle_hash: bytes) -> PendingAuthorizationRequest | None:
        """See the port."""
        return self._rows.get(handle_hash)


class MemoryAuthorizationCodes:
    """`ports.authorization_codes.AuthorizationCodes`."""

    def __init__(self, tables: Tables) -> None:
        self._rows = tables.authorization_codes

    async def find(self, code_hash: bytes) -> AuthorizationCode | None:
        """See the port."""
        return self._rows.get(code_hash)


def save_pending_authorization_request(transaction: Transaction, effect: SavePendingAuthorizationRequest) -> bool:
    """Apply the effect; never a conflict."""
    transaction.put(transaction.tables.authorization_requests, effect.pending.handle_hash, effect.pending)
    return True


def redeem_pending_authorization_request(transaction: Transaction, effect: RedeemPendingAuthorizationRequest) -> bool:
    """Apply the effect, unless the request is gone."""
    if effect.handle_hash not in transaction.tables.authorization_requests:
        return False
    transaction.remove(transaction.tables.authorization_requests, effect.handle_hash)
    return True


def save_authorization_code(transaction: Transaction, effect: SaveAuthorizationCode) -> bool:
    """Apply the effect, unless the hash is taken."""
    rows = transaction.tables.authorization_codes
    if effect.code.code_hash in rows:
        return False
    transaction.put(rows, effect.code.code_hash, effect.code)
    return True


def redeem_authorization_code(transaction: Transaction, effect: RedeemAuthorizationCode) -> bool:
    """Apply the effect, unless the code is unknown, redeemed or burnt."""
    rows = transaction.tables.authorization_codes
    code = rows.get(effect.code_hash)
    if code is None or code.redeemed_at is not None or code.failed_verifiers >= MAX_FAILED_VERIFIERS:
        return False
    transaction.put(rows, effect.code_hash, replace(code, redeemed_at=effect.at))
    return True


def count_failed_verifier(transaction: Transaction, effect: CountFailedVerifier) -> bool:
    """Apply the effect; never a conflict."""
    rows = transaction.tables.authorization_codes
    code = rows.get(effect.code_hash)
    if code is not None:
        transaction.put(rows, effect.code_hash, replace(code, failed_verifiers=code.failed_verifiers + 1))
    return True
