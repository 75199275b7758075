from __future__ import annotations

import asyncio
import os
from dataclasses import replace

import pytest

from assay.model.signing_key import ServerSecret, SigningKey
from assay.ports.store import Store
from assay.primitives.sealing import SealBroken, Sealer
from assay.server.issuance.server_secrets import REFRESH_TOKEN, REFUSAL_ID, ServerSecrets
from assay.storage.memory import open_memory

NOW = 1_800_000_000


def over(store: Store, key: bytes = b"k" * 32, issuer_id: str = "default") -> ServerSecrets:
    return ServerSecrets(store.signing_keys, store.unit_of_work, Sealer(key), os.urandom, issuer_id)


def opened() -> Store:
    return open_memory(issuer_id="default", clock=lambda: NOW)


def test_a_secret_is_made_once_and_found_ever_after() -> None:
    async def scenario() -> None:
        store = opened()
        assert await over(store).find(REFRESH_TOKEN) is None
        made = await over(store).find_or_make(REFRESH_TOKEN, NOW)
        assert len(made) == 32
        assert await over(store).find_or_make(REFRESH_TOKEN, NOW + 1) == made == await over(store).find(REFRESH_TOKEN)
        assert await over(store).find_or_make(REFUSAL_ID, NOW) != made

    asyncio.run(scenario())


def test_processes_that_start_together_share_one_secret() -> None:
    async def scenario() -> set[bytes]:
        store = opened()
        return set(await asyncio.gather(*(over(store).find_or_make(REFRESH_TOKEN, NOW) for _ in range(10))))

    assert len(asyncio.run(scenario())) == 1


class SeenLate:
    """Signing keys of a store in which the secret of another process shows only on the second look."""

    def __init__(self, store: Store) -> None:
        self._store, self._looked = store, False

    async def secret(self, purpose: str) -> ServerSecret | None:
        if self._looked:
            return await self._store.signing_keys.secret(purpose)
        self._looked = True
        return None

    async def list_all(self) -> tuple[SigningKey, ...]:
        return ()

    def held(self, _seconds: float) -> tuple[SigningKey, ...] | None:
        return None


def test_who_loses_the_race_takes_the_winners_secret() -> None:
    async def scenario() -> None:
        store = opened()
        first = await over(store).find_or_make(REFRESH_TOKEN, NOW)
        late = over(replace(store, signing_keys=SeenLate(store)))
        assert await late.find_or_make(REFRESH_TOKEN, NOW) == first

    asyncio.run(scenario())


def test_another_key_or_issuer_does_not_open_it() -> None:
    async def scenario(key: bytes, issuer_id: str) -> None:
        store = opened()
        await over(store).find_or_make(REFRESH_TOKEN, NOW)
        await over(store, key, issuer_id).find(REFRESH_TOKEN)

    for key, issuer_id in ((b"x" * 32, "default"), (b"k" * 32, "other")):
        with pytest.raises(SealBroken):
            asyncio.run(scenario(key, issuer_id))
