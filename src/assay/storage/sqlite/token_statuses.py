"""The table `status_blocks`, and what status lists tell of the others: few rows, each found by an index."""

from __future__ import annotations

import sqlite3

from assay.model.effects import ReserveStatusBlock
from assay.model.status_block import RevokedStatuses, StatusBlock
from assay.storage.sqlite.reader import Reader

_END = "SELECT first + size FROM status_blocks WHERE issuer_id = ? ORDER BY first DESC LIMIT 1"
_RESERVE = """
INSERT INTO status_blocks (issuer_id, first, size, client_id, expires_at)
SELECT ?1, ?2, ?3, ?4, ?5 WHERE ?2 = (SELECT coalesce(max(first + size), 0) FROM status_blocks WHERE issuer_id = ?1)
"""
_GRANTS = """
SELECT grant_id FROM revoked_grants WHERE issuer_id = ?1 AND expires_at > ?2
UNION
SELECT grant_id FROM refresh_token_families WHERE issuer_id = ?1 AND revoked_at > ?3
UNION
SELECT family.grant_id FROM end_users AS end_user
JOIN refresh_token_families AS family ON family.issuer_id = ?1 AND family.subject = end_user.subject
WHERE end_user.issuer_id = ?1 AND end_user.disabled_at IS NOT NULL AND family.expires_at > ?3
"""
_BLOCKS = """
SELECT block.first, block.size, block.client_id, block.expires_at FROM clients AS client
JOIN status_blocks AS block ON block.issuer_id = ?1 AND block.client_id = client.client_id
WHERE client.issuer_id = ?1 AND client.disabled_at IS NOT NULL AND block.expires_at > ?2 ORDER BY block.first
"""


class SqliteTokenStatuses:
    """`ports.token_statuses.TokenStatuses`."""

    def __init__(self, reader: Reader, issuer_id: str) -> None:
        self._reader = reader
        self._issuer_id = issuer_id

    async def end(self) -> int:
        """See the port."""
        row = await self._reader.one(_END, (self._issuer_id,))
        return 0 if row is None else int(row[0])

    async def revoked(self, now: int, since: int) -> RevokedStatuses:
        """See the port."""
        grants = await self._reader.all(_GRANTS, (self._issuer_id, now, since))
        blocks = await self._reader.all(_BLOCKS, (self._issuer_id, now))
        return RevokedStatuses(
            frozenset(row[0] for row in grants), tuple(StatusBlock(*row) for row in blocks), await self.end()
        )


def reserve_status_block(connection: sqlite3.Connection, issuer_id: str, effect: ReserveStatusBlock) -> bool:
    """Apply the effect, if the block begins where the others end."""
    block = effect.block
    row = (issuer_id, block.first, block.size, block.client_id, block.expires_at)
    return connection.execute(_RESERVE, row).rowcount == 1
