"""Zero wrong answers on Wycheproof's JOSE files. Labels that are a matter of policy must still give a stable answer."""

from __future__ import annotations

import pytest

from assay.decision import Allowed, Refused
from assay.formats.jose.decryption_key import parse_decryption_key
from assay.primitives.content_encryption import CONTENT_ENCRYPTIONS
from assay.primitives.signature_algorithms import ALGORITHMS
from assay.verifier import decrypt_jwe, verify_jws
from assay.verifier.content_keys import KEY_MANAGEMENT, agreed_secret
from vectors.wycheproof import Vector, compact, vectors

TOKENS = [
    vector
    for file in (
        "json_web_signature_test.json",
        "json_web_key_test.json",
        "json_web_crypto_test.json",
        "json_web_encryption_test.json",
    )
    for vector in vectors(file)
]
AGREEMENTS = [vector for file in ("x25519_jwk_test.json", "x448_jwk_test.json") for vector in vectors(file)]


def answer(vector: Vector) -> Allowed[bytes] | Refused:
    if "jws" in vector.test:
        return verify_jws(compact(vector.test["jws"]), vector.key, algorithms=list(ALGORITHMS))
    return decrypt_jwe(
        compact(vector.test["jwe"]),
        vector.test["private"],
        algorithms=sorted(KEY_MANAGEMENT),
        encryptions=list(CONTENT_ENCRYPTIONS),
    )


def test_the_files_hold_what_the_manifest_counts():
    assert len(TOKENS) == 401 - 2 + 26 + 83 + 139
    assert len(AGREEMENTS) == 531 + 523


@pytest.mark.parametrize("vector", TOKENS, ids=lambda vector: vector.name)
def test_a_token_is_answered_as_labelled(vector):
    first = answer(vector)
    if vector.label in {"valid", "invalid"}:
        assert isinstance(first, Allowed if vector.label == "valid" else Refused), first
    if isinstance(first, Allowed) and "pt" in vector.test:
        assert first.value.hex() == vector.test["pt"]
    again = answer(vector)
    assert type(again) is type(first)
    assert getattr(again, "reason", None) is getattr(first, "reason", None)


@pytest.mark.parametrize("vector", AGREEMENTS, ids=lambda vector: vector.name)
def test_keys_agree_as_labelled(vector):
    own = parse_decryption_key(vector.test["private"])
    assert isinstance(own, Allowed)
    agreed = agreed_secret(own.value, vector.test["public"])
    if "ZeroSharedSecret" in vector.test["flags"] or vector.label == "invalid":
        assert isinstance(agreed, Refused)
        assert agreed.reason.code == "token.ephemeral_key_unusable"
    elif isinstance(agreed, bytes):
        assert agreed.hex() == vector.test["shared"]
    else:
        assert vector.label == "acceptable"
