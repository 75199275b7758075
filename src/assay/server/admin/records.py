"""Refusal records and the event stream, for reading. Gives the reasons of `refusals.reading`."""

from __future__ import annotations

from typing import Any

import msgspec

from assay.decision import Refused
from assay.server.admin.operation import Answer, Body, Call, Desk, Document, Operation
from assay.server.refusals.answer import answer_of
from assay.server.refusals.disclosure import OPERATOR


class EventQuery(Body):
    """Events with a sequence above `after`, at most `limit`."""

    after: int = 0
    limit: int = 100

    def __post_init__(self) -> None:
        if not 1 <= self.limit <= 1000 or not 0 <= self.after < 2**63:
            raise ValueError("limit is 1 to 1000, after a sequence or 0")


class EventShown(Document):
    """Something that happened."""

    sequence: int
    type: str
    at: int
    client_id: str | None
    subject: str | None
    grant_id: str | None
    reason: str | None
    refusal_id: str | None
    detail: dict[str, Any]


class Events(Document):
    """A part of the stream, in order; `next` is the `after` of the rest."""

    events: list[EventShown]
    next: int


class RefusalShown(Document):
    """What `assay explain --refusal ID --json` says."""

    verdict: str
    subject: dict[str, Any]
    causes: list[Any]
    reasons: list[Any]
    checks: list[Any]
    ruled_out: list[Any]
    refusal: dict[str, Any]


async def _events(desk: Desk, call: Call) -> Answer:
    query: EventQuery = call.query
    found = await desk.store.events.read(query.after, query.limit)
    shown = [
        EventShown(
            sequence=one.sequence,
            type=one.type,
            at=one.at,
            client_id=one.client_id,
            subject=one.subject,
            grant_id=one.grant_id,
            reason=one.reason,
            refusal_id=one.refusal_id,
            detail=msgspec.json.decode(one.detail, type=dict[str, Any]),
        )
        for one in found
    ]
    return Answer(Events(events=shown, next=shown[-1].sequence if shown else query.after))


async def _refusal(desk: Desk, call: Call) -> Answer | Refused:
    read = await desk.refusals.read(
        call.path["refusal_id"], OPERATOR, call.now, reading_client=call.client_id, reading_subject=call.end_user
    )
    if isinstance(read, Refused):
        return read
    return Answer(msgspec.convert(answer_of(read.value), RefusalShown))


OPERATIONS = (
    Operation("read_events", "GET", "/events", "Read the event stream", _events, Events, query=EventQuery),
    Operation(
        "read_refusal", "GET", "/refusals/{refusal_id}", "Read what is behind a refusal id", _refusal, RefusalShown
    ),
)
