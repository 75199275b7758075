"""The table `status_blocks`, and what status lists tell of the others: few rows, each found by an index."""

from __future__ import annotations

from assay.model.status_block import RevokedStatuses, StatusBlock
from assay.storage.postgresql.reader import Reader
from assay.storage.postgresql.steps import Step

_END = "SELECT first + size FROM status_blocks WHERE issuer_id = $1 ORDER BY first DESC LIMIT 1"
_GRANTS = """
SELECT grant_id FROM revoked_grants WHERE issuer_id = $1 AND expires_at > $2
UNION
SELECT grant_id FROM refresh_token_families WHERE issuer_id = $1 AND revoked_at > $3
UNION
SELECT family.grant_id FROM end_users AS end_user
JOIN refresh_token_families AS family ON family.issuer_id = $1 AND family.subject = end_user.subject
WHERE end_user.issuer_id = $1 AND end_user.disabled_at IS NOT NULL AND family.expires_at > $3
"""
_BLOCKS = """
SELECT block.first, block.size, block.client_id, block.expires_at FROM clients AS client
JOIN status_blocks AS block ON block.issuer_id = $1 AND block.client_id = client.client_id
WHERE client.issuer_id = $1 AND client.disabled_at IS NOT NULL AND block.expires_at > $2 ORDER BY block.first
"""

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
        row = await self._reader.one(_END)
        return 0 if row is None else int(row[0])

    async def revoked(self, now: int, since: int) -> RevokedStatuses:
        """See the port."""
        grants = await self._reader.all(_GRANTS, now, since)
        blocks = await self._reader.all(_BLOCKS, now)
        return RevokedStatuses(
            frozenset(row[0] for row in grants), tuple(StatusBlock(*row) for row in blocks), await self.end()
        )
