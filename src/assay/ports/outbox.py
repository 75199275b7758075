"""The outbox: messages that wait for their delivery."""

from __future__ import annotations

from typing import Protocol

from assay.model.outgoing_message import OutgoingMessage


class Outbox(Protocol):
    """Reads outgoing messages. Writing, claiming and finishing are effects, so that storage settles who delivers."""

    async def due(self, kind: str, now: int, limit: int) -> tuple[OutgoingMessage, ...]:
        """Messages of this kind that may be tried now and were not given up, those that are due longest first."""
        ...

    async def list_all(self, limit: int) -> tuple[OutgoingMessage, ...]:
        """What waits and what was given up, the newest first."""
        ...
