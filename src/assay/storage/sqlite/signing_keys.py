"""The tables `signing_keys` and `server_secrets`; what is secret in them is sealed."""

from __future__ import annotations

import sqlite3

from assay.model.effects import AddServerSecret, ExpectSigningKey, SaveSigningKey
from assay.model.signing_key import ServerSecret, SigningKey
from assay.storage.sqlite.reader import Reader
from assay.storage.sqlite.records import Records
from assay.storage.sqlite.registry_cache import RegistryCache

KEYS = Records("signing_keys", SigningKey, "kid")
SECRETS = Records("server_secrets", ServerSecret, "purpose")
_LIST = KEYS.select("ORDER BY published_at, kid")
# See `SaveSigningKey`: a key only goes on towards its end. `min` of anything and NULL is NULL.
_SAVE = f"""
{KEYS.insertion()}
ON CONFLICT (issuer_id, kid) DO UPDATE SET
    signs_from = min(signs_from, excluded.signs_from),
    retires_at = coalesce(min(retires_at, excluded.retires_at), retires_at, excluded.retires_at),
    revoked_at = coalesce(min(revoked_at, excluded.revoked_at), revoked_at, excluded.revoked_at)
"""
_SECRET = SECRETS.select("AND purpose = ?")
_ADD_SECRET = SECRETS.insert()
_EXPECT = KEYS.expectation()


class SqliteSigningKeys:
    """`ports.signing_keys.SigningKeys`, cached until anybody commits a change."""

    def __init__(self, connection: sqlite3.Connection, issuer_id: str, cache: RegistryCache) -> None:
        self._connection = connection
        self._reader = Reader(connection)
        self._issuer_id = issuer_id
        self._cache = cache

    async def list_all(self) -> tuple[SigningKey, ...]:
        """See the port."""
        return await self._reader.patiently(self._list)

    def held(self) -> tuple[tuple[SigningKey, ...], float] | None:
        """See the port."""
        keys = self._cache.signing_keys
        return None if keys is None else (keys, self._cache.since_look())

    async def secret(self, purpose: str) -> ServerSecret | None:
        """See the port."""
        return await self._reader.patiently(lambda: self._secret(purpose))

    def _list(self) -> tuple[SigningKey, ...]:
        self._cache.revalidate()
        if self._cache.signing_keys is None:
            rows = self._connection.execute(_LIST, (self._issuer_id,))
            self._cache.signing_keys = tuple(map(KEYS.record, rows))
        return self._cache.signing_keys

    def _secret(self, purpose: str) -> ServerSecret | None:
        self._cache.revalidate()
        secret = self._cache.secrets.get(purpose)
        if secret is None:
            row = self._connection.execute(_SECRET, (self._issuer_id, purpose)).fetchone()
            if row is None:
                return None
            secret = self._cache.secrets[purpose] = SECRETS.record(row)
        return secret


def save_signing_key(connection: sqlite3.Connection, issuer_id: str, effect: SaveSigningKey) -> bool:
    """Apply the effect; never a conflict."""
    connection.execute(_SAVE, (issuer_id, *KEYS.row(effect.key)))
    return True


def add_server_secret(connection: sqlite3.Connection, issuer_id: str, effect: AddServerSecret) -> bool:
    """Apply the effect, unless the purpose has a secret."""
    return connection.execute(_ADD_SECRET, (issuer_id, *SECRETS.row(effect.secret))).rowcount == 1


def expect_signing_key(connection: sqlite3.Connection, issuer_id: str, effect: ExpectSigningKey) -> bool:
    """Whether the row is exactly as the effect says."""
    return connection.execute(_EXPECT, (issuer_id, *KEYS.row(effect.key))).fetchone() is not None
