"""End-users, their sessions and their consents in memory."""

from __future__ import annotations

from dataclasses import replace

from assay.model.consent import Consent
from assay.model.effects import (
    AddEndUser,
    EndEndUserSession,
    ProveEndUserSession,
    RevokeConsent,
    SaveConsent,
    SaveEndUser,
    StartEndUserSession,
)
from assay.model.end_user import EndUser, EndUserSession
from assay.model.refresh_token import SESSION_ENDED
from assay.storage.memory.tables import Tables, Transaction


class MemoryEndUsers:
    """`ports.end_users.EndUsers`."""

    def __init__(self, tables: Tables) -> None:
        self._rows = tables.end_users
        self._subjects_by_username = tables.subjects_by_username

    async def find(self, subject: str) -> EndUser | None:
        """See the port."""
        return self._rows.get(subject)

    async def find_by_username(self, username: str) -> EndUser | None:
        """See the port."""
        subject = self._subjects_by_username.get(username)
        return None if subject is None else self._rows[subject]

    async def list_all(self) -> tuple[EndUser, ...]:
        """See the port."""
        return tuple(sorted(self._rows.values(), key=lambda end_user: (end_user.created_at, end_user.subject)))


class MemoryEndUserSessions:
    """`ports.end_user_sessions.EndUserSessions`."""

    def __init__(self, tables: Tables) -> None:
        self._rows = tables.sessions

    async def find(self, session_hash: bytes) -> EndUserSession | None:
        """See the port."""
        return self._rows.get(session_hash)


class MemoryConsents:
    """`ports.consents.Consents`."""

    def __init__(self, tables: Tables) -> None:
        self._rows = tables.consents

    async def find(self, client_id: str, subject: str) -> Consent | None:
        """See the port."""
        return self._rows.get((client_id, subject))


def add_end_user(transaction: Transaction, effect: AddEndUser) -> bool:
    """Apply the effect, unless the username or the subject is taken."""
    tables, end_user = transaction.tables, effect.end_user
    if end_user.username in tables.subjects_by_username or end_user.subject in tables.end_users:
        return False
    transaction.put(tables.end_users, end_user.subject, end_user)
    transaction.put(tables.subjects_by_username, end_user.username, end_user.subject)
    return True


def save_end_user(transaction: Transaction, effect: SaveEndUser) -> bool:
    """Apply the effect, unless the end-user is not there or the username is another's."""
    tables, end_user = transaction.tables, effect.end_user
    before = tables.end_users.get(end_user.subject)
    if before is None or tables.subjects_by_username.get(end_user.username, end_user.subject) != end_user.subject:
        return False
    transaction.remove(tables.subjects_by_username, before.username)
    transaction.put(tables.subjects_by_username, end_user.username, end_user.subject)
    transaction.put(tables.end_users, end_user.subject, end_user)
    return True


def start_end_user_session(transaction: Transaction, effect: StartEndUserSession) -> bool:
    """Apply the effect, unless the session's hash or id is taken."""
    tables, session = transaction.tables, effect.session
    if session.session_hash in tables.sessions or session.session_id in tables.session_hashes_by_id:
        return False
    transaction.put(tables.sessions, session.session_hash, session)
    transaction.put(tables.session_hashes_by_id, session.session_id, session.session_hash)
    return True


def prove_end_user_session(transaction: Transaction, effect: ProveEndUserSession) -> bool:
    """Apply the effect, unless the secret is not the session's any more, the session has ended, or the new one is taken."""
    tables, proved = transaction.tables, effect.session
    before = tables.sessions.get(effect.from_hash)
    if before is None or before.session_id != proved.session_id or before.ended_at is not None:
        return False
    if proved.session_hash != effect.from_hash and proved.session_hash in tables.sessions:
        return False
    transaction.remove(tables.sessions, effect.from_hash)
    session = replace(before, session_hash=proved.session_hash, proofs=proved.proofs, complete=proved.complete)
    transaction.put(tables.sessions, proved.session_hash, session)
    transaction.put(tables.session_hashes_by_id, proved.session_id, proved.session_hash)
    return True


def end_end_user_session(transaction: Transaction, effect: EndEndUserSession) -> bool:
    """Apply the effect; never a conflict. A session ends once, a family is revoked once."""
    tables = transaction.tables
    session_hash = tables.session_hashes_by_id.get(effect.session_id)
    if session_hash is not None and tables.sessions[session_hash].ended_at is None:
        transaction.put(tables.sessions, session_hash, replace(tables.sessions[session_hash], ended_at=effect.at))
    for family in list(tables.families.values()):
        if family.session_id == effect.session_id and family.revoked_at is None:
            ended = replace(family, revoked_at=effect.at, revoked_because=SESSION_ENDED)
            transaction.put(tables.families, family.family_id, ended)
    return True


def save_consent(transaction: Transaction, effect: SaveConsent) -> bool:
    """Apply the effect; never a conflict."""
    consent = effect.consent
    transaction.put(transaction.tables.consents, (consent.client_id, consent.subject), consent)
    return True


def revoke_consent(transaction: Transaction, effect: RevokeConsent) -> bool:
    """Apply the effect; never a conflict."""
    rows = transaction.tables.consents
    if (effect.client_id, effect.subject) in rows:
        transaction.remove(rows, (effect.client_id, effect.subject))
    return True
