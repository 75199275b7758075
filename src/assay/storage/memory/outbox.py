"""The outbox in memory."""

from __future__ import annotations

from dataclasses import replace

from assay.model.effects import (
    AbandonMessage,
    ClaimMessage,
    EnqueueMessage,
    FinishMessage,
    PostponeMessage,
    ReviveMessage,
)
from assay.model.outgoing_message import OutgoingMessage
from assay.storage.memory.tables import Tables, Transaction


class MemoryOutbox:
    """`ports.outbox.Outbox`."""

    def __init__(self, tables: Tables) -> None:
        self._rows = tables.outgoing_messages

    async def due(self, kind: str, now: int, limit: int) -> tuple[OutgoingMessage, ...]:
        """See the port."""
        due = [
            row for row in self._rows.values() if row.abandoned_at is None and row.due_at <= now and row.kind == kind
        ]
        return tuple(sorted(due, key=lambda row: (row.due_at, row.message_id))[:limit])

    async def list_all(self, limit: int) -> tuple[OutgoingMessage, ...]:
        """See the port."""
        return tuple(sorted(self._rows.values(), key=lambda row: (-row.created_at, row.message_id))[:limit])


def enqueue_message(transaction: Transaction, effect: EnqueueMessage) -> bool:
    """Apply the effect, unless the id is taken."""
    rows = transaction.tables.outgoing_messages
    if effect.message.message_id in rows:
        return False
    transaction.put(rows, effect.message.message_id, effect.message)
    return True


def claim_message(transaction: Transaction, effect: ClaimMessage) -> bool:
    """Apply the effect, unless another try has begun or the message was given up."""
    message = _at(transaction, effect.message_id, effect.attempt - 1)
    if message is None:
        return False
    claimed = replace(message, attempts=effect.attempt, due_at=effect.until)
    transaction.put(transaction.tables.outgoing_messages, effect.message_id, claimed)
    return True


def finish_message(transaction: Transaction, effect: FinishMessage) -> bool:
    """Apply the effect, unless another try has begun."""
    if _at(transaction, effect.message_id, effect.attempt) is None:
        return False
    transaction.remove(transaction.tables.outgoing_messages, effect.message_id)
    return True


def postpone_message(transaction: Transaction, effect: PostponeMessage) -> bool:
    """Apply the effect, unless another try has begun."""
    message = _at(transaction, effect.message_id, effect.attempt)
    if message is None:
        return False
    postponed = replace(message, due_at=effect.due_at, defect=effect.defect)
    transaction.put(transaction.tables.outgoing_messages, effect.message_id, postponed)
    return True


def abandon_message(transaction: Transaction, effect: AbandonMessage) -> bool:
    """Apply the effect, unless another try has begun."""
    message = _at(transaction, effect.message_id, effect.attempt)
    if message is None:
        return False
    abandoned = replace(message, abandoned_at=effect.at, defect=effect.defect)
    transaction.put(transaction.tables.outgoing_messages, effect.message_id, abandoned)
    return True


def revive_message(transaction: Transaction, effect: ReviveMessage) -> bool:
    """Apply the effect, unless the message is not there or was not given up."""
    rows = transaction.tables.outgoing_messages
    message = rows.get(effect.message_id)
    if message is None or message.abandoned_at is None:
        return False
    revived = replace(message, attempts=0, abandoned_at=None, due_at=effect.due_at, expires_at=effect.expires_at)
    transaction.put(rows, effect.message_id, revived)
    return True


def _at(transaction: Transaction, message_id: str, attempts: int) -> OutgoingMessage | None:
    """The message, while it waits and exactly so many tries have begun."""
    message = transaction.tables.outgoing_messages.get(message_id)
    if message is None or message.abandoned_at is not None or message.attempts != attempts:
        return None
    return message
