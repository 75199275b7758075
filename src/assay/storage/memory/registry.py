"""Clients, resources, signing keys and server secrets in memory."""

from __future__ import annotations

from dataclasses import replace

from assay.model.client import Client
from assay.model.effects import AddServerSecret, ExpectSigningKey, SaveClient, SaveResource, SaveSigningKey
from assay.model.resource import Resource
from assay.model.signing_key import ServerSecret, SigningKey
from assay.storage.memory.tables import Tables, Transaction, page_of


class MemoryClients:
    """`ports.clients.Clients`."""

    def __init__(self, tables: Tables) -> None:
        self._rows = tables.clients

    async def find(self, client_id: str) -> Client | None:
        """See the port."""
        return self._rows.get(client_id)

    async def page(self, after: Client | None, limit: int) -> tuple[Client, ...]:
        """See the port."""
        return page_of(self._rows.values(), after, limit, lambda client: (client.created_at, client.client_id))


class MemoryResources:
    """`ports.resources.Resources`."""

    def __init__(self, tables: Tables) -> None:
        self._rows = tables.resources

    async def find(self, identifier: str) -> Resource | None:
        """See the port."""
        return self._rows.get(identifier)

    async def default(self) -> Resource | None:
        """See the port."""
        return next((resource for resource in self._rows.values() if resource.default), None)

    async def list_all(self) -> tuple[Resource, ...]:
        """See the port."""
        return tuple(sorted(self._rows.values(), key=lambda resource: (resource.created_at, resource.identifier)))


class MemorySigningKeys:
    """`ports.signing_keys.SigningKeys`."""

    def __init__(self, tables: Tables) -> None:
        self._keys = tables.signing_keys
        self._secrets = tables.server_secrets

    async def list_all(self) -> tuple[SigningKey, ...]:
        """See the port."""
        return self._sorted()

    def held(self) -> tuple[tuple[SigningKey, ...], float] | None:
        """See the port; what is held is what is stored."""
        return self._sorted(), 0.0

    async def secret(self, purpose: str) -> ServerSecret | None:
        """See the port."""
        return self._secrets.get(purpose)

    def _sorted(self) -> tuple[SigningKey, ...]:
        return tuple(sorted(self._keys.values(), key=lambda key: (key.published_at, key.kid)))


def save_client(transaction: Transaction, effect: SaveClient) -> bool:
    """Apply the effect, unless somebody changed the client meanwhile."""
    rows, client = transaction.tables.clients, effect.client
    held = rows.get(client.client_id)
    if held is not None and held.revision != client.revision - 1:
        return False
    transaction.put(rows, client.client_id, client)
    return True


def save_resource(transaction: Transaction, effect: SaveResource) -> bool:
    """Apply the effect, unless somebody changed the resource meanwhile."""
    rows, resource = transaction.tables.resources, effect.resource
    held = rows.get(resource.identifier)
    if held is not None and held.revision != resource.revision - 1:
        return False
    marked = [one for one in rows.values() if one.default and one.identifier != resource.identifier]
    for other in marked if resource.default else ():
        transaction.put(rows, other.identifier, replace(other, default=False, revision=other.revision + 1))
    transaction.put(rows, resource.identifier, resource)
    return True


def save_signing_key(transaction: Transaction, effect: SaveSigningKey) -> bool:
    """Apply the effect; never a conflict."""
    keys, key = transaction.tables.signing_keys, effect.key
    held = keys.get(key.kid)
    if held is not None:
        key = replace(
            held,
            signs_from=min(held.signs_from, key.signs_from),
            retires_at=_earliest(held.retires_at, key.retires_at),
            revoked_at=_earliest(held.revoked_at, key.revoked_at),
        )
    transaction.put(keys, key.kid, key)
    return True


def _earliest(*moments: int | None) -> int | None:
    return min((moment for moment in moments if moment is not None), default=None)


def expect_signing_key(transaction: Transaction, effect: ExpectSigningKey) -> bool:
    """Whether the key is exactly as the effect says."""
    return transaction.tables.signing_keys.get(effect.key.kid) == effect.key


def add_server_secret(transaction: Transaction, effect: AddServerSecret) -> bool:
    """Apply the effect, unless the purpose has a secret."""
    if effect.secret.purpose in transaction.tables.server_secrets:
        return False
    transaction.put(transaction.tables.server_secrets, effect.secret.purpose, effect.secret)
    return True
