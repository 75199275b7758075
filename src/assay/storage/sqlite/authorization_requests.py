"""The table `authorization_requests`."""

from __future__ import annotations

import sqlite3

from assay.model.authorization_request import PendingAuthorizationRequest
from assay.model.effects import RedeemPendingAuthorizationRequest, SavePendingAuthorizationRequest
from assay.storage.columns import from_authorization_request, to_authorization_request
from assay.storage.sqlite.reader import Reader
from assay.storage.sqlite.statements import replace, select

_COLUMNS = "handle_hash, browser_hash, request, created_at, expires_at, session_id, reauthenticated_at"
_FIND = select("authorization_requests", _COLUMNS, "issuer_id = ? AND handle_hash = ?")
_SAVE = replace("authorization_requests", _COLUMNS)
_REDEEM = "DELETE FROM authorization_requests WHERE issuer_id = ? AND handle_hash = ?"


class SqliteAuthorizationRequests:
    """`ports.authorization_requests.AuthorizationRequests`."""

    def __init__(self, reader: Reader, issuer_id: str) -> None:
        self._reader = reader
        self._issuer_id = issuer_id

    async def find(self, handle_hash: bytes) -> PendingAuthorizationRequest | None:
        """See the port."""
        row = await self._reader.one(_FIND, (self._issuer_id, handle_hash))
        if row is None:
            return None
        return PendingAuthorizationRequest(
            handle_hash=row[0],
            browser_hash=row[1],
            request=to_authorization_request(row[2]),
            created_at=row[3],
            expires_at=row[4],
            session_id=row[5],
            reauthenticated_at=row[6],
        )


def save_pending_authorization_request(
    connection: sqlite3.Connection, issuer_id: str, effect: SavePendingAuthorizationRequest
) -> bool:
    """Apply the effect; never a conflict."""
    pending = effect.pending
    connection.execute(
        _SAVE,
        (
            issuer_id,
            pending.handle_hash,
            pending.browser_hash,
            from_authorization_request(pending.request),
            pending.created_at,
            pending.expires_at,
            pending.session_id,
            pending.reauthenticated_at,
        ),
    )
    return True


def redeem_pending_authorization_request(
    connection: sqlite3.Connection, issuer_id: str, effect: RedeemPendingAuthorizationRequest
) -> bool:
    """Apply the effect, unless the request is gone."""
    return connection.execute(_REDEEM, (issuer_id, effect.handle_hash)).rowcount == 1
