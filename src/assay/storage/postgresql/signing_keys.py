"""The tables `signing_keys` and `server_secrets`; what is secret in them is sealed."""

from __future__ import annotations

from assay.model.signing_key import ServerSecret, SigningKey
from assay.storage.postgresql.reader import Reader
from assay.storage.postgresql.records import Records
from assay.storage.postgresql.registry_cache import RegistryCache
from assay.storage.postgresql.steps import Step

KEYS = Records("signing_keys", SigningKey, "kid")
SECRETS = Records("server_secrets", ServerSecret, "purpose")
_LIST = KEYS.select("ORDER BY published_at, kid")
_SECRET = SECRETS.select("AND purpose = $2")

# See `SaveSigningKey`: a key only goes on towards its end. `least` passes over what is NULL.
SAVE = Step(
    f"""
    {KEYS.insertion()} ON CONFLICT (issuer_id, kid) DO UPDATE SET
        signs_from = least(signing_keys.signs_from, excluded.signs_from),
        retires_at = least(signing_keys.retires_at, excluded.retires_at),
        revoked_at = least(signing_keys.revoked_at, excluded.revoked_at)
    """,
    written=lambda effect: KEYS.written(effect.key),
    registry=True,
)
ADD_SECRET = Step(SECRETS.insert(), settles=True, written=lambda effect: SECRETS.written(effect.secret), registry=True)
EXPECT = Step(KEYS.expectation(), settles=True, written=lambda effect: KEYS.written(effect.key))


class PostgresqlSigningKeys:
    """`ports.signing_keys.SigningKeys`, cached until anybody commits a change."""

    def __init__(self, reader: Reader, cache: RegistryCache) -> None:
        self._reader = reader
        self._cache = cache

    async def list_all(self) -> tuple[SigningKey, ...]:
        """See the port."""
        cache = self._cache
        await cache.revalidate()
        keys = cache.signing_keys
        if keys is None:
            state = cache.state
            keys = tuple(map(KEYS.record, await self._reader.all(_LIST)))
            if cache.state == state:
                cache.signing_keys = keys
        return keys

    def held(self) -> tuple[tuple[SigningKey, ...], float] | None:
        """See the port."""
        keys = self._cache.signing_keys
        return None if keys is None else (keys, self._cache.since_look())

    async def secret(self, purpose: str) -> ServerSecret | None:
        """See the port."""
        cache = self._cache
        await cache.revalidate()
        secret = cache.secrets.get(purpose)
        if secret is None:
            state = cache.state
            row = await self._reader.one(_SECRET, purpose)
            if row is None:
                return None
            secret = SECRETS.record(row)
            if cache.state == state:
                cache.secrets[purpose] = secret
        return secret
