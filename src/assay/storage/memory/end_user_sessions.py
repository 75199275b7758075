"""End-user sessions in memory."""

from __future__ import annotations

from dataclasses import replace

from assay.model.effects import (
    ConfirmSessionCookie,
    EndEndUserSession,
    JoinEndUserSession,
    ProveEndUserSession,
    RotateSessionCookie,
    StartEndUserSession,
)
from assay.model.end_user import EndUserSession, SessionUse
from assay.model.refresh_token import SESSION_ENDED
from assay.storage.memory.tables import Tables, Transaction


class MemoryEndUserSessions:
    """`ports.end_user_sessions.EndUserSessions`."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def find(self, cookie_hash: bytes) -> EndUserSession | None:
        """See the port."""
        tables = self._tables
        session_id = tables.session_ids_by_hash.get(cookie_hash) or tables.session_ids_by_previous_hash.get(cookie_hash)
        return None if session_id is None else self._tables.sessions[session_id]

    async def find_by_id(self, session_id: str) -> EndUserSession | None:
        """See the port."""
        return self._tables.sessions.get(session_id)

    async def list_of(self, subject: str) -> tuple[EndUserSession, ...]:
        """See the port."""
        of_them = [one for one in self._tables.sessions.values() if one.subject == subject and one.ended_at is None]
        return tuple(sorted(of_them, key=lambda one: (-one.started_at, one.session_id)))

    async def clients_of(self, session_id: str) -> tuple[str, ...]:
        """See the port."""
        return _clients_of(self._tables, session_id)

    def note_use(self, use: SessionUse) -> None:
        """See the port."""
        session = self._tables.sessions.get(use.session_id)
        if session is not None and use.at > session.last_used_at:
            used = replace(session, last_used_at=use.at, network=use.network, device=use.device)
            self._tables.sessions[use.session_id] = used


def start_end_user_session(transaction: Transaction, effect: StartEndUserSession) -> bool:
    """Apply the effect, unless the session's hash or id is taken."""
    tables, session = transaction.tables, effect.session
    if session.session_id in tables.sessions or session.session_hash in tables.session_ids_by_hash:
        return False
    _put(transaction, session)
    return True


def rotate_session_cookie(transaction: Transaction, effect: RotateSessionCookie) -> bool:
    """Apply the effect, unless the session was ended or has another cookie by now."""
    session = _live(transaction, effect.session_id)
    if session is None or session.session_hash != effect.from_hash:
        return False
    rotated = replace(
        session,
        session_hash=effect.to_hash,
        previous_hash=effect.from_hash,
        rotation_nonce=effect.nonce,
        rotated_at=effect.at,
        confirmed_at=None,
    )
    return _changed(transaction, session, rotated)


def confirm_session_cookie(transaction: Transaction, effect: ConfirmSessionCookie) -> bool:
    """Apply the effect; never a conflict. The first confirmation counts."""
    session = _live(transaction, effect.session_id)
    if session is not None and session.session_hash == effect.session_hash and session.confirmed_at is None:
        _changed(transaction, session, replace(session, confirmed_at=effect.at))
    return True


def prove_end_user_session(transaction: Transaction, effect: ProveEndUserSession) -> bool:
    """Apply the effect, unless the secret is not the session's any more, the session has ended, or the new one is taken."""
    new = effect.session
    session = _live(transaction, new.session_id)
    if session is None or session.session_hash != effect.from_hash:
        return False
    proved = replace(
        session,
        session_hash=new.session_hash,
        authenticated_at=new.authenticated_at,
        proofs=new.proofs,
        complete=new.complete,
        expires_at=new.expires_at,
        last_used_at=new.last_used_at,
        network=new.network,
        device=new.device,
        rotated_at=new.rotated_at,
        previous_hash=None,
        rotation_nonce=None,
        confirmed_at=None,
    )
    return _changed(transaction, session, proved)


def join_end_user_session(transaction: Transaction, effect: JoinEndUserSession) -> bool:
    """Apply the effect, unless the session is unknown or was ended."""
    if _live(transaction, effect.session_id) is None:
        return False
    transaction.put(transaction.tables.session_clients, (effect.session_id, effect.client_id), None)
    return True


def end_end_user_session(transaction: Transaction, effect: EndEndUserSession) -> bool:
    """Apply the effect, unless a client took part that is not named. A session ends once, a family is revoked once."""
    tables = transaction.tables
    if effect.clients is not None and not set(_clients_of(tables, effect.session_id)) <= set(effect.clients):
        return False
    session = _live(transaction, effect.session_id)
    if session is not None:
        transaction.put(tables.sessions, session.session_id, replace(session, ended_at=effect.at))
    for family in list(tables.families.values()):
        if family.session_id == effect.session_id and family.revoked_at is None:
            ended = replace(family, revoked_at=effect.at, revoked_because=SESSION_ENDED)
            transaction.put(tables.families, family.family_id, ended)
    return True


def forget_session(tables: Tables, session_id: str) -> None:
    """Delete a session with all that leads to it."""
    session = tables.sessions.pop(session_id)
    del tables.session_ids_by_hash[session.session_hash]
    if session.previous_hash is not None:
        del tables.session_ids_by_previous_hash[session.previous_hash]
    for key in [key for key in tables.session_clients if key[0] == session_id]:
        del tables.session_clients[key]


def _clients_of(tables: Tables, session_id: str) -> tuple[str, ...]:
    return tuple(sorted(client_id for of, client_id in tables.session_clients if of == session_id))


def _live(transaction: Transaction, session_id: str) -> EndUserSession | None:
    session = transaction.tables.sessions.get(session_id)
    return session if session is not None and session.ended_at is None else None


def _changed(transaction: Transaction, before: EndUserSession, after: EndUserSession) -> bool:
    tables, session_id = transaction.tables, before.session_id
    taken = tables.session_ids_by_hash.get(after.session_hash, session_id) != session_id
    if after.previous_hash is not None:
        taken |= tables.session_ids_by_previous_hash.get(after.previous_hash, session_id) != session_id
    if taken:
        return False
    transaction.remove(tables.session_ids_by_hash, before.session_hash)
    if before.previous_hash is not None:
        transaction.remove(tables.session_ids_by_previous_hash, before.previous_hash)
    _put(transaction, after)
    return True


def _put(transaction: Transaction, session: EndUserSession) -> None:
    tables = transaction.tables
    transaction.put(tables.sessions, session.session_id, session)
    transaction.put(tables.session_ids_by_hash, session.session_hash, session.session_id)
    if session.previous_hash is not None:
        transaction.put(tables.session_ids_by_previous_hash, session.previous_hash, session.session_id)
