"""The table `client_logos`."""

from __future__ import annotations

from assay.model.client_logo import ClientLogo
from assay.storage.postgresql.reader import Reader
from assay.storage.postgresql.records import Records
from assay.storage.postgresql.steps import Step

LOGOS = Records("client_logos", ClientLogo, "client_id")
_FIND = LOGOS.select("AND name = $2 ORDER BY client_id LIMIT 1")

SAVE = Step(LOGOS.replace(), written=lambda effect: LOGOS.written(effect.logo))
REMOVE = Step("DELETE FROM client_logos WHERE issuer_id = :issuer AND client_id = :client_id::text")


class PostgresqlClientLogos:
    """`ports.client_logos.ClientLogos`."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    async def find(self, name: str) -> ClientLogo | None:
        """See the port."""
        row = await self._reader.one(_FIND, name)
        return None if row is None else LOGOS.record(row)
