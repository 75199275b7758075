"""Gives every refusal its id and keeps the private record behind it. Never blocks, never raises for the caller's sake.

Records are written behind; past a rate they are aggregated, so that an attack cannot fill the store.
"""

from __future__ import annotations

from assay.decision import Refused
from assay.formats.raw_request import RawRequest
from assay.model.client import Client
from assay.model.event import Event
from assay.model.refusal_record import RefusalRecord
from assay.ports.events import Events
from assay.ports.refusal_records import RefusalRecords
from assay.reasons import Reason
from assay.server.refusals.disclosure import public_reason
from assay.server.refusals.flood import Aggregate, Flood, FloodLimits
from assay.server.refusals.redaction import redacted, redacted_evidence
from assay.server.refusals.refusal_ids import RefusalIds
from assay.server.refusals.refused_request import RefusedRequest

_MAX_CLAIMED = 128
"""Characters kept of a client id that was only claimed; registered ones are shorter."""


class RefusalRecorder:
    """The one way from a `Refused` to the wire."""

    __slots__ = ("_events", "_flood", "_ids", "_records")

    def __init__(
        self, records: RefusalRecords, events: Events, ids: RefusalIds, limits: FloodLimits | None = None
    ) -> None:
        self._records = records
        self._events = events
        self._ids = ids
        self._flood = Flood(limits or FloodLimits(), ids.new_aggregate_number)

    def record(
        self,
        refused: Refused,
        *,
        endpoint: str,
        request: RawRequest,
        now: float,
        client: Client | None = None,
        claimed_client_id: str | None = None,
        owner_id: str | None = None,
        subject: str | None = None,
        kid: str | None = None,
        credentials_given: bool = True,
        scope: str | None = None,
        retry_after: int | None = None,
        public: Reason | None = None,
    ) -> RefusedRequest:
        """Record a refusal and make the answer's value.

        `client` is given only when it has authenticated (or is public and named itself); `claimed_client_id` when it was
        only named. `owner_id` is the client that owns the refused token or credential, where one was found. The rest
        shapes the answer (`RefusedRequest`); `public` is given where a reason is told differently than it says itself,
        as those of a JWT that serves as a client assertion, and `retry_after` where the evidence does not say how long to
        wait.
        """
        if retry_after is None:
            retry_after = _retry_after(refused)
        refused = Refused(refused.reason, redacted_evidence(refused.evidence), refused.trace)
        client_id = client.client_id if client is not None else None
        claimed = redacted(claimed_client_id)[:_MAX_CLAIMED] if claimed_client_id is not None else None
        aggregate = self._flood.aggregate_for(
            refused.reason.code,
            client_id or claimed,
            authenticated=client is not None and not client.public,
            owner_id=owner_id,
            now=now,
        )
        if aggregate is not None:
            refusal_id = self._counted(aggregate, refused, endpoint, now)
        else:
            refusal_id = self._ids.random()
            self._records.put(
                RefusalRecord(
                    refusal_id=refusal_id,
                    reason=refused.reason.code,
                    at=now,
                    endpoint=endpoint,
                    client_id=client_id,
                    claimed_client_id=claimed,
                    owner_id=owner_id,
                    subject=subject,
                    evidence=refused.evidence,
                    trace=refused.trace,
                    request_id=request.request_id or None,
                    kid=kid,
                )
            )
            nobodys = (client is None or client.public) and subject is None
            if not nobodys or self._flood.takes_strangers_event(now):
                self._note("request.refused", refused, client_id, subject, refusal_id, now)
        told = public or public_reason(refused.reason)
        languages = (request.header(b"accept-language") or b"").decode("latin-1")
        return RefusedRequest(refused, told, refusal_id, credentials_given, scope, retry_after, client_id, languages)

    def _counted(self, aggregate: Aggregate, refused: Refused, endpoint: str, now: float) -> str:
        kept_as = self._ids.of_aggregate(aggregate.number)
        client_id, claimed = (aggregate.client, None) if aggregate.authenticated else (None, aggregate.client)
        self._records.put(
            RefusalRecord(
                refusal_id=kept_as,
                reason=refused.reason.code,
                at=aggregate.first_at,
                endpoint=endpoint,
                client_id=client_id,
                claimed_client_id=claimed,
                owner_id=aggregate.owner_id,
                count=aggregate.count,
                first_at=aggregate.first_at,
                last_at=aggregate.last_at,
            )
        )
        if aggregate.count == 1:
            self._note("refusals.aggregated", refused, client_id, None, kept_as, now)
        return self._ids.of_member(aggregate.number)

    def _note(
        self, event: str, refused: Refused, client_id: str | None, subject: str | None, refusal_id: str, now: float
    ) -> None:
        self._events.note(
            Event(
                type=event,
                at=int(now),
                client_id=client_id,
                subject=subject,
                reason=refused.reason.code,
                refusal_id=refusal_id,
            )
        )


def _retry_after(refused: Refused) -> int | None:
    """The seconds that a rate limit asks to wait; None for any other refusal."""
    waited = refused.evidence.get("retry_after")
    return waited if isinstance(waited, int) else None
