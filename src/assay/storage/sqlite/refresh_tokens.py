"""The table `refresh_token_families`: one row per family, its generation raised by one conditional update."""

from __future__ import annotations

import sqlite3

from assay.model.effects import RotateRefreshToken, StartRefreshTokenFamily, TouchRefreshTokenFamily
from assay.model.refresh_token import SESSION_ENDED, RefreshTokenFamily
from assay.storage.columns import from_names, to_names
from assay.storage.sqlite.reader import Reader
from assay.storage.sqlite.statements import insert, select

_COLUMNS = (
    "family_id, client_id, subject, grant_id, scopes, resources, issued_at, generation, rotated_at, idle_expires_at, "
    "expires_at, auth_time, session_id, amr, acr, nonce, revoked_at, revoked_because, individual_claims"
)
_FIND = select("refresh_token_families", _COLUMNS, "issuer_id = ? AND family_id = ?")
_START = insert("refresh_token_families", _COLUMNS)
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
        if row is None:
            return None
        return RefreshTokenFamily(
            family_id=row[0],
            client_id=row[1],
            subject=row[2],
            grant_id=row[3],
            scopes=to_names(row[4]),
            resources=to_names(row[5]),
            issued_at=row[6],
            generation=row[7],
            rotated_at=row[8],
            idle_expires_at=row[9],
            expires_at=row[10],
            auth_time=row[11],
            session_id=row[12],
            amr=to_names(row[13]),
            acr=row[14],
            nonce=row[15],
            revoked_at=row[16],
            revoked_because=row[17],
            individual_claims=row[18],
        )


def start_refresh_token_family(connection: sqlite3.Connection, issuer_id: str, effect: StartRefreshTokenFamily) -> bool:
    """Apply the effect, unless the id is taken or the grant is revoked."""
    family = effect.family
    if connection.execute(_REVOKED_GRANT, (issuer_id, family.grant_id)).fetchone():
        return False
    inserted = connection.execute(
        _START,
        (
            issuer_id,
            family.family_id,
            family.client_id,
            family.subject,
            family.grant_id,
            from_names(family.scopes),
            from_names(family.resources),
            family.issued_at,
            family.generation,
            family.rotated_at,
            family.idle_expires_at,
            family.expires_at,
            family.auth_time,
            family.session_id,
            from_names(family.amr),
            family.acr,
            family.nonce,
            family.revoked_at,
            family.revoked_because,
            family.individual_claims,
        ),
    )
    return inserted.rowcount == 1


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
