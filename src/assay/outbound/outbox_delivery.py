"""Delivers what is due in the outbox. A try is claimed before it begins, so no two processes try the same one at once.

Whoever dies in a try leaves a claim that runs out; then the message is tried again, and its `message_id` is the same.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Mapping

from assay.model.effects import (
    AbandonMessage,
    ClaimMessage,
    Committed,
    Effect,
    FinishMessage,
    PostponeMessage,
    RecordEvent,
)
from assay.model.event import Event
from assay.model.outgoing_message import OutgoingMessage, Undelivered
from assay.ports.clock import Clock
from assay.ports.entropy import Entropy
from assay.ports.message_delivery import MessageDelivery
from assay.ports.store import Store
from assay.primitives.sealing import SealBroken
from assay.server.outbox.outgoing import Outgoing
from assay.server.outbox.retrying import OutboxSettings, pause_after

_log = logging.getLogger("assay.outbox")

CLAIM = 60
"""Seconds that a claim lasts."""
_PATIENCE = 30.0
"""Seconds that a try may take: well within its claim."""
_AT_ONCE = 16


class OutboxDelivery:
    """Tries what is due. `deliveries` says where each kind goes; what has no delivery here waits for a process that has."""

    __slots__ = ("_clock", "_deliveries", "_entropy", "_outgoing", "_settings", "_store")

    def __init__(
        self,
        store: Store,
        outgoing: Outgoing,
        deliveries: Mapping[str, MessageDelivery],
        settings: OutboxSettings,
        clock: Clock,
        entropy: Entropy,
    ) -> None:
        self._store = store
        self._outgoing = outgoing
        self._deliveries = deliveries
        self._settings = settings
        self._clock = clock
        self._entropy = entropy

    async def deliver_due(self) -> int:
        """Try everything that is due, once; the number of tries that were made. Raises `StorageUnavailable`."""
        now = int(self._clock())
        due = [one for kind in self._deliveries for one in await self._store.outbox.due(kind, now, _AT_ONCE)]
        return sum(await asyncio.gather(*(self._claim_and_try(message) for message in due)))

    async def _claim_and_try(self, message: OutgoingMessage) -> bool:
        attempt, now = message.attempts + 1, int(self._clock())
        claim = ClaimMessage(message.message_id, attempt, now + CLAIM)
        if not isinstance(await self._store.unit_of_work.commit((claim,)), Committed):
            return False  # another process was faster
        undelivered = self._worthless(message, now) or await self._try(message)
        # A conflict here: the claim ran out and another try has begun, which decides.
        await self._store.unit_of_work.commit(self._ending(message, attempt, undelivered, int(self._clock())))
        return True

    def _worthless(self, message: OutgoingMessage, now: int) -> Undelivered | None:
        if message.expires_at <= now:
            return Undelivered(message.defect or "it expired before it was tried", final=True)
        if message.attempts >= self._settings.most_attempts:  # each of them died without a word
            return Undelivered(message.defect or "no try came to an end", final=True)
        return None

    async def _try(self, message: OutgoingMessage) -> Undelivered | None:
        try:
            content = self._outgoing.content(message)
        except SealBroken:
            return Undelivered("it was sealed under another key-encryption key", final=True)
        try:
            async with asyncio.timeout(_PATIENCE):
                return await self._deliveries[message.kind](message.message_id, content, int(self._clock()))
        except TimeoutError:
            return Undelivered(f"the try did not end within {_PATIENCE:g} seconds")
        except Exception as fault:  # noqa: BLE001 -- one message must not hold up the others, nor be lost
            fields = {"kind": message.kind, "exception": type(fault).__qualname__}
            _log.error("outgoing_message.faulted", extra={"fields": fields})  # noqa: TRY400 -- a traceback may quote it
            return Undelivered(f"a fault of ours: {type(fault).__qualname__}")

    def _ending(
        self, message: OutgoingMessage, attempt: int, undelivered: Undelivered | None, now: int
    ) -> tuple[Effect, ...]:
        if undelivered is None:
            return (
                FinishMessage(message.message_id, attempt),
                _event("outgoing_message.delivered", message, attempt, now),
            )
        if undelivered.final or attempt >= self._settings.most_attempts:
            fields = {"message_id": message.message_id, "kind": message.kind, "defect": undelivered.defect}
            _log.warning("outgoing_message.abandoned", extra={"fields": fields})
            return (
                AbandonMessage(message.message_id, attempt, now, undelivered.defect),
                _event("outgoing_message.abandoned", message, attempt, now, undelivered.defect),
            )
        chance = int.from_bytes(self._entropy(4), "big") / 0xFFFFFFFF
        again_at = now + pause_after(attempt, chance, self._settings)
        return (PostponeMessage(message.message_id, attempt, again_at, undelivered.defect),)


def _event(kind: str, message: OutgoingMessage, attempt: int, now: int, defect: str | None = None) -> RecordEvent:
    detail: dict[str, str | int] = {"message_id": message.message_id, "kind": message.kind, "attempts": attempt}
    if defect is not None:
        detail["defect"] = defect
    return RecordEvent(Event(kind, now, detail=json.dumps(detail)))
