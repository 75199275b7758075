"""The tables `end_user_sessions` and `session_clients`: every change of a cookie is conditional on the present one."""

from __future__ import annotations

import sqlite3

from assay.model.effects import (
    ConfirmSessionCookie,
    EndEndUserSession,
    JoinEndUserSession,
    ProveEndUserSession,
    RotateSessionCookie,
    StartEndUserSession,
)
from assay.model.end_user import EndUserSession, SessionUse
from assay.storage.columns import from_proofs
from assay.storage.sqlite.reader import Reader
from assay.storage.sqlite.records import Records
from assay.storage.sqlite.refresh_tokens import revoke_families_of_session
from assay.storage.sqlite.write_behind import WriteBehind

SESSIONS = Records("end_user_sessions", EndUserSession, "session_id")
_FIND = SESSIONS.select("AND session_hash = ?")
_FIND_BY_PREVIOUS = SESSIONS.select("AND previous_hash = ?")
_FIND_BY_ID = SESSIONS.select("AND session_id = ?")
_LIST = SESSIONS.select("AND subject = ? AND ended_at IS NULL ORDER BY started_at DESC, session_id")
_CLIENTS = "SELECT client_id FROM session_clients WHERE issuer_id = ? AND session_id = ? ORDER BY client_id"
_START = SESSIONS.insert()
_ROTATE = """
UPDATE OR IGNORE end_user_sessions
SET session_hash = ?4, previous_hash = ?3, rotation_nonce = ?5, rotated_at = ?6, confirmed_at = NULL
WHERE issuer_id = ?1 AND session_id = ?2 AND session_hash = ?3 AND ended_at IS NULL
"""
_CONFIRM = """
UPDATE end_user_sessions SET confirmed_at = ?
WHERE issuer_id = ? AND session_id = ? AND session_hash = ? AND confirmed_at IS NULL AND ended_at IS NULL
"""
_PROVE = """
UPDATE OR IGNORE end_user_sessions
SET session_hash = ?, authenticated_at = ?, proofs = ?, expires_at = ?, complete = ?, last_used_at = ?, network = ?,
    device = ?, rotated_at = ?, previous_hash = NULL, rotation_nonce = NULL, confirmed_at = NULL
WHERE issuer_id = ? AND session_id = ? AND session_hash = ? AND ended_at IS NULL
"""
_LIVE = "SELECT 1 FROM end_user_sessions WHERE issuer_id = ? AND session_id = ? AND ended_at IS NULL"
_JOIN = "INSERT INTO session_clients (issuer_id, session_id, client_id) VALUES (?, ?, ?) ON CONFLICT DO NOTHING"
_END = "UPDATE end_user_sessions SET ended_at = ? WHERE issuer_id = ? AND session_id = ? AND ended_at IS NULL"
_USE = """
UPDATE end_user_sessions SET last_used_at = ?3, network = ?4, device = ?5
WHERE issuer_id = ?1 AND session_id = ?2 AND last_used_at < ?3
"""


class SqliteEndUserSessions:
    """`ports.end_user_sessions.EndUserSessions`."""

    def __init__(self, reader: Reader, issuer_id: str, uses: WriteBehind[str, SessionUse]) -> None:
        self._reader = reader
        self._issuer_id = issuer_id
        self._uses = uses

    async def find(self, cookie_hash: bytes) -> EndUserSession | None:
        """See the port."""
        row = await self._reader.one(_FIND, (self._issuer_id, cookie_hash))
        if row is None:
            row = await self._reader.one(_FIND_BY_PREVIOUS, (self._issuer_id, cookie_hash))
        return None if row is None else SESSIONS.record(row)

    async def find_by_id(self, session_id: str) -> EndUserSession | None:
        """See the port."""
        row = await self._reader.one(_FIND_BY_ID, (self._issuer_id, session_id))
        return None if row is None else SESSIONS.record(row)

    async def list_of(self, subject: str) -> tuple[EndUserSession, ...]:
        """See the port."""
        return tuple(map(SESSIONS.record, await self._reader.all(_LIST, (self._issuer_id, subject))))

    async def clients_of(self, session_id: str) -> tuple[str, ...]:
        """See the port."""
        return tuple(row[0] for row in await self._reader.all(_CLIENTS, (self._issuer_id, session_id)))

    def note_use(self, use: SessionUse) -> None:
        """See the port."""
        self._uses.put(use.session_id, use)


def start_end_user_session(connection: sqlite3.Connection, issuer_id: str, effect: StartEndUserSession) -> bool:
    """Apply the effect, unless the session's hash or id is taken."""
    return connection.execute(_START, (issuer_id, *SESSIONS.row(effect.session))).rowcount == 1


def rotate_session_cookie(connection: sqlite3.Connection, issuer_id: str, effect: RotateSessionCookie) -> bool:
    """Apply the effect, unless the session was ended or has another cookie by now."""
    rotated = connection.execute(
        _ROTATE, (issuer_id, effect.session_id, effect.from_hash, effect.to_hash, effect.nonce, effect.at)
    )
    return rotated.rowcount == 1


def confirm_session_cookie(connection: sqlite3.Connection, issuer_id: str, effect: ConfirmSessionCookie) -> bool:
    """Apply the effect; never a conflict. The first confirmation counts."""
    connection.execute(_CONFIRM, (effect.at, issuer_id, effect.session_id, effect.session_hash))
    return True


def prove_end_user_session(connection: sqlite3.Connection, issuer_id: str, effect: ProveEndUserSession) -> bool:
    """Apply the effect, unless the secret is not the session's any more, the session has ended, or the new one is taken."""
    proved = effect.session
    written = connection.execute(
        _PROVE,
        (
            proved.session_hash,
            proved.authenticated_at,
            from_proofs(proved.proofs),
            proved.expires_at,
            proved.complete,
            proved.last_used_at,
            proved.network,
            proved.device,
            proved.rotated_at,
            issuer_id,
            proved.session_id,
            effect.from_hash,
        ),
    )
    return written.rowcount == 1


def join_end_user_session(connection: sqlite3.Connection, issuer_id: str, effect: JoinEndUserSession) -> bool:
    """Apply the effect, unless the session is unknown or was ended."""
    if connection.execute(_LIVE, (issuer_id, effect.session_id)).fetchone() is None:
        return False
    connection.execute(_JOIN, (issuer_id, effect.session_id, effect.client_id))
    return True


def end_end_user_session(connection: sqlite3.Connection, issuer_id: str, effect: EndEndUserSession) -> bool:
    """Apply the effect, unless a client took part that is not named. A session ends once, a family is revoked once."""
    if effect.clients is not None:
        took_part = {row[0] for row in connection.execute(_CLIENTS, (issuer_id, effect.session_id))}
        if not took_part <= set(effect.clients):
            return False
    connection.execute(_END, (effect.at, issuer_id, effect.session_id))
    revoke_families_of_session(connection, issuer_id, effect.session_id, effect.at)
    return True


def note_session_use(connection: sqlite3.Connection, issuer_id: str, use: SessionUse) -> None:
    """Write the last use of a session; an older one changes nothing."""
    connection.execute(_USE, (issuer_id, use.session_id, use.at, use.network, use.device))
