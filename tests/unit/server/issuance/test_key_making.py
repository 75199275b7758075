from __future__ import annotations

import asyncio
import json
import os

import pytest

from assay.model.effects import SaveSigningKey
from assay.ports.store import Store
from assay.primitives.sealing import SealBroken, Sealer
from assay.primitives.signing import load
from assay.server.issuance.key_making import KeyMaker, private_key_place
from assay.server.issuance.signing_keys import KeySettings
from assay.storage.memory import open_memory

NOW = 1_800_000_000
SEALER = Sealer(b"k" * 32)
MAKER = KeyMaker("default", SEALER, os.urandom, KeySettings(), 3600)


def opened() -> Store:
    return open_memory(issuer_id="default", clock=lambda: NOW)


def test_the_first_start_makes_one_key_per_algorithm_that_signs_at_once() -> None:
    async def scenario() -> None:
        store = opened()
        made = await MAKER.make_due_keys(store.signing_keys, store.unit_of_work, NOW)
        keys = await store.signing_keys.list_all()
        assert {key.algorithm for key in keys} == {"ES256", "RS256", "EdDSA"}
        assert {key.kid for key in keys} == set(made)
        assert all(key.published_at == key.signs_from == NOW and key.retires_at is None for key in keys)
        assert await MAKER.make_due_keys(store.signing_keys, store.unit_of_work, NOW + 1) == ()
        events = await store.events.read(0, 10)
        assert [event.type for event in events] == ["signing_key.created"] * 3

    asyncio.run(scenario())


def test_the_public_jwk_says_use_and_algorithm_and_nothing_private() -> None:
    key, _ = MAKER.new_key((), "ES256", NOW)
    jwk = json.loads(key.public_jwk)
    assert set(jwk) == {"kty", "crv", "x", "y", "use", "alg", "kid"}
    assert (jwk["use"], jwk["alg"], jwk["kid"]) == ("sig", "ES256", key.kid)


def test_the_private_part_opens_only_in_its_place() -> None:
    key, _ = MAKER.new_key((), "EdDSA", NOW)
    load("EdDSA", SEALER.open(key.sealed_private_key, place=private_key_place("default", key.kid)))
    for place in (private_key_place("default", "other"), private_key_place("other", key.kid)):
        with pytest.raises(SealBroken):
            SEALER.open(key.sealed_private_key, place=place)


def test_a_rotation_saves_the_predecessor_with_its_end() -> None:
    old, _ = MAKER.new_key((), "ES256", NOW)
    new, effects = MAKER.new_key((old,), "ES256", NOW + 100)
    saved = {effect.key.kid: effect.key for effect in effects if isinstance(effect, SaveSigningKey)}
    assert (new.published_at, new.signs_from) == (NOW + 100, NOW + 700)
    assert saved[old.kid].retires_at == NOW + 700 + 3600 and saved[new.kid] == new
