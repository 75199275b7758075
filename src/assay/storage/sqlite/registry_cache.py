"""Parsed clients, resources, keys and secrets, kept until anybody commits a change.

`PRAGMA data_version` moves when another connection has committed, whichever process it is in; a change of our own clears
the cache from inside its transaction. So what a request is told is never older than the last commit before it came.
"""

from __future__ import annotations

import asyncio
import sqlite3

from assay.model.client import Client
from assay.model.resource import Resource
from assay.model.signing_key import ServerSecret, SigningKey

_MOST_CLIENTS = 4096


class RegistryCache:
    """The records of one issuer. Look at the members only after `revalidate`."""

    __slots__ = (
        "_connection",
        "_looked_at",
        "_looked_in",
        "_version",
        "clients",
        "resources",
        "secrets",
        "signing_keys",
    )

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._version = -1
        self._looked_in: asyncio.AbstractEventLoop | None = None
        self._looked_at = float("-inf")
        self.clients: dict[str, Client] = {}
        self.resources: tuple[Resource, ...] | None = None
        self.signing_keys: tuple[SigningKey, ...] | None = None
        self.secrets: dict[str, ServerSecret] = {}

    def revalidate(self) -> None:
        """Forget everything if another connection has committed. Raises `sqlite3.Error`.

        Looks once per turn of the loop. Whatever is scheduled from now on runs after `_next_turn`, so a request that comes
        later looks again.
        """
        loop = asyncio.get_running_loop()
        if loop is self._looked_in:
            return
        version = self._connection.execute("PRAGMA data_version").fetchone()[0]
        if version != self._version:
            self.clear()
            self._version = version
        self._looked_in, self._looked_at = loop, loop.time()
        loop.call_soon(self._next_turn)

    def since_look(self) -> float:
        """How many seconds ago the last look was."""
        return asyncio.get_running_loop().time() - self._looked_at

    def keep_client(self, client: Client) -> None:
        """Keep a client that was read after `revalidate`."""
        if len(self.clients) >= _MOST_CLIENTS:
            self.clients.clear()
        self.clients[client.client_id] = client

    def clear(self) -> None:
        """Forget everything."""
        self.clients = {}
        self.resources = None
        self.signing_keys = None
        self.secrets = {}

    def _next_turn(self) -> None:
        self._looked_in = None
