"""The table `authorization_codes`: one conditional update redeems a code, so it is redeemed once (RFC 6749 section 4.1.2)."""

from __future__ import annotations

import sqlite3

from assay.model.authorization_code import MAX_FAILED_VERIFIERS, AuthorizationCode
from assay.model.effects import CountFailedVerifier, RedeemAuthorizationCode, SaveAuthorizationCode
from assay.storage.sqlite.reader import Reader
from assay.storage.sqlite.records import Records

CODES = Records("authorization_codes", AuthorizationCode, "code_hash")
_FIND = CODES.select("AND code_hash = ?")
_SAVE = CODES.insert()

_REDEEM = """
UPDATE authorization_codes SET redeemed_at = ?
WHERE issuer_id = ? AND code_hash = ? AND redeemed_at IS NULL AND failed_verifiers < ?
"""
_COUNT_FAILED = """
UPDATE authorization_codes SET failed_verifiers = failed_verifiers + 1 WHERE issuer_id = ? AND code_hash = ?
"""


class SqliteAuthorizationCodes:
    """`ports.authorization_codes.AuthorizationCodes`."""

    def __init__(self, reader: Reader, issuer_id: str) -> None:
        self._reader = reader
        self._issuer_id = issuer_id

    async def find(self, code_hash: bytes) -> AuthorizationCode | None:
        """See the port."""
        row = await self._reader.one(_FIND, (self._issuer_id, code_hash))
        return None if row is None else CODES.record(row)


def save_authorization_code(connection: sqlite3.Connection, issuer_id: str, effect: SaveAuthorizationCode) -> bool:
    """Apply the effect, unless the hash is taken."""
    return connection.execute(_SAVE, (issuer_id, *CODES.row(effect.code))).rowcount == 1


def redeem_authorization_code(connection: sqlite3.Connection, issuer_id: str, effect: RedeemAuthorizationCode) -> bool:
    """Apply the effect, unless the code is unknown, redeemed or burnt."""
    redeemed = connection.execute(_REDEEM, (effect.at, issuer_id, effect.code_hash, MAX_FAILED_VERIFIERS))
    return redeemed.rowcount == 1


def count_failed_verifier(connection: sqlite3.Connection, issuer_id: str, effect: CountFailedVerifier) -> bool:
    """Apply the effect; never a conflict."""
    connection.execute(_COUNT_FAILED, (issuer_id, effect.code_hash))
    return True
