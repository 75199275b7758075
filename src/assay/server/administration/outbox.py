"""Tries an outgoing message again that was given up."""

from __future__ import annotations

import json

from assay.model.effects import Effect, RecordEvent, ReviveMessage
from assay.model.event import Event

_RETRIED_FOR = 86_400
"""Seconds for which a message that the operator wants delivered is worth it."""


def retry_message(message_id: str, *, now: float) -> tuple[Effect, ...]:
    """The effects; they conflict when no such message was given up."""
    at = int(now)
    event = Event("outgoing_message.revived", at, detail=json.dumps({"message_id": message_id}))
    return (ReviveMessage(message_id, at, at + _RETRIED_FOR), RecordEvent(event))
