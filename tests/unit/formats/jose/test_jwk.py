"""A JWK says what it is; what makes no good key is refused by name."""

from __future__ import annotations

import json

import pytest

from assay.decision import Allowed, Refused
from assay.formats.base64url import encode_text
from assay.formats.jose.jwk import parse_jwk, public_jwk
from assay.formats.jose.thumbprint import thumbprint
from assay.primitives import signing
from assay.primitives.signature_algorithms import ALGORITHMS

PAIRS = [name for name, algorithm in ALGORITHMS.items() if algorithm.kty != "oct"]
PUBLISHED = {
    name: public_jwk(signing.generate(name).public_members(), algorithm=name) for name in ("ES256", "RS256", "Ed25519")
}


@pytest.mark.parametrize("algorithm", PAIRS)
def test_a_published_key_verifies_what_its_private_half_signs(algorithm):
    private = signing.generate(algorithm)
    published = public_jwk(private.public_members(), algorithm=algorithm)
    assert published["use"] == "sig"
    assert published["alg"] == algorithm
    assert published["kid"] == thumbprint(published)
    assert "key_ops" not in published
    parsed = parse_jwk(json.loads(json.dumps(published)))
    assert isinstance(parsed, Allowed)
    assert parsed.value.fits(algorithm)
    assert parsed.value.verification(algorithm)(private.sign(b"m"), b"m")


def test_the_thumbprint_of_the_rfc():
    # RFC 7638 section 3.1
    n = (
        "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMs"
        "tn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5haj"
        "rn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw"
    )
    assert (
        thumbprint({"kty": "RSA", "n": n, "e": "AQAB", "alg": "RS256"}) == "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"
    )


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"kid": 1}, "key.unusable"),
        ({"kty": "EC2"}, "key.unusable"),
        ({"kty": None}, "key.unusable"),
        ({"use": ["sig"]}, "key.unusable"),
        ({"key_ops": "verify"}, "key.unusable"),
        ({"key_ops": ["verify", "verify"]}, "key.unusable"),
        ({"x": "AAAA"}, "key.unusable"),
        ({"x": 1}, "key.unusable"),
        ({"x": "A" * 43}, "key.unusable"),
        ({"crv": "secp256k1"}, "key.unusable"),
    ],
)
def test_a_damaged_key_is_refused(change, code):
    refused = parse_jwk({**PUBLISHED["ES256"], **change})
    assert isinstance(refused, Refused)
    assert refused.reason.code == code


def test_other_kinds_are_refused_when_damaged():
    for change in ({"n": "AA="}, {"e": None}):
        assert isinstance(parse_jwk({**PUBLISHED["RS256"], **change}), Refused)
    for change in ({"x": "AA="}, {"crv": "Ed1"}, {"x": "AAAA"}):
        assert isinstance(parse_jwk({**PUBLISHED["Ed25519"], **change}), Refused)
    assert isinstance(parse_jwk({"kty": "oct", "k": "="}), Refused)
    assert isinstance(parse_jwk([]), Refused)


@pytest.mark.parametrize("change", [{"e": "Aw"}, {"e": "AQ"}, {"n": encode_text(b"\xff" * 128)}])
def test_a_weak_rsa_key_is_refused(change):
    refused = parse_jwk({**PUBLISHED["RS256"], **change})
    assert isinstance(refused, Refused)
    assert refused.reason.code == "key.weak"


@pytest.mark.parametrize(
    "secret",
    [
        b"-----BEGIN PUBLIC KEY-----\nMF",
        b"\xef\xbb\xbf-----BEGIN CERTIFICATE-----",
        b"\n-----BEGIN RSA PUBLIC KEY-----",
        b"ssh-ed25519 AAAA",
        b"ecdsa-sha2-nistp256 AAAA",
        json.dumps(PUBLISHED["ES256"]).encode(),
        json.dumps({"keys": [PUBLISHED["ES256"]]}).encode(),
    ],
)
def test_a_public_key_given_as_a_secret_is_refused(secret):
    refused = parse_jwk({"kty": "oct", "k": encode_text(secret)})
    assert isinstance(refused, Refused)
    assert refused.reason.code == "key.secret_is_public"


def test_a_point_or_a_der_key_given_as_a_secret_is_refused():
    private = signing.generate("ES256")
    members = private.public_members()
    spki = bytes.fromhex("3059301306072a8648ce3d020106082a8648ce3d030107034200") + b"\x04" + members["x"] + members["y"]
    for secret in (b"\x04" + members["x"] + members["y"], spki, b"\x30\x82\x01\x0a" + bytes(266)):
        refused = parse_jwk({"kty": "oct", "k": encode_text(secret)})
        assert isinstance(refused, Refused)
        assert refused.reason.code == "key.secret_is_public"


def test_a_random_secret_is_a_secret():
    parsed = parse_jwk({"kty": "oct", "k": encode_text(b"\x30\x04" + bytes(range(63)))})
    assert isinstance(parsed, Allowed)
    assert parsed.value.fits("HS256")
    assert not parsed.value.fits("ES256")
    assert "secret" not in repr(parsed.value)


def test_a_key_for_agreement_signs_nothing():
    parsed = parse_jwk({"kty": "OKP", "crv": "X25519", "x": "A" * 43})
    assert isinstance(parsed, Allowed)
    assert not parsed.value.fits("EdDSA")


def test_a_key_serves_only_the_algorithms_of_its_kind_curve_and_alg():
    def fitting(members):
        parsed = parse_jwk(members)
        assert isinstance(parsed, Allowed)
        return {name for name in ALGORITHMS if parsed.value.fits(name)}

    def without_alg(members):
        return {name: value for name, value in members.items() if name != "alg"}

    assert fitting(PUBLISHED["ES256"]) == {"ES256"}
    assert fitting(without_alg(PUBLISHED["ES256"])) == {"ES256"}
    assert fitting(PUBLISHED["Ed25519"]) == {"EdDSA", "Ed25519"}
    assert fitting({**PUBLISHED["Ed25519"], "alg": "EdDSA"}) == {"EdDSA", "Ed25519"}
    assert fitting({**PUBLISHED["Ed25519"], "alg": "Ed448"}) == set()
    assert fitting(PUBLISHED["RS256"]) == {"RS256"}
    assert fitting(without_alg(PUBLISHED["RS256"])) == {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512"}
    assert fitting({**PUBLISHED["ES256"], "alg": "ES512"}) == set()


def test_use_and_key_operations_are_kept():
    def may(**members):
        parsed = parse_jwk(
            {**PUBLISHED["ES256"], "use": None, **members}
            if "use" in members
            else {**{k: v for k, v in PUBLISHED["ES256"].items() if k != "use"}, **members}
        )
        assert isinstance(parsed, Allowed)
        return parsed.value.may("verify", "sig")

    assert may()
    assert may(use="sig")
    assert may(key_ops=["verify"])
    assert not may(use="enc")
    assert not may(key_ops=["encrypt"])
    assert not may(use="sig", key_ops=[])


def test_the_kind_is_told_in_words():
    parsed = parse_jwk(PUBLISHED["ES256"])
    assert isinstance(parsed, Allowed)
    assert parsed.value.kind() == "EC P-256 for ES256"
