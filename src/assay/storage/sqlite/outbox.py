"""The table `outgoing_messages`: every step of a try is an update that is conditional on the number of tries."""

from __future__ import annotations

import sqlite3

from assay.model.effects import (
    AbandonMessage,
    ClaimMessage,
    EnqueueMessage,
    FinishMessage,
    PostponeMessage,
    ReviveMessage,
)
from assay.model.outgoing_message import OutgoingMessage
from assay.storage.sqlite.reader import Reader
from assay.storage.sqlite.records import Records

MESSAGES = Records("outgoing_messages", OutgoingMessage, "message_id")
_DUE = MESSAGES.select("AND kind = ? AND abandoned_at IS NULL AND due_at <= ? ORDER BY due_at, message_id LIMIT ?")
_LIST = MESSAGES.select("ORDER BY created_at DESC, message_id LIMIT ?")
_ENQUEUE = MESSAGES.insert()
_CLAIM = """
UPDATE outgoing_messages SET attempts = ?4, due_at = ?3
WHERE issuer_id = ?1 AND message_id = ?2 AND attempts = ?4 - 1 AND abandoned_at IS NULL
"""
_FINISH = """
DELETE FROM outgoing_messages WHERE issuer_id = ? AND message_id = ? AND attempts = ? AND abandoned_at IS NULL
"""
_POSTPONE = """
UPDATE outgoing_messages SET due_at = ?, defect = ?
WHERE issuer_id = ? AND message_id = ? AND attempts = ? AND abandoned_at IS NULL
"""
_ABANDON = """
UPDATE outgoing_messages SET abandoned_at = ?, defect = ?
WHERE issuer_id = ? AND message_id = ? AND attempts = ? AND abandoned_at IS NULL
"""
_REVIVE = """
UPDATE outgoing_messages SET attempts = 0, abandoned_at = NULL, due_at = ?, expires_at = ?
WHERE issuer_id = ? AND message_id = ? AND abandoned_at IS NOT NULL
"""


class SqliteOutbox:
    """`ports.outbox.Outbox`."""

    def __init__(self, reader: Reader, issuer_id: str) -> None:
        self._reader = reader
        self._issuer_id = issuer_id

    async def due(self, kind: str, now: int, limit: int) -> tuple[OutgoingMessage, ...]:
        """See the port."""
        rows = await self._reader.all(_DUE, (self._issuer_id, kind, now, limit))
        return tuple(OutgoingMessage(*row) for row in rows)

    async def list_all(self, limit: int) -> tuple[OutgoingMessage, ...]:
        """See the port."""
        return tuple(map(MESSAGES.record, await self._reader.all(_LIST, (self._issuer_id, limit))))


def enqueue_message(connection: sqlite3.Connection, issuer_id: str, effect: EnqueueMessage) -> bool:
    """Apply the effect, unless the id is taken."""
    return connection.execute(_ENQUEUE, (issuer_id, *MESSAGES.row(effect.message))).rowcount == 1


def claim_message(connection: sqlite3.Connection, issuer_id: str, effect: ClaimMessage) -> bool:
    """Apply the effect, unless another try has begun or the message was given up."""
    claimed = connection.execute(_CLAIM, (issuer_id, effect.message_id, effect.until, effect.attempt))
    return claimed.rowcount == 1


def finish_message(connection: sqlite3.Connection, issuer_id: str, effect: FinishMessage) -> bool:
    """Apply the effect, unless another try has begun."""
    return connection.execute(_FINISH, (issuer_id, effect.message_id, effect.attempt)).rowcount == 1


def postpone_message(connection: sqlite3.Connection, issuer_id: str, effect: PostponeMessage) -> bool:
    """Apply the effect, unless another try has begun."""
    postponed = connection.execute(
        _POSTPONE, (effect.due_at, effect.defect, issuer_id, effect.message_id, effect.attempt)
    )
    return postponed.rowcount == 1


def abandon_message(connection: sqlite3.Connection, issuer_id: str, effect: AbandonMessage) -> bool:
    """Apply the effect, unless another try has begun."""
    abandoned = connection.execute(_ABANDON, (effect.at, effect.defect, issuer_id, effect.message_id, effect.attempt))
    return abandoned.rowcount == 1


def revive_message(connection: sqlite3.Connection, issuer_id: str, effect: ReviveMessage) -> bool:
    """Apply the effect, unless the message is not there or was not given up."""
    revived = connection.execute(_REVIVE, (effect.due_at, effect.expires_at, issuer_id, effect.message_id))
    return revived.rowcount == 1
