"""The table `consents`."""

from __future__ import annotations

from assay.model.consent import Consent
from assay.storage.postgresql.reader import Reader
from assay.storage.postgresql.records import Records
from assay.storage.postgresql.steps import Step

CONSENTS = Records("consents", Consent, "client_id, subject")
_FIND = CONSENTS.select("AND client_id = $2 AND subject = $3")
_LIST = CONSENTS.select("AND subject = $2 ORDER BY client_id")

SAVE = Step(CONSENTS.replace(), written=lambda effect: CONSENTS.written(effect.consent))
REVOKE = Step(
    "DELETE FROM consents WHERE issuer_id = :issuer AND client_id = :client_id::text AND subject = :subject::text"
)
EXPECT = Step(CONSENTS.expectation(), settles=True, written=lambda effect: CONSENTS.written(effect.consent))


class PostgresqlConsents:
    """`ports.consents.Consents`."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    async def find(self, client_id: str, subject: str) -> Consent | None:
        """See the port."""
        row = await self._reader.one(_FIND, client_id, subject)
        return None if row is None else CONSENTS.record(row)

    async def list_of(self, subject: str) -> tuple[Consent, ...]:
        """See the port."""
        return tuple(map(CONSENTS.record, await self._reader.all(_LIST, subject)))
