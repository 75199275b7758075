"""The table `authorization_requests`."""

from __future__ import annotations

from assay.model.authorization_request import PendingAuthorizationRequest
from assay.storage.postgresql.reader import Reader
from assay.storage.postgresql.records import Records
from assay.storage.postgresql.steps import Step

REQUESTS = Records("authorization_requests", PendingAuthorizationRequest, "handle_hash")
_FIND = REQUESTS.select("AND handle_hash = $2")

SAVE = Step(REQUESTS.replace(), written=lambda effect: REQUESTS.written(effect.pending))
REDEEM = Step(
    "DELETE FROM authorization_requests WHERE issuer_id = :issuer AND handle_hash = :handle_hash::bytea", settles=True
)


class PostgresqlAuthorizationRequests:
    """`ports.authorization_requests.AuthorizationRequests`."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    async def find(self, handle_hash: bytes) -> PendingAuthorizationRequest | None:
        """See the port."""
        row = await self._reader.one(_FIND, handle_hash)
        return None if row is None else REQUESTS.record(row)
