"""Our own faults: an opaque answer outside, a log line inside with places in the code and never a value."""

from __future__ import annotations

import logging
import traceback

from assay.web.render.json import json_answer

_log = logging.getLogger("assay.faults")


BARE_FAULT = json_answer(
    {"error": "server_error", "error_description": "The server met a fault of its own"}, status=500
)
"""The answer when even the record of the fault could not be made."""


def log_fault(fault: BaseException, endpoint: str, request_id: str, refusal_id: str | None) -> None:
    """One line: the exception's type and where it rose. Its text stays out, for it may quote what the caller sent."""
    places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(fault.__traceback__)]
    _log.error(
        "request.faulted",
        extra={
            "fields": {
                "request_id": request_id,
                "refusal_id": refusal_id,
                "endpoint": endpoint,
                "exception": type(fault).__qualname__,
                "places": places[-12:],
            }
        },
    )
