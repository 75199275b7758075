"""The table `end_user_sessions`."""

from __future__ import annotations

import sqlite3

from assay.model.effects import EndEndUserSession, ProveEndUserSession, StartEndUserSession
from assay.model.end_user import EndUserSession
from assay.storage.sqlite.columns import from_proofs, to_proofs
from assay.storage.sqlite.reader import Reader
from assay.storage.sqlite.refresh_tokens import revoke_families_of_session
from assay.storage.sqlite.statements import insert, select

_COLUMNS = "session_hash, session_id, subject, authenticated_at, proofs, expires_at, ended_at, complete"
_FIND = select("end_user_sessions", _COLUMNS, "issuer_id = ? AND session_hash = ?")
_START = insert("end_user_sessions", _COLUMNS)
_PROVE = """
UPDATE OR IGNORE end_user_sessions SET session_hash = ?4, proofs = ?5, complete = ?6
WHERE issuer_id = ?1 AND session_hash = ?2 AND session_id = ?3 AND ended_at IS NULL
"""
_END = "UPDATE end_user_sessions SET ended_at = ? WHERE issuer_id = ? AND session_id = ? AND ended_at IS NULL"


class SqliteEndUserSessions:
    """`ports.end_user_sessions.EndUserSessions`."""

    def __init__(self, reader: Reader, issuer_id: str) -> None:
        self._reader = reader
        self._issuer_id = issuer_id

    async def find(self, session_hash: bytes) -> EndUserSession | None:
        """See the port."""
        row = await self._reader.one(_FIND, (self._issuer_id, session_hash))
        if row is None:
            return None
        return EndUserSession(
            session_hash=row[0],
            session_id=row[1],
            subject=row[2],
            authenticated_at=row[3],
            proofs=to_proofs(row[4]),
            expires_at=row[5],
            ended_at=row[6],
            complete=bool(row[7]),
        )


def start_end_user_session(connection: sqlite3.Connection, issuer_id: str, effect: StartEndUserSession) -> bool:
    """Apply the effect, unless the session's hash or id is taken."""
    session = effect.session
    inserted = connection.execute(
        _START,
        (
            issuer_id,
            session.session_hash,
            session.session_id,
            session.subject,
            session.authenticated_at,
            from_proofs(session.proofs),
            session.expires_at,
            session.ended_at,
            session.complete,
        ),
    )
    return inserted.rowcount == 1


def prove_end_user_session(connection: sqlite3.Connection, issuer_id: str, effect: ProveEndUserSession) -> bool:
    """Apply the effect, unless the secret is not the session's any more, the session has ended, or the new one is taken."""
    proved = effect.session
    key = (issuer_id, effect.from_hash, proved.session_id)
    row = (*key, proved.session_hash, from_proofs(proved.proofs), proved.complete)
    return connection.execute(_PROVE, row).rowcount == 1


def end_end_user_session(connection: sqlite3.Connection, issuer_id: str, effect: EndEndUserSession) -> bool:
    """Apply the effect; never a conflict. A session ends once, a family is revoked once."""
    connection.execute(_END, (effect.at, issuer_id, effect.session_id))
    revoke_families_of_session(connection, issuer_id, effect.session_id, effect.at)
    return True
