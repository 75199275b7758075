"""One log line per refusal, and per event that raises an alarm: ids, codes and numbers. Nothing that was sent stands in them."""

from __future__ import annotations

import json
import logging

from assay.model.event import Event
from assay.server.refusals.refused_request import RefusedRequest

_log = logging.getLogger("assay.refusals")
_alarms = logging.getLogger("assay.alarms")


def log_refusal(refused: RefusedRequest, endpoint: str, request_id: str, status: int, seconds: float) -> None:
    """The line that leads from a request id to a refusal id. `seconds` is how long the answer took."""
    if not _log.isEnabledFor(logging.INFO):
        return
    _log.info(
        "request.refused",
        extra={
            "fields": {
                "request_id": request_id,
                "refusal_id": refused.refusal_id,
                "reason": refused.refused.reason.code,
                "client_id": refused.client_id,
                "endpoint": endpoint,
                "status": status,
                "duration_ms": round(seconds * 1000, 2),
            }
        },
    )


def log_alarm(event: Event) -> None:
    """The line for whoever watches: the event's name, whom it is about, and its detail, which holds names of ours and ids."""
    _alarms.warning(event.type, extra={"fields": {"client_id": event.client_id, **json.loads(event.detail)}})
