"""The table `consents`."""

from __future__ import annotations

import sqlite3

from assay.model.consent import Consent
from assay.model.effects import ExpectConsent, RevokeConsent, SaveConsent
from assay.storage.sqlite.reader import Reader
from assay.storage.sqlite.records import Records

CONSENTS = Records("consents", Consent, "client_id, subject")
_FIND = CONSENTS.select("AND client_id = ? AND subject = ?")
_LIST = CONSENTS.select("AND subject = ? ORDER BY client_id")
_SAVE = CONSENTS.replace()
_REVOKE = "DELETE FROM consents WHERE issuer_id = ? AND client_id = ? AND subject = ?"
_EXPECT = CONSENTS.expectation()


class SqliteConsents:
    """`ports.consents.Consents`."""

    def __init__(self, reader: Reader, issuer_id: str) -> None:
        self._reader = reader
        self._issuer_id = issuer_id

    async def find(self, client_id: str, subject: str) -> Consent | None:
        """See the port."""
        row = await self._reader.one(_FIND, (self._issuer_id, client_id, subject))
        return None if row is None else CONSENTS.record(row)

    async def list_of(self, subject: str) -> tuple[Consent, ...]:
        """See the port."""
        return tuple(map(CONSENTS.record, await self._reader.all(_LIST, (self._issuer_id, subject))))


def save_consent(connection: sqlite3.Connection, issuer_id: str, effect: SaveConsent) -> bool:
    """Apply the effect; never a conflict."""
    connection.execute(_SAVE, (issuer_id, *CONSENTS.row(effect.consent)))
    return True


def revoke_consent(connection: sqlite3.Connection, issuer_id: str, effect: RevokeConsent) -> bool:
    """Apply the effect; never a conflict."""
    connection.execute(_REVOKE, (issuer_id, effect.client_id, effect.subject))
    return True


def expect_consent(connection: sqlite3.Connection, issuer_id: str, effect: ExpectConsent) -> bool:
    """Whether the row is exactly as the effect says."""
    return connection.execute(_EXPECT, (issuer_id, *CONSENTS.row(effect.consent))).fetchone() is not None
