"""End-users and their consents in memory."""

from __future__ import annotations

from dataclasses import replace

from assay.model.consent import Consent
from assay.model.effects import (
    AddEndUser,
    ChangeClaims,
    ChangePassword,
    ExpectConsent,
    ExpectEndUser,
    RehashPassword,
    RevokeConsent,
    SaveConsent,
    SwitchEndUser,
)
from assay.model.end_user import EndUser
from assay.storage.memory.tables import Tables, Transaction, page_of


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

    async def page(self, after: EndUser | None, limit: int) -> tuple[EndUser, ...]:
        """See the port."""
        return page_of(self._rows.values(), after, limit, lambda end_user: (end_user.created_at, end_user.subject))


class MemoryConsents:
    """`ports.consents.Consents`."""

    def __init__(self, tables: Tables) -> None:
        self._rows = tables.consents

    async def find(self, client_id: str, subject: str) -> Consent | None:
        """See the port."""
        return self._rows.get((client_id, subject))

    async def list_of(self, subject: str) -> tuple[Consent, ...]:
        """See the port."""
        of_subject = (consent for consent in self._rows.values() if consent.subject == subject)
        return tuple(sorted(of_subject, key=lambda consent: consent.client_id))


def add_end_user(transaction: Transaction, effect: AddEndUser) -> bool:
    """Apply the effect, unless the username or the subject is taken."""
    tables, end_user = transaction.tables, effect.end_user
    if end_user.username in tables.subjects_by_username or end_user.subject in tables.end_users:
        return False
    transaction.put(tables.end_users, end_user.subject, end_user)
    transaction.put(tables.subjects_by_username, end_user.username, end_user.subject)
    return True


def expect_end_user(transaction: Transaction, effect: ExpectEndUser) -> bool:
    """Whether the end-user is exactly as the effect says."""
    return transaction.tables.end_users.get(effect.end_user.subject) == effect.end_user


def change_password(transaction: Transaction, effect: ChangePassword) -> bool:
    """Apply the effect, unless the end-user is not there or has another password than was said."""
    rows = transaction.tables.end_users
    before = rows.get(effect.subject)
    if before is None or effect.from_hash not in {None, before.password_hash}:
        return False
    changed = replace(before, password_hash=effect.password_hash, password_changed_at=effect.at)
    transaction.put(rows, effect.subject, changed)
    return True


def switch_end_user(transaction: Transaction, effect: SwitchEndUser) -> bool:
    """Apply the effect, unless it is so already or the end-user is not there."""
    rows = transaction.tables.end_users
    before = rows.get(effect.subject)
    if before is None or (before.disabled_at is None) == (effect.disabled_at is None):
        return False
    transaction.put(rows, effect.subject, replace(before, disabled_at=effect.disabled_at))
    return True


def change_claims(transaction: Transaction, effect: ChangeClaims) -> bool:
    """Apply the effect, unless the claims are others by now or the end-user is not there."""
    rows = transaction.tables.end_users
    before = rows.get(effect.subject)
    if before is None or before.claims != effect.from_claims:
        return False
    transaction.put(rows, effect.subject, replace(before, claims=effect.to_claims))
    return True


def rehash_password(transaction: Transaction, effect: RehashPassword) -> bool:
    """Apply the effect; never a conflict."""
    rows = transaction.tables.end_users
    before = rows.get(effect.subject)
    if before is not None and before.password_hash == effect.from_hash:
        transaction.put(rows, effect.subject, replace(before, password_hash=effect.to_hash))
    return True


def save_consent(transaction: Transaction, effect: SaveConsent) -> bool:
    """Apply the effect; never a conflict."""
    consent = effect.consent
    transaction.put(transaction.tables.consents, (consent.client_id, consent.subject), consent)
    return True


def expect_consent(transaction: Transaction, effect: ExpectConsent) -> bool:
    """Whether the consent is exactly as the effect says."""
    consent = effect.consent
    return transaction.tables.consents.get((consent.client_id, consent.subject)) == consent


def revoke_consent(transaction: Transaction, effect: RevokeConsent) -> bool:
    """Apply the effect; never a conflict."""
    rows = transaction.tables.consents
    if (effect.client_id, effect.subject) in rows:
        transaction.remove(rows, (effect.client_id, effect.subject))
    return True
