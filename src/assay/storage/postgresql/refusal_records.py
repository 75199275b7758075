"""The table `refusal_records`: written behind, readable at once."""

from __future__ import annotations

from assay.model.refusal_record import RefusalRecord
from assay.storage.postgresql.reader import Reader
from assay.storage.postgresql.records import Records
from assay.storage.postgresql.write_behind import WriteBehind

RECORDS = Records("refusal_records", RefusalRecord, "refusal_id")
_FIND = RECORDS.select("AND refusal_id = $2")


class PostgresqlRefusalRecords:
    """`ports.refusal_records.RefusalRecords`."""

    def __init__(self, reader: Reader, behind: WriteBehind[str, RefusalRecord]) -> None:
        self._reader = reader
        self._behind = behind

    def put(self, record: RefusalRecord) -> None:
        """See the port."""
        self._behind.put(record.refusal_id, record)

    async def find(self, refusal_id: str) -> RefusalRecord | None:
        """See the port."""
        record = self._behind.get(refusal_id)
        if record is not None:
            return record
        row = await self._reader.one(_FIND, refusal_id)
        return None if row is None else RECORDS.record(row)
