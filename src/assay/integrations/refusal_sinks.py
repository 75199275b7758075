"""Where an API's refusals go: each one is told once, with its reason, evidence and trace, and never with the token."""

from __future__ import annotations

import logging
from typing import Protocol

from assay.decision.evidence import escaped
from assay.decision.wording import worded
from assay.model.refusal_record import RefusalRecord
from assay.reasons import find_reason

_LOG = logging.getLogger("assay.refusals")


class RefusalSink(Protocol):
    """Takes the record of a refusal: any function with one parameter. Called before the answer leaves, so it must not wait."""

    def __call__(self, record: RefusalRecord, /) -> None:
        """Take one record. What it raises is logged, and changes no answer."""
        ...


def log_refusal(record: RefusalRecord) -> None:
    """One line of level INFO to the logger `assay.refusals`: the id, the reason, and what was seen."""
    if not _LOG.isEnabledFor(logging.INFO):
        return
    reason = find_reason(record.reason)
    seen = "" if reason is None else worded(reason.explanation, reason, record.evidence)
    _LOG.info("%s %s at %s: %s", record.refusal_id, record.reason, escaped(record.endpoint), seen)


def to_all(*sinks: RefusalSink) -> RefusalSink:
    """One sink that tells each of these, in order. One that raises keeps the others from nothing."""

    def told(record: RefusalRecord) -> None:
        for sink in sinks:
            tell(sink, record)

    return told


def tell(sink: RefusalSink, record: RefusalRecord) -> None:
    """Call a sink; a refusal stays a refusal when its sink is broken."""
    try:
        sink(record)
    except Exception:  # noqa: BLE001 - whatever a sink of somebody else raises
        _LOG.exception("the sink for refusals raised on %s (%s)", record.refusal_id, record.reason)
