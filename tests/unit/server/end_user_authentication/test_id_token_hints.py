from __future__ import annotations

import asyncio
import json
import os
from dataclasses import replace
from typing import Any

import pytest

from assay.decision import Allowed, Refused
from assay.model.effects import SaveSigningKey
from assay.primitives.sealing import Sealer
from assay.server.end_user_authentication.id_token_hints import IdTokenHints
from assay.server.issuance.key_making import KeyMaker
from assay.server.issuance.signers import Signers
from assay.server.issuance.signing_keys import ALGORITHMS, KeySettings
from assay.storage.memory import open_memory

NOW = 1_800_000_000.0
ISSUER = "https://as.example"
CLAIMS = {"iss": ISSUER, "sub": "sub-alice", "aud": "client-1", "exp": NOW - 86_400, "iat": NOW - 87_000}


class House:
    """Our own signing keys, and tokens signed with them."""

    def __init__(self) -> None:
        self.store = open_memory(issuer_id="default", clock=lambda: NOW)
        sealer = Sealer(b"k" * 32)
        maker = KeyMaker("default", sealer, os.urandom, KeySettings(), 300)
        asyncio.run(maker.make_due_keys(self.store.signing_keys, self.store.unit_of_work, int(NOW) - 90_000))
        self.signers = Signers(self.store.signing_keys, sealer, "default")
        self.read = IdTokenHints(ISSUER, self.store.signing_keys)

    def token(self, algorithm: str = "RS256", typ: str = "JWT", **changes: Any) -> str:
        async def sign() -> str:
            signer = await self.signers.of(algorithm, NOW)
            return await signer.jwt(typ, json.dumps({**CLAIMS, **changes}).encode())

        return asyncio.run(sign())

    def hint(self, token: str, client_id: str = "client-1") -> Allowed[str] | Refused:
        return asyncio.run(self.read(token, client_id, NOW))


@pytest.fixture(scope="module")
def house() -> House:
    return House()


def reason_of(outcome: Allowed[str] | Refused) -> str:
    assert isinstance(outcome, Refused), outcome
    return outcome.reason.code


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_our_own_id_token_names_its_subject_though_it_has_expired(house: House, algorithm: str) -> None:
    outcome = house.hint(house.token(algorithm))
    assert isinstance(outcome, Allowed)
    assert outcome.value == "sub-alice"


def test_a_bent_signature_is_refused(house: House) -> None:
    token = house.token()
    head, payload, signature = token.split(".")
    bent = f"{head}.{payload}.{'A' if signature[0] != 'A' else 'B'}{signature[1:]}"
    assert reason_of(house.hint(bent)) == "token.signature_mismatch"


def test_another_client_s_token_is_refused(house: House) -> None:
    assert reason_of(house.hint(house.token(), "client-2")) == "token.audience_mismatch"


def test_another_issuer_s_token_is_refused(house: House) -> None:
    assert reason_of(house.hint(house.token(iss="https://evil.example"))) == "token.issuer_mismatch"


def test_an_access_token_is_no_hint(house: House) -> None:
    assert reason_of(house.hint(house.token(typ="at+jwt"))) == "token.type_mismatch"


def test_a_token_without_a_subject_is_refused(house: House) -> None:
    assert reason_of(house.hint(house.token(sub=""))) == "token.claim_wrong_type"


@pytest.mark.parametrize("text", ["", "x", "a.b.c", "eyJhbGciOiJub25lIn0.e30."])
def test_any_other_text_is_refused(house: House, text: str) -> None:
    assert reason_of(house.hint(text)).startswith(("token.", "key."))


def test_a_revoked_key_no_longer_vouches_for_anybody() -> None:
    house = House()
    token = house.token("ES256")
    assert isinstance(house.hint(token), Allowed)
    for key in asyncio.run(house.store.signing_keys.list_all()):
        asyncio.run(house.store.unit_of_work.commit((SaveSigningKey(replace(key, revoked_at=int(NOW))),)))
    assert reason_of(house.hint(token)).startswith("key.")
