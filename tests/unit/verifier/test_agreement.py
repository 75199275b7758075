"""`verify` and `examine` never disagree, and nothing that is shown to them raises."""

from __future__ import annotations

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from assay.checks.access_token import CHECKS
from assay.checks.access_token.plain import plainly_passes
from assay.checks.jwt.expectations import Context, Expectations
from assay.decision import Allowed, Refused
from assay.formats.base64url import encode
from assay.formats.jose.jwt import Jwt
from assay.primitives.content_encryption import CONTENT_ENCRYPTIONS
from assay.primitives.signature_algorithms import ALGORITHMS
from assay.verifier import decrypt_jwe, verify_jws
from assay.verifier.content_keys import KEY_MANAGEMENT
from assay.verifier.examination import decision
from issuing import AUDIENCE, ISSUER, NOW, claims, header, jwk, secret_jwk, signed, token, verifier

pytestmark = pytest.mark.fuzz

CHECKED = verifier("ES256", "HS256", keys={"keys": [jwk(), secret_jwk(bytes(range(48)), kid="secret")]})
LAX = verifier("ES256", type=None, leeway=5)
GOOD = token()

scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
json_values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)
likely = st.sampled_from(
    [
        ISSUER,
        AUDIENCE,
        [AUDIENCE],
        NOW,
        NOW + 1,
        NOW - 1,
        NOW * 1000,
        "ES256",
        "none",
        "at+jwt",
        "JWT",
        jwk()["kid"],
        1e300,
    ]
)
members = json_values | likely
changed_header = st.dictionaries(
    st.sampled_from(["alg", "typ", "kid", "crit", "b64", "jwk", "x5c", "cty", "x"]), members, max_size=3
)
changed_claims = st.dictionaries(
    st.sampled_from(["iss", "aud", "exp", "nbf", "iat", "sub", "jti", "client_id", "scope", "cnf", "x"]),
    members,
    max_size=4,
)


def agree(checked, shown) -> None:
    verified = checked.verify(shown, now=NOW)
    examination = checked.examine(shown, now=NOW)
    decided = decision(examination, None)
    if isinstance(verified, Allowed):
        assert isinstance(decided, Allowed)
        assert examination.signature == "verified"
    else:
        assert isinstance(decided, Refused)
        assert decided.reason is verified.reason
        assert decided.evidence == verified.evidence
        assert [line.check for line in verified.trace] == [line.check for line in decided.trace]
        for before, after in zip(verified.trace, decided.trace, strict=True):
            assert before.outcome in {after.outcome, "not_reached"}
    for examined in examination.checks:
        if examined.unverified:
            assert examination.signature != "verified"


@given(changed_header, changed_claims, st.booleans())
def test_they_agree_on_every_change_of_header_and_claims(head, body, known):
    if known:
        CHECKED.verify(GOOD, now=NOW)
    shown = signed({**header(), **head}, {**claims(), **body})
    agree(CHECKED, shown)
    agree(LAX, shown)


@given(st.integers(0, len(GOOD) - 1), st.sampled_from("AQgw-_=.+/ \n\x00é"), st.booleans())
def test_they_agree_on_every_change_of_a_character(position, character, insert):
    shown = GOOD[:position] + character + GOOD[position + (not insert) :]
    CHECKED.verify(GOOD, now=NOW)
    agree(CHECKED, shown)
    if shown != GOOD:
        assert isinstance(CHECKED.verify(shown, now=NOW), Refused)


@given(st.binary(max_size=60), st.binary(max_size=60), st.binary(max_size=70))
def test_they_agree_on_arbitrary_parts(head, payload, signature):
    agree(CHECKED, b".".join(encode(part) for part in (head, payload, signature)))


