"""Finds the record behind a refusal id, the aggregate's record where the id belongs to one."""

from __future__ import annotations

from assay.model.refusal_record import RefusalRecord
from assay.ports.refusal_records import RefusalRecords
from assay.server.refusals.refusal_ids import RefusalIds


async def find_refusal(records: RefusalRecords, ids: RefusalIds, refusal_id: str) -> RefusalRecord | None:
    """The record, or None when there is none (any more) or the text is no refusal id."""
    kept_as = ids.aggregate_of(refusal_id)
    if kept_as is None:
        return None
    return await records.find(refusal_id) or await records.find(kept_as)
