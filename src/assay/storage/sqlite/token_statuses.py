"""The table `status_blocks`, and what status lists tell of the others: few rows, each found by an index."""

from __future__ import annotations

import sqlite3

from assay.model.effects import ReserveStatusBlock
from assay.model.status_block import RevokedStatuses
from assay.storage.sqlite.reader import Reader
from assay.storage.sqlite.statements import numbered
from assay.storage.statuses import END_OF_STATUSES, REVOKED_BLOCKS, REVOKED_GRANTS, end_of, revoked_of

_RESERVE = """
INSERT INTO status_blocks (issuer_id, first, size, client_id, expires_at)
SELECT ?1, ?2, ?3, ?4, ?5 WHERE ?2 = (SELECT coalesce(max(first + size), 0) FROM status_blocks WHERE issuer_id = ?1)
"""
_END, _GRANTS, _BLOCKS = map(numbered, (END_OF_STATUSES, REVOKED_GRANTS, REVOKED_BLOCKS))


class SqliteTokenStatuses:
    """`ports.token_statuses.TokenStatuses`."""

    def __init__(self, reader: Reader, issuer_id: str) -> None:
        self._reader = reader
        self._issuer_id = issuer_id

    async def end(self) -> int:
        """See the port."""
        return end_of(await self._reader.one(_END, (self._issuer_id,)))

    async def revoked(self, now: int, since: int) -> RevokedStatuses:
        """See the port."""
        grants = await self._reader.all(_GRANTS, (self._issuer_id, now, since))
        blocks = await self._reader.all(_BLOCKS, (self._issuer_id, now))
        return revoked_of(grants, blocks, await self.end())


def reserve_status_block(connection: sqlite3.Connection, issuer_id: str, effect: ReserveStatusBlock) -> bool:
    """Apply the effect, if the block begins where the others end."""
    block = effect.block
    row = (issuer_id, block.first, block.size, block.client_id, block.expires_at)
    return connection.execute(_RESERVE, row).rowcount == 1
