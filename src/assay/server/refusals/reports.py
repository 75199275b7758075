"""A refusal of a resource server, as it is reported to this server: one JSON object, and the record that is made of it.

Nothing of it is believed but that this client said so: the reason must be of the catalogue with exactly its evidence, texts
are cut and redacted, the endpoint is told as the reporter's, and only the reporter and the operator may read it.
"""

from __future__ import annotations

import json
import re
from typing import Any

from assay.decision import CheckOutcome, Refused, refuse
from assay.decision.evidence import cut
from assay.formats.json import JsonDefect, parse_object
from assay.model.refusal_record import RefusalRecord
from assay.reasons import find_reason
from assay.server.refusals.redaction import redacted, redacted_evidence
from assay.server.refusals.refusal_ids import is_refusal_id

_MEMBERS = frozenset(("refusal_id", "reason", "at", "endpoint", "evidence", "trace"))
_CHECK = re.compile(r"[a-z0-9_.]{1,64}")
_OUTCOMES = frozenset(("passed", "refused", "not_applicable", "not_reached"))
_MAX_TRACE = 64
_MAX_ENDPOINT = 200


def report_of(record: RefusalRecord) -> str:
    """The report of a record."""
    report = {
        "refusal_id": record.refusal_id,
        "reason": record.reason,
        "at": record.at,
        "endpoint": record.endpoint,
        "evidence": dict(record.evidence),
        "trace": [[line.check, line.outcome] for line in record.trace],
    }
    return json.dumps(report, separators=(",", ":"))


def record_of(report: str, *, reporter: str, now: float) -> RefusalRecord | str:
    """The record of a report by this client, or what is wrong with the report."""
    value = parse_object(report.encode("utf-8", "surrogatepass"))
    if isinstance(value, JsonDefect):
        return f"it is not JSON as it should be ({value.kind})"
    if set(value) != _MEMBERS:
        return f"its members are not {', '.join(sorted(_MEMBERS))}"
    refusal_id, at, endpoint = value["refusal_id"], value["at"], value["endpoint"]
    if not isinstance(refusal_id, str) or not is_refusal_id(refusal_id):
        return "its refusal_id is none"
    if isinstance(at, bool) or not isinstance(at, int | float) or at < 0:
        return "at is not a time in epoch seconds"
    if not isinstance(endpoint, str):
        return "endpoint is no text"
    refused = _refused(value["reason"], value["evidence"])
    if isinstance(refused, str):
        return refused
    trace = _trace(value["trace"])
    if trace is None:
        return "trace is no list of checks with their outcomes"
    return RefusalRecord(
        refusal_id=refusal_id,
        reason=refused.reason.code,
        at=float(min(at, now)),  # a record of the future would outlive its time
        endpoint=f"{redacted(endpoint)[:_MAX_ENDPOINT]} of {reporter}",
        owner_id=reporter,
        evidence=redacted_evidence(refused.evidence),
        trace=trace,
    )


def _refused(code: Any, evidence: Any) -> Refused | str:
    reason = find_reason(code) if isinstance(code, str) else None
    if reason is None:
        return f"there is no reason {cut(code)}" if isinstance(code, str) else "reason is no text"
    if not isinstance(evidence, dict):
        return "evidence is no object"
    given = {name: tuple(value) if _is_names(value) else value for name, value in evidence.items()}
    try:
        return refuse(reason, **given)
    except TypeError:
        return f"its evidence is not that of {reason.code}: {', '.join(field.name for field in reason.evidence)}"


def _is_names(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(name, str) for name in value)


def _trace(value: Any) -> tuple[CheckOutcome, ...] | None:
    if not isinstance(value, list) or len(value) > _MAX_TRACE:
        return None
    lines: list[CheckOutcome] = []
    for line in value:
        if not _is_names(line) or len(line) != 2 or not _CHECK.fullmatch(line[0]) or line[1] not in _OUTCOMES:
            return None
        lines.append(CheckOutcome(line[0], line[1]))
    return tuple(lines)
