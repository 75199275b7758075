"""One log line per refusal: ids, the reason's code and numbers. No evidence, no path, no header: nothing that was sent."""

from __future__ import annotations

import logging

from assay.server.refusals.refused_request import RefusedRequest

_log = logging.getLogger("assay.refusals")


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
