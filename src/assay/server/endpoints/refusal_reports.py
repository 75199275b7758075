"""`POST /refusals`: a resource server reports what it refused, so that one place can explain it (docs/decisions/refusal-reports.md).

All reports of a request are kept, or none. Reasons: those of client authentication and of the form,
`request.parameter_missing`, `operation.reporting_not_allowed`, `.rate_limited`, `.report_malformed` and `.report_id_taken`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from assay.decision import Allowed, Refused, refuse
from assay.decision.stages import Stages
from assay.formats.form import Form
from assay.formats.raw_request import RawRequest
from assay.model.client import Client
from assay.model.event import Event
from assay.model.refusal_record import RefusalRecord
from assay.ports.rate_limits import RateLimits
from assay.ports.store import Store
from assay.reasons import operation as reasons
from assay.reasons.request import PARAMETER_MISSING
from assay.server.client_authentication import authentication
from assay.server.client_authentication.authentication import ClientAuthentication, UnauthenticatedClient
from assay.server.endpoints import client_form
from assay.server.endpoints.client_form import read_client_form
from assay.server.refusals.lookup import find_refusal
from assay.server.refusals.recorder import RefusalRecorder
from assay.server.refusals.refusal_ids import RefusalIds
from assay.server.refusals.refused_request import RefusedRequest
from assay.server.refusals.reports import record_of

NAME = "refusal_reports"
PARAMETER = "refusal"
"""Repeated, one report each. As parameters of a form they stand under its limits of number and length."""

STAGES = Stages(
    (client_form.STAGE, authentication.STAGE, "resource_server", "parameters", "few_reports", "readable", "ids_free")
)


@dataclass(frozen=True, slots=True)
class ReportLimits:
    """How many refusals one resource server may report: `burst` at once, then `per_second`."""

    burst: int = 1000
    per_second: float = 50.0

    def __post_init__(self) -> None:
        if self.burst < 1 or self.per_second <= 0:
            raise ValueError("burst is at least one report, and per_second more than zero")


class RefusalReports:
    """Keeps reports as records that the reporting client and the operator may read."""

    __slots__ = ("_authentication", "_ids", "_limits", "_rate_limits", "_recorder", "_store")

    def __init__(
        self,
        authentication: ClientAuthentication,
        store: Store,
        ids: RefusalIds,
        rate_limits: RateLimits,
        recorder: RefusalRecorder,
        limits: ReportLimits | None = None,
    ) -> None:
        self._authentication = authentication
        self._store = store
        self._ids = ids
        self._rate_limits = rate_limits
        self._recorder = recorder
        self._limits = limits or ReportLimits()

    async def __call__(self, request: RawRequest, now: float) -> int | RefusedRequest:
        """How many reports were kept: all of them."""
        form = read_client_form(request, repeatable=(PARAMETER,))
        if isinstance(form, Refused):
            refused = STAGES.refused(client_form.STAGE, form)
            return self._recorder.record(refused, endpoint=NAME, request=request, now=now)
        caller = await self._authentication.authenticate_alone(request, form.value, now)
        if isinstance(caller, UnauthenticatedClient):
            return caller.recorded(self._recorder, STAGES, endpoint=NAME, request=request, now=now)
        reported = await self._reported(form.value, caller.client, now)
        if isinstance(reported, Allowed):
            for record in reported.value:
                self._keep(record, caller.client, now)
            return len(reported.value)
        return self._recorder.record(
            reported,
            endpoint=NAME,
            request=request,
            now=now,
            client=caller.client,
        )

    async def _reported(self, form: Form, client: Client, now: float) -> Allowed[tuple[RefusalRecord, ...]] | Refused:
        if client.public or not await self._is_resource_server(client.client_id):
            refused = refuse(reasons.REPORTING_NOT_ALLOWED, client_id=client.client_id)
            return STAGES.refused("resource_server", refused)
        reports = form.get(PARAMETER, ())
        if not any(reports):
            return STAGES.refused("parameters", refuse(PARAMETER_MISSING, parameter=PARAMETER))
        refused_for_rate = self._too_many(len(reports), client.client_id, now)
        if refused_for_rate is not None:
            return STAGES.refused("few_reports", refused_for_rate)
        records: dict[str, RefusalRecord] = {}
        for number, report in enumerate(reports, 1):
            record = record_of(report, reporter=client.client_id, now=now)
            if isinstance(record, RefusalRecord) and record.refusal_id in records:
                record = "it has the refusal_id of one before it"
            if isinstance(record, str):
                return STAGES.refused("readable", refuse(reasons.REPORT_MALFORMED, number=number, defect=record))
            records[record.refusal_id] = record
        for number, record in enumerate(records.values(), 1):
            known = await find_refusal(self._store.refusal_records, self._ids, record.refusal_id)
            if known is not None and not _is_repeated(record, known):
                return STAGES.refused("ids_free", refuse(reasons.REPORT_ID_TAKEN, number=number))
        return Allowed(tuple(records.values()))

    async def _is_resource_server(self, client_id: str) -> bool:
        return any(client_id in resource.introspection_clients for resource in await self._store.resources.list_all())

    def _too_many(self, reports: int, client_id: str, now: float) -> Refused | None:
        limits, key = self._limits, f"refusal_reports:{client_id}"
        for _ in range(reports):
            wait = self._rate_limits.take(key, now, burst=limits.burst, per_second=limits.per_second)
            if wait:
                return refuse(
                    reasons.RATE_LIMITED,
                    retry_after=math.ceil(wait),
                    burst=limits.burst,
                    per_second=limits.per_second,
                )
        return None

    def _keep(self, record: RefusalRecord, client: Client, now: float) -> None:
        self._store.refusal_records.put(record)
        self._store.events.note(
            Event(
                type="refusal.reported",
                at=int(now),
                client_id=client.client_id,
                reason=record.reason,
                refusal_id=record.refusal_id,
            )
        )


def _is_repeated(record: RefusalRecord, known: RefusalRecord) -> bool:
    # The answer to the first try was lost. An aggregate and a record of this server have another endpoint or owner.
    return (known.refusal_id, known.owner_id, known.reason, known.endpoint) == (
        record.refusal_id,
        record.owner_id,
        record.reason,
        record.endpoint,
    )
