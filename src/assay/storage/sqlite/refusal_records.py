"""The table `refusal_records`: written behind, readable at once."""

from __future__ import annotations

import sqlite3

from assay.model.refusal_record import RefusalRecord
from assay.storage.sqlite.reader import Reader
from assay.storage.sqlite.records import Records
from assay.storage.sqlite.write_behind import WriteBehind
from assay.storage.write_behind import storable

RECORDS = Records("refusal_records", RefusalRecord, "refusal_id")
_FIND = RECORDS.select("AND refusal_id = ?")
_PUT = RECORDS.replace()


class SqliteRefusalRecords:
    """`ports.refusal_records.RefusalRecords`."""

    def __init__(self, reader: Reader, issuer_id: str, behind: WriteBehind[str, RefusalRecord]) -> None:
        self._reader = reader
        self._issuer_id = issuer_id
        self._behind = behind

    def put(self, record: RefusalRecord) -> None:
        """See the port."""
        self._behind.put(record.refusal_id, record)

    async def find(self, refusal_id: str) -> RefusalRecord | None:
        """See the port."""
        record = self._behind.get(refusal_id)
        if record is not None:
            return record
        row = await self._reader.one(_FIND, (self._issuer_id, refusal_id))
        return None if row is None else RECORDS.record(row)


def put_refusal_record(connection: sqlite3.Connection, issuer_id: str, record: RefusalRecord) -> None:
    """Write one record, or its newer state."""
    connection.execute(_PUT, (issuer_id, *map(storable, RECORDS.row(record))))
