from __future__ import annotations

import asyncio
import json
import os
from dataclasses import replace

import pytest

from assay.decision import Allowed
from assay.formats.base64url import decode_text
from assay.formats.jose.jwk import parse_jwk
from assay.formats.jose.jwt import read_jwt
from assay.model.effects import SaveSigningKey
from assay.primitives.sealing import Sealer
from assay.server.issuance.key_making import KeyMaker
from assay.server.issuance.signers import NoSigningKey, Signers, SigningKeyLocked
from assay.server.issuance.signing_keys import ALGORITHMS, KeySettings
from assay.storage.memory import open_memory

NOW = 1_800_000_000
SEALER = Sealer(b"k" * 32)
MAKER = KeyMaker("default", SEALER, os.urandom, KeySettings(), 3600)


def test_every_algorithm_signs_with_a_published_key() -> None:
    async def scenario() -> None:
        store = open_memory(issuer_id="default", clock=lambda: NOW)
        await MAKER.make_due_keys(store.signing_keys, store.unit_of_work, NOW)
        published = {key.kid: key.public_jwk for key in await store.signing_keys.list_all()}
        signers = Signers(store.signing_keys, SEALER, "default")
        for algorithm in ALGORITHMS:
            signer = await signers.of(algorithm, NOW)
            jwt = read_jwt(await signer.jwt("at+jwt", b'{"a":1}'))
            assert jwt.header == {"alg": algorithm, "typ": "at+jwt", "kid": signer.kid}
            assert jwt.claims == {"a": 1} and not jwt.defects
            key = parse_jwk(json.loads(published[signer.kid]))
            assert isinstance(key, Allowed)
            assert key.value.verification(algorithm)(jwt.signature, jwt.signing_input)
            assert (await signers.of(algorithm, NOW + 1)) is signer  # opened once

    asyncio.run(scenario())


def test_a_new_key_takes_over_at_its_moment_and_a_revoked_one_stops_at_once() -> None:
    async def scenario() -> None:
        store = open_memory(issuer_id="default", clock=lambda: NOW)
        await MAKER.make_due_keys(store.signing_keys, store.unit_of_work, NOW)
        signers = Signers(store.signing_keys, SEALER, "default")
        old = (await signers.of("ES256", NOW)).kid
        new, effects = MAKER.new_key(await store.signing_keys.list_all(), "ES256", NOW)
        await store.unit_of_work.commit(effects)
        assert (await signers.of("ES256", NOW + 599.9)).kid == old
        assert (await signers.of("ES256", NOW + 600)).kid == new.kid
        await store.unit_of_work.commit([SaveSigningKey(replace(new, revoked_at=NOW + 601))])
        assert (await signers.of("ES256", NOW + 601)).kid == old

    asyncio.run(scenario())


def test_without_a_key_nothing_is_signed() -> None:
    store = open_memory(issuer_id="default", clock=lambda: NOW)
    with pytest.raises(NoSigningKey, match="assay key rotate"):
        asyncio.run(Signers(store.signing_keys, SEALER, "default").of("ES256", NOW))


def test_a_key_that_was_sealed_by_somebody_else_does_not_open() -> None:
    async def scenario() -> None:
        store = open_memory(issuer_id="default", clock=lambda: NOW)
        await MAKER.make_due_keys(store.signing_keys, store.unit_of_work, NOW)
        await Signers(store.signing_keys, Sealer(b"x" * 32), "default").of("ES256", NOW)

    with pytest.raises(SigningKeyLocked):
        asyncio.run(scenario())


def test_a_private_key_does_not_print_itself() -> None:
    key, _ = MAKER.new_key((), "ES256", NOW)
    signer = Signers(open_memory(issuer_id="default", clock=lambda: NOW).signing_keys, SEALER, "default")._open(key)
    printed = repr(signer) + repr(signer._signer)
    assert "PRIVATE" not in printed.upper().replace("PRIVATEKEY(", "")
    assert decode_text(key.kid) is not None
