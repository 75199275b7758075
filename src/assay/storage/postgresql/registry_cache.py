"""Parsed clients, resources, keys and secrets, kept until anybody commits a change.

Every change raises the issuer's epoch in its own transaction. A look at the epoch that begins after a call came answers
that call, so one look serves all calls that came while the one before was under way, and all of one request; and what a request is told is never
older than the last commit before it came. With replicas the same look tells how far the log goes that they must have replayed.
"""

from __future__ import annotations

import asyncio

from assay.model.client import Client
from assay.model.resource import Resource
from assay.model.signing_key import ServerSecret, SigningKey
from assay.ports.current_request import LOOKED
from assay.storage.postgresql.reader import Reader
from assay.storage.postgresql.replicas import Position

_EPOCH = "SELECT epoch FROM registry_epochs WHERE issuer_id = $1"
# Whatever was acknowledged or could be seen is flushed. The snapshot is older than the place, so an epoch is never from after it.
_EPOCH_AND_POSITION = """
SELECT (SELECT epoch FROM registry_epochs WHERE issuer_id = $1),
    ('x' || left(pg_walfile_name(flushed), 8))::bit(32)::int, (flushed - '0/0')::bigint
FROM pg_current_wal_flush_lsn() AS flushed
"""
_MOST_CLIENTS = 4096


class RegistryCache:
    """The records of one issuer. Look at the members only after `revalidate`.

    What was read is kept only if `state` is what it was before the read: else it may be older than the last look.
    """

    __slots__ = (
        "_epoch", "_looked_at", "_next", "_reader", "_running", "_with_position", "clients", "position", "resources", "secrets",
        "signing_keys", "state",
    )  # fmt: skip

    def __init__(self, reader: Reader, *, with_position: bool = False) -> None:
        self._reader = reader
        self._with_position = with_position
        self.position: Position | None = None
        self._epoch = -1
        self._looked_at = float("-inf")
        self._running: asyncio.Task[None] | None = None
        self._next: asyncio.Task[None] | None = None
        self.state = 0
        self.clients: dict[str, Client] = {}
        self.resources: tuple[Resource, ...] | None = None
        self.signing_keys: tuple[SigningKey, ...] | None = None
        self.secrets: dict[str, ServerSecret] = {}

    async def revalidate(self) -> None:
        """Forget everything if anybody has committed a change; once per request. Raises `StorageUnavailable`."""
        looked = LOOKED.get()
        if looked is not None and self in looked:
            return
        if self._next is None:
            self._next = asyncio.get_running_loop().create_task(self._look(self._running))
        await asyncio.shield(self._next)
        if looked is not None:
            looked.add(self)

    def since_look(self) -> float:
        """How many seconds ago the last look that was answered began."""
        return asyncio.get_running_loop().time() - self._looked_at

    def keep_client(self, client: Client) -> None:
        """Keep a client that was read."""
        if len(self.clients) >= _MOST_CLIENTS:
            self.clients.clear()
        self.clients[client.client_id] = client

    def clear(self) -> None:
        """Forget everything."""
        self.state += 1
        self.clients = {}
        self.resources = None
        self.signing_keys = None
        self.secrets = {}

    async def _look(self, before: asyncio.Task[None] | None) -> None:
        if before is not None:
            await asyncio.wait([before])
        self._running, self._next = self._next, None  # who comes from now on waits for a look of their own
        began = asyncio.get_running_loop().time()
        row = await self._reader.one(_EPOCH_AND_POSITION if self._with_position else _EPOCH)
        epoch = (None if row is None else row[0]) or 0
        self.position = Position(row[1], row[2]) if self._with_position else None
        if epoch != self._epoch:
            self.clear()
            self._epoch = epoch
        self._looked_at = began
