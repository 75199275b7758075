"""Whatever the tokens and keys, every parser of JOSE gives a result or a refusal, and evidence that stays small."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.decision import Allowed, Refused
from assay.formats.base64url import encode
from assay.formats.jose.decryption_key import parse_decryption_keys
from assay.formats.jose.jwe import parse_jwe
from assay.formats.jose.jwk import parse_jwk
from assay.formats.jose.jwt import read_jws
from assay.formats.jose.key_set import KeySet, parse_key_set
from assay.verifier import decrypt_jwe, verify_jws
from assay.verifier.content_keys import KEY_MANAGEMENT
from issuing import jwk, secret_jwk, token

pytestmark = pytest.mark.fuzz

TEXTS = st.binary(max_size=80) | st.text(max_size=80) | st.text(alphabet="eyJ0.=+_- {}", max_size=80)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.sampled_from(["AQAB", "AA", "sig", "enc", "ES256", "P-256", "X25519", "Ed25519", "EC", "OKP", "RSA", "oct"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=5,
)  # fmt: skip
MEMBERS = st.sampled_from(["kty", "crv", "x", "y", "d", "n", "e", "p", "q", "k", "kid", "use", "alg", "key_ops", "x5c"])
CHANGES = st.dictionaries(MEMBERS, VALUES, max_size=4)
KEYS = st.builds(
    lambda base, change: {**base, **change}, st.sampled_from([{}, jwk(), jwk("EdDSA"), secret_jwk(b"k" * 32)]), CHANGES
)
HEADERS = st.dictionaries(
    st.sampled_from(["alg", "enc", "kid", "epk", "apu", "apv", "iv", "tag", "p2c", "zip", "crit", "typ", "cty", "b64"]),
    VALUES | st.sampled_from([*KEY_MANAGEMENT, "A128GCM", "A128CBC-HS256"]) | KEYS,
    max_size=6,
)
SECRET = secret_jwk(bytes(16))


def small(outcome: object) -> None:
    assert isinstance(outcome, Allowed | Refused | KeySet | tuple)
    if isinstance(outcome, Refused):
        assert len(json.dumps(dict(outcome.evidence))) < 4000


@given(TEXTS)
def test_any_text_is_read_as_a_signed_token(text: bytes | str) -> None:
    for defect in read_jws(text).defects.values():
        small(defect)


@given(TEXTS)
def test_any_text_is_taken_apart_as_an_encrypted_token(text: bytes | str) -> None:
    small(parse_jwe(text))


@given(KEYS | VALUES)
def test_any_value_is_a_key_or_refused(members: Any) -> None:
    small(parse_jwk(members))
    small(parse_key_set({"keys": [members]}, private_allowed=True))
    small(parse_key_set({"keys": members}))
    small(parse_decryption_keys({"keys": [members]}))


@given(KEYS)
def test_any_key_verifies_or_refuses(members: dict[str, Any]) -> None:
    small(verify_jws(token(), members, algorithms=["ES256", "EdDSA", "HS256"]))


@given(HEADERS, st.lists(st.binary(max_size=40), min_size=4, max_size=4), st.just(SECRET) | KEYS)
def test_any_encrypted_token_opens_or_is_refused(head: dict[str, Any], parts: list[bytes], key: dict[str, Any]) -> None:
    shown = b".".join(encode(part) for part in (json.dumps(head).encode(), *parts))
    small(decrypt_jwe(shown, key, algorithms=sorted(KEY_MANAGEMENT), encryptions=["A128GCM", "A128CBC-HS256"]))
