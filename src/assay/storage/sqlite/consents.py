"""The table `consents`."""

from __future__ import annotations

import sqlite3
from typing import Any

from assay.model.consent import Consent
from assay.model.effects import RevokeConsent, SaveConsent
from assay.storage.columns import from_names, to_names
from assay.storage.sqlite.reader import Reader
from assay.storage.sqlite.statements import replace, select

_COLUMNS = "client_id, subject, scopes, resources, granted_at"
_FIND = select("consents", _COLUMNS, "issuer_id = ? AND client_id = ? AND subject = ?")
_LIST = select("consents", _COLUMNS, "issuer_id = ? AND subject = ? ORDER BY client_id")
_SAVE = replace("consents", _COLUMNS)
_REVOKE = "DELETE FROM consents WHERE issuer_id = ? AND client_id = ? AND subject = ?"


class SqliteConsents:
    """`ports.consents.Consents`."""

    def __init__(self, reader: Reader, issuer_id: str) -> None:
        self._reader = reader
        self._issuer_id = issuer_id

    async def find(self, client_id: str, subject: str) -> Consent | None:
        """See the port."""
        row = await self._reader.one(_FIND, (self._issuer_id, client_id, subject))
        return None if row is None else _read(row)

    async def list_of(self, subject: str) -> tuple[Consent, ...]:
        """See the port."""
        return tuple(_read(row) for row in await self._reader.all(_LIST, (self._issuer_id, subject)))


def save_consent(connection: sqlite3.Connection, issuer_id: str, effect: SaveConsent) -> bool:
    """Apply the effect; never a conflict."""
    consent = effect.consent
    connection.execute(
        _SAVE,
        (
            issuer_id,
            consent.client_id,
            consent.subject,
            from_names(consent.scopes),
            from_names(consent.resources),
            consent.granted_at,
        ),
    )
    return True


def revoke_consent(connection: sqlite3.Connection, issuer_id: str, effect: RevokeConsent) -> bool:
    """Apply the effect; never a conflict."""
    connection.execute(_REVOKE, (issuer_id, effect.client_id, effect.subject))
    return True


def _read(row: Any) -> Consent:
    return Consent(row[0], row[1], to_names(row[2]), to_names(row[3]), row[4])
