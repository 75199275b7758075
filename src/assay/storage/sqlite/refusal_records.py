"""The table `refusal_records`: written behind, readable at once."""

from __future__ import annotations

import sqlite3

from assay.model.refusal_record import RefusalRecord
from assay.storage.columns import from_evidence, from_trace, to_evidence, to_trace
from assay.storage.sqlite.reader import Reader
from assay.storage.sqlite.statements import replace, select
from assay.storage.sqlite.write_behind import WriteBehind

_COLUMNS = (
    "refusal_id, reason, at, endpoint, client_id, claimed_client_id, owner_id, subject, evidence, trace, request_id, "
    "kid, count, first_at, last_at"
)
_FIND = select("refusal_records", _COLUMNS, "issuer_id = ? AND refusal_id = ?")
_PUT = replace("refusal_records", _COLUMNS)


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
        if row is None:
            return None
        return RefusalRecord(
            refusal_id=row[0],
            reason=row[1],
            at=row[2],
            endpoint=row[3],
            client_id=row[4],
            claimed_client_id=row[5],
            owner_id=row[6],
            subject=row[7],
            evidence=to_evidence(row[8]),
            trace=to_trace(row[9]),
            request_id=row[10],
            kid=row[11],
            count=row[12],
            first_at=row[13],
            last_at=row[14],
        )


def put_refusal_record(connection: sqlite3.Connection, issuer_id: str, record: RefusalRecord) -> None:
    """Write one record, or its newer state."""
    connection.execute(
        _PUT,
        (
            issuer_id,
            record.refusal_id,
            record.reason,
            record.at,
            record.endpoint,
            record.client_id,
            record.claimed_client_id,
            record.owner_id,
            record.subject,
            from_evidence(record.evidence),
            from_trace(record.trace),
            record.request_id,
            record.kid,
            record.count,
            record.first_at,
            record.last_at,
        ),
    )
