"""Where outgoing messages of one kind go."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from assay.model.outgoing_message import Undelivered


class MessageDelivery(Protocol):
    """Delivers messages of one kind."""

    async def __call__(self, message_id: str, content: Mapping[str, Any], now: int) -> Undelivered | None:
        """Try once, within the time that a claim lasts; None when it has arrived.

        The same message may come again, for nobody can tell a lost answer from a lost message: `message_id` is equal then.
        """
        ...
