"""The answer about a refusal, as every surface gives it: the explain document of an evidence bundle, and `refusal`.

The web and the command line both make it here, so that they cannot disagree.
"""

from __future__ import annotations

from assay.decision.wording import instant, worded
from assay.model.refusal_record import RefusalRecord
from assay.reasons import Reason, find_reason


def answer_of(record: RefusalRecord) -> dict[str, object]:
    """The members of the answer, ready to be written as JSON. Pass a record through `disclosed` before."""
    checks = [{"check": line.check, "outcome": line.outcome} for line in record.trace]
    return {
        "verdict": "refused",
        "subject": {"kind": "refusal", "summary": _summary(record)},
        "causes": [],
        "reasons": [_reason(record, find_reason(record.reason))],
        "checks": checks,
        "ruled_out": [],
        "refusal": _refusal(record, checks),
    }


def _summary(record: RefusalRecord) -> str:
    who = record.client_id or record.claimed_client_id
    by = "" if who is None else f" of {who}" if record.client_id is not None else f" in the name of {who}"
    if record.count == 1:
        return f"A request to the endpoint {record.endpoint}{by}, refused at {instant(record.at)}"
    last = instant(record.last_at if record.last_at is not None else record.at)
    return f"{record.count} requests to the endpoint {record.endpoint}{by}, refused from {instant(record.at)} to {last}"


def _reason(record: RefusalRecord, reason: Reason | None) -> dict[str, object]:
    evidence = dict(record.evidence)
    told: dict[str, object] = {"code": record.reason, "evidence": evidence}
    if reason is not None:  # None: the record was made by a newer release
        told |= {
            "headline": worded(reason.headline, reason, evidence),
            "explanation": worded(reason.explanation, reason, evidence),
            "fix": worded(reason.fix, reason, evidence),
            "fault": str(reason.fault),
            "retry": str(reason.retry),
            "references": list(reason.references),
        }
    return told


def _refusal(record: RefusalRecord, checks: list[dict[str, str]]) -> dict[str, object]:
    refusal: dict[str, object] = {
        "id": record.refusal_id,
        "at": instant(record.at),
        "client_id": record.client_id or record.claimed_client_id,
        "endpoint": record.endpoint,
        "trace": checks,
        "authenticated": record.client_id is not None,
    }
    known = {"owner_id": record.owner_id, "subject": record.subject, "request_id": record.request_id, "kid": record.kid}
    refusal |= {name: value for name, value in known.items() if value is not None}
    if record.count > 1:
        first = record.first_at if record.first_at is not None else record.at
        last = record.last_at if record.last_at is not None else record.at
        refusal |= {"count": record.count, "first_at": instant(first), "last_at": instant(last)}
    return refusal
