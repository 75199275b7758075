"""The table `refresh_token_families`: one row per family, its generation raised by one conditional update."""

from __future__ import annotations

import sqlite3

from assay.model.effects import RotateRefreshToken, StartRefreshTokenFamily, TouchRefreshTokenFamily
from assay.model.refresh_token import SESSION_ENDED, RefreshTokenFamily
from assay.storage.sqlite.reader import Reader
from assay.storage.sqlite.records import Records

FAMILIES = Records("refresh_token_families", RefreshTokenFamily, "family_id")
_FIND = FAMILIES.select("AND family_id = ?")
_START = FAMILIES.insert()
_REVOKED_GRANT = "SELECT 1 FROM revoked_grants WHERE issuer_id = ? AND grant_id = ?"

_ROTATE = """
UPDATE refresh_token_families SET generation = generation + 1, rotated_at = ?, idle_expires_at = ?
WHERE issuer_id = ? AND family_id = ? AND generation = ? AND revoked_at IS NULL
"""
_TOUCH = """
UPDATE refresh_token_families SET idle_expires_at = ? WHERE issuer_id = ? AND family_id = ? AND revoked_at IS NULL
"""
_REVOKE_OF_GRANT = """
UPDATE refresh_token_families SET revoked_at = ?, revoked_because = ?
WHERE issuer_id = ? AND grant_id = ? AND revoked_at IS NULL
"""
_REVOKE_OF_SESSION = """
UPDATE refresh_token_families SET revoked_at = ?, revoked_because = ?
WHERE issuer_id = ? AND session_id = ? AND revoked_at IS NULL
"""


class SqliteRefreshTokens:
    """`ports.refresh_tokens.RefreshTokens`."""

    def __init__(self, reader: Reader, issuer_id: str) -> None:
        self._reader = reader
        self._issuer_id = issuer_id

    async def find(self, family_id: bytes) -> RefreshTokenFamily | None:
        """See the port."""
        row = await self._reader.one(_FIND, (self._issuer_id, family_id))
        return None if row is None else FAMILIES.record(row)


def start_refresh_token_family(connection: sqlite3.Connection, issuer_id: str, effect: StartRefreshTokenFamily) -> bool:
    """Apply the effect, unless the id is taken or the grant is revoked."""
    family = effect.family
    if connection.execute(_REVOKED_GRANT, (issuer_id, family.grant_id)).fetchone():
        return False
    return connection.execute(_START, (issuer_id, *FAMILIES.row(family))).rowcount == 1


def rotate_refresh_token(connection: sqlite3.Connection, issuer_id: str, effect: RotateRefreshToken) -> bool:
    """Apply the effect, unless the family is unknown, revoked or at another generation."""
    rotated = connection.execute(
        _ROTATE, (effect.at, effect.idle_expires_at, issuer_id, effect.family_id, effect.from_generation)
    )
    return rotated.rowcount == 1


def touch_refresh_token_family(connection: sqlite3.Connection, issuer_id: str, effect: TouchRefreshTokenFamily) -> bool:
    """Apply the effect, unless the family is unknown or revoked."""
    return connection.execute(_TOUCH, (effect.idle_expires_at, issuer_id, effect.family_id)).rowcount == 1


def revoke_families_of_grant(
    connection: sqlite3.Connection, issuer_id: str, grant_id: str, at: int, because: str
) -> None:
    """Revoke what is not revoked yet."""
    connection.execute(_REVOKE_OF_GRANT, (at, because, issuer_id, grant_id))


def revoke_families_of_session(connection: sqlite3.Connection, issuer_id: str, session_id: str, at: int) -> None:
    """Revoke what is not revoked yet."""
    connection.execute(_REVOKE_OF_SESSION, (at, SESSION_ENDED, issuer_id, session_id))
