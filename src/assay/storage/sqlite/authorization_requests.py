"""The table `authorization_requests`."""

from __future__ import annotations

import sqlite3

from assay.model.authorization_request import PendingAuthorizationRequest
from assay.model.effects import RedeemPendingAuthorizationRequest, SavePendingAuthorizationRequest
from assay.storage.sqlite.reader import Reader
from assay.storage.sqlite.records import Records

REQUESTS = Records("authorization_requests", PendingAuthorizationRequest, "handle_hash")
_FIND = REQUESTS.select("AND handle_hash = ?")
_SAVE = REQUESTS.replace()
_REDEEM = "DELETE FROM authorization_requests WHERE issuer_id = ? AND handle_hash = ?"


class SqliteAuthorizationRequests:
    """`ports.authorization_requests.AuthorizationRequests`."""

    def __init__(self, reader: Reader, issuer_id: str) -> None:
        self._reader = reader
        self._issuer_id = issuer_id

    async def find(self, handle_hash: bytes) -> PendingAuthorizationRequest | None:
        """See the port."""
        row = await self._reader.one(_FIND, (self._issuer_id, handle_hash))
        return None if row is None else REQUESTS.record(row)


def save_pending_authorization_request(
    connection: sqlite3.Connection, issuer_id: str, effect: SavePendingAuthorizationRequest
) -> bool:
    """Apply the effect; never a conflict."""
    connection.execute(_SAVE, (issuer_id, *REQUESTS.row(effect.pending)))
    return True


def redeem_pending_authorization_request(
    connection: sqlite3.Connection, issuer_id: str, effect: RedeemPendingAuthorizationRequest
) -> bool:
    """Apply the effect, unless the request is gone."""
    return connection.execute(_REDEEM, (issuer_id, effect.handle_hash)).rowcount == 1