@given(st.binary(max_size=200) | st.text(max_size=200) | st.text(alphabet=".eyJA-_", max_size=200))
@example("")
@example("..")
@example("....")
@example("\ud800.\ud800.\ud800")
def test_no_token_raises(shown):
    agree(CHECKED, shown)
    verify_jws(shown, jwk(), algorithms=["ES256"])
    decrypt_jwe(shown, secret_jwk(bytes(16)), algorithms=["dir"], encryptions=["A128GCM"])


key_members = st.dictionaries(
    st.sampled_from(["kty", "crv", "x", "y", "n", "e", "d", "k", "kid", "alg", "use", "key_ops", "p", "q"]),
    json_values
    | st.sampled_from(["RSA", "EC", "OKP", "oct", "P-256", "Ed25519", "X25519", "AQAB", "AAAA", "A" * 43, "A" * 22]),
    max_size=6,
)


@given(key_members | st.fixed_dictionaries({"keys": st.lists(key_members | json_values, max_size=3) | json_values}))
@example({"kty": "RSA", "n": "", "e": ""})
@example({"kty": "EC", "crv": ["P-256"]})
@example({"kty": "OKP", "crv": "Ed25519", "x": "A" * 43})
def test_no_key_raises(keys):
    verify_jws(GOOD, keys, algorithms=list(ALGORITHMS))
    verifier(keys=keys).verify(GOOD, now=NOW)
    for algorithm in ("dir", "RSA-OAEP", "ECDH-ES", "A128KW", "A128GCMKW"):
        head = encode(json.dumps({"alg": algorithm, "enc": "A128GCM", "epk": keys}).encode()).decode()
        shown = f"{head}..AAAAAAAAAAAAAAAA..AAAAAAAAAAAAAAAAAAAAAA"
        decrypt_jwe(shown, keys, algorithms=sorted(KEY_MANAGEMENT), encryptions=list(CONTENT_ENCRYPTIONS))


@given(
    st.dictionaries(
        st.sampled_from(["alg", "enc", "epk", "apu", "apv", "iv", "tag", "zip", "crit", "kid", "cty"]),
        members,
        max_size=5,
    )
)
def test_no_header_of_an_encrypted_token_raises(head):
    from assay.formats.base64url import encode_text

    own = {"keys": [{"kty": "oct", "k": encode_text(bytes(16))}, {"kty": "OKP", "crv": "X25519", "d": "A" * 43}]}
    for algorithm in ("dir", "ECDH-ES", "ECDH-ES+A128KW", "A128KW", "A128GCMKW"):
        full = {"alg": algorithm, "enc": "A128GCM", **head}
        shown = f"{encode(json.dumps(full).encode()).decode()}.AAAA.AAAAAAAAAAAAAAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAA"
        decrypt_jwe(shown, own, algorithms=sorted(KEY_MANAGEMENT), encryptions=list(CONTENT_ENCRYPTIONS))


def test_every_bit_of_a_token_counts():
    good = token("Ed25519")
    checked = verifier("Ed25519")
    assert isinstance(checked.verify(good, now=NOW), Allowed)
    octets = good.encode()
    for position in range(len(octets)):
        for bit in range(8):
            changed = bytearray(octets)
            changed[position] ^= 1 << bit
            assert isinstance(checked.verify(bytes(changed), now=NOW), Refused), (position, bit)


@given(changed_claims, st.booleans(), st.sampled_from([0, 5]))
def test_what_plainly_passes_passes_every_check(body, typed, leeway):
    expected = Expectations(
        issuer=ISSUER,
        audiences=frozenset((AUDIENCE, "other")),
        types=frozenset(("at+jwt",)) if typed else None,
        leeway=leeway,
    )
    jwt = Jwt({}, {**claims(), **body}, b"", b"", b"")
    passes = all(
        not isinstance(check.run(jwt, Context(expected, None, NOW)), Refused)
        for check in CHECKS
        if check.reads == "payload"
    )
    if plainly_passes(jwt.claims, expected, NOW):
        assert passes
    if not body:
        assert plainly_passes(jwt.claims, expected, NOW)
