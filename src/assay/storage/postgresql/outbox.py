"""The table `outgoing_messages`: every step of a try is an update that is conditional on the number of tries."""

from __future__ import annotations

from assay.model.outgoing_message import OutgoingMessage
from assay.storage.postgresql.reader import Reader
from assay.storage.postgresql.records import Records
from assay.storage.postgresql.steps import Step

# ruff: noqa: S608 - statements are put together from each other

MESSAGES = Records("outgoing_messages", OutgoingMessage, "message_id")
_DUE = MESSAGES.select("AND kind = $2 AND abandoned_at IS NULL AND due_at <= $3 ORDER BY due_at, message_id LIMIT $4")
_LIST = MESSAGES.select("ORDER BY created_at DESC, message_id LIMIT $2")

_NEWEST_TRY = """
    WHERE issuer_id = :issuer AND message_id = :message_id::text AND attempts = :attempt::bigint AND abandoned_at IS NULL
"""
ENQUEUE = Step(MESSAGES.insert(), settles=True, written=lambda effect: MESSAGES.written(effect.message))
CLAIM = Step(
    """
    UPDATE outgoing_messages SET attempts = :attempt::bigint, due_at = :until::bigint
    WHERE issuer_id = :issuer AND message_id = :message_id::text AND attempts = :attempt::bigint - 1
      AND abandoned_at IS NULL
    """,
    settles=True,
)
FINISH = Step(f"DELETE FROM outgoing_messages {_NEWEST_TRY}", settles=True)
POSTPONE = Step(
    f"UPDATE outgoing_messages SET due_at = :due_at::bigint, defect = :defect::text {_NEWEST_TRY}", settles=True
)
ABANDON = Step(
    f"UPDATE outgoing_messages SET abandoned_at = :at::bigint, defect = :defect::text {_NEWEST_TRY}", settles=True
)
REVIVE = Step(
    """
    UPDATE outgoing_messages
    SET attempts = 0, abandoned_at = NULL, due_at = :due_at::bigint, expires_at = :expires_at::bigint
    WHERE issuer_id = :issuer AND message_id = :message_id::text AND abandoned_at IS NOT NULL
    """,
    settles=True,
)


class PostgresqlOutbox:
    """`ports.outbox.Outbox`."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    async def due(self, kind: str, now: int, limit: int) -> tuple[OutgoingMessage, ...]:
        """See the port."""
        return tuple(map(MESSAGES.record, await self._reader.all(_DUE, kind, now, limit)))

    async def list_all(self, limit: int) -> tuple[OutgoingMessage, ...]:
        """See the port."""
        return tuple(map(MESSAGES.record, await self._reader.all(_LIST, limit)))
