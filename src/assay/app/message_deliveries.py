"""Where the outgoing messages of each kind go: a further kind is a line here."""

from __future__ import annotations

from collections.abc import Mapping

from assay.app.parts import SharedParts
from assay.ports.message_delivery import MessageDelivery


def message_deliveries(_parts: SharedParts) -> Mapping[str, MessageDelivery]:
    """By kind (`model.outgoing_message`). A kind without a line stays in the outbox."""
    return {}
