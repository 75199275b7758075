"""The table `email_links`."""

from __future__ import annotations

from assay.model.email_link import EmailLink
from assay.storage.postgresql.reader import Reader
from assay.storage.postgresql.records import Records
from assay.storage.postgresql.steps import Step

LINKS = Records("email_links", EmailLink, "token_hash")
_FIND = LINKS.select("AND token_hash = $2")

ADD = Step(LINKS.insert(), settles=True, written=lambda effect: LINKS.written(effect.link))
REDEEM = Step("DELETE FROM email_links WHERE issuer_id = :issuer AND token_hash = :token_hash::bytea", settles=True)
WITHDRAW = Step("DELETE FROM email_links WHERE issuer_id = :issuer AND subject = :subject::text")


class PostgresqlEmailLinks:
    """`ports.email_links.EmailLinks`."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    async def find(self, token_hash: bytes) -> EmailLink | None:
        """See the port."""
        row = await self._reader.one(_FIND, token_hash)
        return None if row is None else LINKS.record(row)
