"""A change of the key-encryption key: all is sealed anew, the old key can go, nothing is lost by stopping in between."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from assay.model.effects import AddServerSecret, Committed, Conflict, Effect, Reseal
from assay.model.signing_key import ServerSecret
from assay.ports.store import Store
from assay.primitives.sealing import Sealer
from assay.primitives.signing import load
from assay.server.administration.rewrapping import Rewrapped, Rewrapping
from assay.server.issuance.key_making import KeyMaker, private_key_place
from assay.server.issuance.server_secrets import ServerSecrets
from assay.server.issuance.signing_keys import KeySettings
from assay.storage.memory import open_memory

NOW = 1_800_000_000
OLD, NEW = b"o" * 32, b"n" * 32


def rewrapping(store: Store, sealer: Sealer) -> Rewrapping:
    return Rewrapping("default", store.sealed_values, store.unit_of_work, sealer, os.urandom)


def on_a_filled_store(scenario: Callable[[Store, bytes], Awaitable[None]]) -> None:
    async def whole() -> None:
        store, old = open_memory(issuer_id="default", clock=lambda: NOW), Sealer(OLD)
        await KeyMaker("default", old, os.urandom, KeySettings(), 60).make_due_keys(
            store.signing_keys, store.unit_of_work, NOW
        )
        secrets = ServerSecrets(store.signing_keys, store.unit_of_work, old, os.urandom, "default")
        await scenario(store, await secrets.find_or_make("refresh_token", NOW))

    asyncio.run(whole())


def test_afterwards_the_new_key_alone_opens_everything() -> None:
    async def scenario(store: Store, secret: bytes) -> None:
        assert await rewrapping(store, Sealer(NEW, (OLD,)))() == Rewrapped(4, 4, 0, ())
        new = Sealer(NEW)
        assert (
            await ServerSecrets(store.signing_keys, store.unit_of_work, new, os.urandom, "default").find(
                "refresh_token"
            )
            == secret
        )
        for key in await store.signing_keys.list_all():
            load(key.algorithm, new.open(key.sealed_private_key, place=private_key_place("default", key.kid)))
        assert await rewrapping(store, Sealer(NEW, (OLD,)))() == Rewrapped(4, 0, 0, ())

    on_a_filled_store(scenario)


def test_a_look_counts_and_writes_nothing() -> None:
    async def scenario(store: Store, _secret: bytes) -> None:
        before = await store.signing_keys.list_all()
        assert await rewrapping(store, Sealer(NEW, (OLD,))).look() == Rewrapped(0, 0, 4, ())
        assert await store.signing_keys.list_all() == before

    on_a_filled_store(scenario)


def test_what_opens_under_no_key_is_named_and_left_as_it_is() -> None:
    async def scenario(store: Store, _secret: bytes) -> None:
        sealed = Sealer(b"x" * 32).seal(b"s", nonce=bytes(12), place=("default", "server_secrets", "sealed", "lost"))
        await store.unit_of_work.commit((AddServerSecret(ServerSecret("lost", sealed, NOW)),))
        counted = await rewrapping(store, Sealer(NEW, (OLD,)))()
        assert counted == Rewrapped(4, 4, 0, ("default/server_secrets/sealed/lost",))
        kept = await store.signing_keys.secret("lost")
        assert kept is not None
        assert kept.sealed == sealed

    on_a_filled_store(scenario)


def test_a_value_that_somebody_changes_meanwhile_is_theirs_and_the_others_are_done() -> None:
    async def scenario(store: Store, _secret: bytes) -> None:
        sealer = Sealer(NEW, (OLD,))
        theirs = Sealer(NEW).seal(b"theirs", nonce=bytes(12), place=("default", "server_secrets", "sealed", "z"))
        before = Sealer(OLD).seal(b"before", nonce=bytes(12), place=("default", "server_secrets", "sealed", "z"))
        await store.unit_of_work.commit((AddServerSecret(ServerSecret("z", before, NOW)),))
        racing = replace(store, unit_of_work=_Racing(store, "z", theirs))
        assert await rewrapping(racing, sealer)() == Rewrapped(5, 4, 0, ())
        kept = await store.signing_keys.secret("z")
        assert kept is not None
        assert kept.sealed == theirs

    on_a_filled_store(scenario)


class _Racing:
    """Changes one secret just before the commit that would seal it anew."""

    def __init__(self, store: Store, purpose: str, sealed: bytes) -> None:
        self._store, self._purpose, self._sealed, self._done = store, purpose, sealed, False

    async def commit(self, effects: Sequence[Effect]) -> Committed | Conflict:
        wanted = [each for each in effects if isinstance(each, Reseal) and each.value.row_id == self._purpose]
        if wanted and not self._done:
            self._done = True
            await self._store.unit_of_work.commit((Reseal(wanted[0].value, self._sealed),))
        return await self._store.unit_of_work.commit(effects)
