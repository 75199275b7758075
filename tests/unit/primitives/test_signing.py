"""Keys are made, stored and loaded; what they sign verifies, and nothing else does."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from hypothesis import example, given
from hypothesis import strategies as st

from assay.primitives import public_keys, signing
from assay.primitives.signature_algorithms import ALGORITHMS, CURVE_BYTES, CURVE_ORDER

PAIRS = [name for name, algorithm in ALGORITHMS.items() if algorithm.kty != "oct"]
MESSAGE = b"header.payload"


@pytest.fixture(scope="module", params=PAIRS)
def private(request):
    return signing.generate(request.param)


def verification(key: signing.PrivateKey) -> public_keys.Verification:
    members = key.public_members()
    if members["kty"] == "RSA":
        public = public_keys.rsa_key(int.from_bytes(members["n"], "big"), int.from_bytes(members["e"], "big"))
    elif members["kty"] == "EC":
        public = public_keys.ec_key(members["crv"], members["x"], members["y"])
    else:
        public = public_keys.edwards_key(members["crv"], members["x"])
    return public_keys.verification(public, key.algorithm)


def test_a_signature_verifies_with_the_public_half(private):
    assert verification(private)(private.sign(MESSAGE), MESSAGE)


def test_a_signature_over_other_bytes_does_not_verify(private):
    assert not verification(private)(private.sign(MESSAGE), MESSAGE + b"x")


def test_a_signature_with_one_bit_changed_does_not_verify(private):
    signature = bytearray(private.sign(MESSAGE))
    signature[-1] ^= 1
    assert not verification(private)(bytes(signature), MESSAGE)


@pytest.mark.parametrize(
    "signature", [b"", b"\x00", b"\x00" * 64, b"\x00" * 96, b"\x00" * 132, b"\x00" * 114, b"\x00" * 256]
)
def test_a_signature_of_zeros_or_of_another_length_does_not_verify(private, signature):
    assert not verification(private)(signature, MESSAGE)


def test_a_stored_key_signs_as_before(private):
    loaded = signing.load(private.algorithm, private.serialize())
    assert loaded.public_members() == private.public_members()
    assert verification(private)(loaded.sign(MESSAGE), MESSAGE)


def test_ecdsa_signatures_are_r_and_s_side_by_side():
    for algorithm, curve in (("ES256", "P-256"), ("ES384", "P-384"), ("ES512", "P-521")):
        assert len(signing.generate(algorithm).sign(MESSAGE)) == 2 * CURVE_BYTES[curve]


@pytest.mark.parametrize("which", ["r", "s"])
@pytest.mark.parametrize("off", ["zero", "order", "order plus one"])
def test_r_and_s_outside_the_order_do_not_verify(which, off):
    key = signing.generate("ES256")
    signature = key.sign(MESSAGE)
    r, s = signature[:32], signature[32:]
    number = {"zero": 0, "order": CURVE_ORDER["P-256"], "order plus one": CURVE_ORDER["P-256"] + 1}[off].to_bytes(
        32, "big"
    )
    assert not verification(key)(number + s if which == "r" else r + number, MESSAGE)


def test_a_damaged_stored_key_does_not_load():
    with pytest.raises(public_keys.UnusableKey):
        signing.load("ES256", b"\x30\x00")


@pytest.mark.parametrize(
    ("made", "loaded"), [("ES256", "RS256"), ("ES256", "ES384"), ("Ed25519", "Ed448"), ("RS256", "EdDSA")]
)
def test_a_stored_key_of_another_kind_does_not_load(made, loaded):
    with pytest.raises(public_keys.UnusableKey):
        signing.load(loaded, signing.generate(made).serialize())


def test_there_is_no_key_pair_for_a_mac():
    with pytest.raises(KeyError):
        signing.generate("HS256")


def test_a_private_key_does_not_print_itself():
    assert repr(signing.generate("ES256")) == "PrivateKey(ES256)"


@pytest.mark.parametrize(("n", "e"), [(2**1024 + 1, 65537), (2**2048 + 1, 1), (2**2048 + 1, 3)])
def test_weak_rsa_numbers_are_refused(n, e):
    with pytest.raises(public_keys.WeakKey):
        public_keys.rsa_key(n, e)


@pytest.mark.parametrize(
    ("bits", "n_odd", "e"), [(2048, 0, 65537), (2048, 1, 65538), (2048, 1, 2**65 + 1), (16384, 1, 65537)]
)
def test_absurd_rsa_numbers_are_refused(bits, n_odd, e):
    with pytest.raises(public_keys.UnusableKey):
        public_keys.rsa_key(2**bits + n_odd, e)


def test_a_point_off_the_curve_is_refused():
    members = signing.generate("ES256").public_members()
    with pytest.raises(public_keys.UnusableKey):
        public_keys.ec_key("P-256", members["x"], bytes(32))
    with pytest.raises(public_keys.UnusableKey):
        public_keys.ec_key("P-256", members["x"], members["y"] + b"\x00")


@pytest.mark.parametrize(("curve", "x"), [("Ed25519", b"\x00" * 31), ("Ed448", b"\x00" * 32)])
def test_an_edwards_key_of_wrong_length_is_refused(curve, x):
    with pytest.raises(public_keys.UnusableKey):
        public_keys.edwards_key(curve, x)


def test_an_algorithm_of_another_kind_of_key_is_a_fault_of_ours():
    members = signing.generate("ES256").public_members()
    key = public_keys.ec_key("P-256", members["x"], members["y"])
    for algorithm in ("ES384", "RS256", "EdDSA", "HS256"):
        with pytest.raises(ValueError, match="does not work"):
            public_keys.verification(key, algorithm)


@given(st.integers(1, 2**521 - 1), st.integers(1, 2**521 - 1))
@example(127, 128)
@example(2**256 - 1, 2**255)
def test_signatures_are_written_in_der_as_the_library_writes_them(r, s):
    assert public_keys._der(r.to_bytes(66, "big"), s.to_bytes(66, "big")) == encode_dss_signature(r, s)


@pytest.mark.parametrize("curve", CURVE_ORDER)
def test_the_order_of_a_curve_is_its_order(curve):
    # (order - 1) times the base point is the base point mirrored: the same x, the other y.
    kind = public_keys.CURVES[curve]()
    base = ec.derive_private_key(1, kind).public_key().public_numbers()
    mirrored = ec.derive_private_key(CURVE_ORDER[curve] - 1, kind).public_key().public_numbers()
    assert mirrored.x == base.x
    assert mirrored.y != base.y
