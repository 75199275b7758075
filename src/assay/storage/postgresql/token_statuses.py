"""The table `status_blocks`, and what status lists tell of the others: few rows, each found by an index."""

from __future__ import annotations

from assay.model.status_block import RevokedStatuses
from assay.storage.postgresql.reader import Reader
from assay.storage.postgresql.steps import Step
from assay.storage.statuses import END_OF_STATUSES, REVOKED_BLOCKS, REVOKED_GRANTS, end_of, revoked_of

# Of two transactions that see the same end, the second finds the first one's row and writes none.
RESERVE = Step(
    """
    INSERT INTO status_blocks (issuer_id, first, size, client_id, expires_at)
    SELECT :issuer, :first::bigint, :size::bigint, :client_id::text, :expires_at::bigint
    WHERE :first::bigint = (SELECT coalesce(max(first + size), 0) FROM status_blocks WHERE issuer_id = :issuer)
    ON CONFLICT DO NOTHING
    """,
    settles=True,
    written=lambda effect: {
        "first": effect.block.first,
        "size": effect.block.size,
        "client_id": effect.block.client_id,
        "expires_at": effect.block.expires_at,
    },
)


class PostgresqlTokenStatuses:
    """`ports.token_statuses.TokenStatuses`."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    async def end(self) -> int:
        """See the port."""
        return end_of(await self._reader.one(END_OF_STATUSES))

    async def revoked(self, now: int, since: int) -> RevokedStatuses:
        """See the port."""
        grants = await self._reader.all(REVOKED_GRANTS, now, since)
        blocks = await self._reader.all(REVOKED_BLOCKS, now)
        return revoked_of(grants, blocks, await self.end())
