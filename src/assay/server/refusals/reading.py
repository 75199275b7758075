"""Reads the record behind a refusal id for somebody: limited in rate, cut to what they may learn, and noted as an event.

Gives `operation.rate_limited`, `operation.refusal_id_malformed`, `operation.refusal_unknown`, `operation.refusal_foreign`.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass

from assay.decision import Allowed, Refused, refuse
from assay.model.event import Event
from assay.model.refusal_record import RefusalRecord
from assay.ports.events import Events
from assay.ports.rate_limits import RateLimits
from assay.ports.refusal_records import RefusalRecords
from assay.reasons import operation as reasons
from assay.server.refusals.disclosure import Reader, disclosed
from assay.server.refusals.lookup import find_refusal
from assay.server.refusals.refusal_ids import RefusalIds, is_refusal_id


@dataclass(frozen=True, slots=True)
class ReadingLimits:
    """How often one reader may ask: `burst` at once, then `per_second`."""

    burst: int = 60
    per_second: float = 1.0

    def __post_init__(self) -> None:
        if self.burst < 1 or self.per_second <= 0:
            raise ValueError("burst is at least one reading, and per_second more than zero")


class RefusalReading:
    """The one way to a record from outside the process."""

    __slots__ = ("_events", "_ids", "_limits", "_rate_limits", "_records")

    def __init__(
        self,
        records: RefusalRecords,
        ids: RefusalIds,
        events: Events,
        rate_limits: RateLimits,
        limits: ReadingLimits | None = None,
    ) -> None:
        self._records = records
        self._ids = ids
        self._events = events
        self._rate_limits = rate_limits
        self._limits = limits or ReadingLimits()

    async def read(
        self, refusal_id: str, reader: Reader, now: float, *, reading_client: str, reading_subject: str | None = None
    ) -> Allowed[RefusalRecord] | Refused:
        """The part of the record that `reader` may learn. The last two say in the event who has read it."""
        key = f"refusals:{reading_client}/{reading_subject or ''}"
        wait = self._rate_limits.take(key, now, burst=self._limits.burst, per_second=self._limits.per_second)
        if wait:
            return refuse(
                reasons.RATE_LIMITED,
                retry_after=math.ceil(wait),
                burst=self._limits.burst,
                per_second=self._limits.per_second,
            )
        if not is_refusal_id(refusal_id):
            return refuse(reasons.REFUSAL_ID_MALFORMED)
        record = await find_refusal(self._records, self._ids, refusal_id)
        if record is None:
            return refuse(reasons.REFUSAL_UNKNOWN)
        mine = disclosed(record, reader)
        if mine is None:
            return refuse(reasons.REFUSAL_FOREIGN)
        self._events.note(
            Event(
                type="refusal.read",
                at=int(now),
                client_id=reading_client,
                subject=reading_subject,
                reason=record.reason,
                refusal_id=record.refusal_id,
                detail=json.dumps({"as": "operator" if reader.client is None else "client"}),
            )
        )
        return Allowed(mine)
