"""Status blocks in memory, and what status lists tell of the other tables."""

from __future__ import annotations

from assay.model.effects import ReserveStatusBlock
from assay.model.status_block import RevokedStatuses
from assay.storage.memory.tables import Tables, Transaction


class MemoryTokenStatuses:
    """`ports.token_statuses.TokenStatuses`."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def end(self) -> int:
        """See the port."""
        return _end(self._tables)

    async def revoked(self, now: int, since: int) -> RevokedStatuses:
        """See the port."""
        tables = self._tables
        disabled = {end_user.subject for end_user in tables.end_users.values() if end_user.disabled_at is not None}
        grants = {grant_id for grant_id, denial in tables.revoked_grants.items() if denial.until > now}
        grants |= {
            family.grant_id
            for family in tables.families.values()
            if (family.revoked_at is not None and family.revoked_at > since)
            or (family.subject in disabled and family.expires_at > since)
        }
        unable = {client.client_id for client in tables.clients.values() if client.disabled_at is not None}
        blocks = (
            block for block in tables.status_blocks.values() if block.client_id in unable and block.expires_at > now
        )
        return RevokedStatuses(
            frozenset(grants), tuple(sorted(blocks, key=lambda block: block.first)), _end(self._tables)
        )


def reserve_status_block(transaction: Transaction, effect: ReserveStatusBlock) -> bool:
    """Apply the effect, if the block begins where the others end."""
    block = effect.block
    if block.first != _end(transaction.tables):
        return False
    transaction.put(transaction.tables.status_blocks, block.first, block)
    return True


def _end(tables: Tables) -> int:
    newest = max(tables.status_blocks.values(), key=lambda block: block.first, default=None)
    return 0 if newest is None else newest.first + newest.size
