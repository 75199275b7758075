"""The table `authorization_codes`: one conditional update redeems a code, so it is redeemed once (RFC 6749 section 4.1.2)."""

from __future__ import annotations

import sqlite3

from assay.model.authorization_code import MAX_FAILED_VERIFIERS, AuthorizationCode
from assay.model.effects import CountFailedVerifier, RedeemAuthorizationCode, SaveAuthorizationCode
from assay.storage.columns import from_names, to_names
from assay.storage.sqlite.reader import Reader
from assay.storage.sqlite.statements import insert, select

_COLUMNS = (
    "code_hash, client_id, redirect_uri, redirect_uri_given, subject, grant_id, scopes, resources, issued_at, "
    "expires_at, remember_until, auth_time, session_id, amr, acr, nonce, code_challenge, redeemed_at, failed_verifiers, "
    "individual_claims"
)
_FIND = select("authorization_codes", _COLUMNS, "issuer_id = ? AND code_hash = ?")
_SAVE = insert("authorization_codes", _COLUMNS)

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
        if row is None:
            return None
        return AuthorizationCode(
            code_hash=row[0],
            client_id=row[1],
            redirect_uri=row[2],
            redirect_uri_given=bool(row[3]),
            subject=row[4],
            grant_id=row[5],
            scopes=to_names(row[6]),
            resources=to_names(row[7]),
            issued_at=row[8],
            expires_at=row[9],
            remember_until=row[10],
            auth_time=row[11],
            session_id=row[12],
            amr=to_names(row[13]),
            acr=row[14],
            nonce=row[15],
            code_challenge=row[16],
            redeemed_at=row[17],
            failed_verifiers=row[18],
            individual_claims=row[19],
        )


def save_authorization_code(connection: sqlite3.Connection, issuer_id: str, effect: SaveAuthorizationCode) -> bool:
    """Apply the effect, unless the hash is taken."""
    code = effect.code
    inserted = connection.execute(
        _SAVE,
        (
            issuer_id,
            code.code_hash,
            code.client_id,
            code.redirect_uri,
            code.redirect_uri_given,
            code.subject,
            code.grant_id,
            from_names(code.scopes),
            from_names(code.resources),
            code.issued_at,
            code.expires_at,
            code.remember_until,
            code.auth_time,
            code.session_id,
            from_names(code.amr),
            code.acr,
            code.nonce,
            code.code_challenge,
            code.redeemed_at,
            code.failed_verifiers,
            code.individual_claims,
        ),
    )
    return inserted.rowcount == 1


def redeem_authorization_code(connection: sqlite3.Connection, issuer_id: str, effect: RedeemAuthorizationCode) -> bool:
    """Apply the effect, unless the code is unknown, redeemed or burnt."""
    redeemed = connection.execute(_REDEEM, (effect.at, issuer_id, effect.code_hash, MAX_FAILED_VERIFIERS))
    return redeemed.rowcount == 1


def count_failed_verifier(connection: sqlite3.Connection, issuer_id: str, effect: CountFailedVerifier) -> bool:
    """Apply the effect; never a conflict."""
    connection.execute(_COUNT_FAILED, (issuer_id, effect.code_hash))
    return True
