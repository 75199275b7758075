"""Attacks A040 to A054 of the security bar: encrypted tokens, made here, and weak keys."""

from __future__ import annotations

import json
import zlib
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, x25519
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.keywrap import aes_key_wrap

from assay.decision import Allowed, Refused
from assay.formats.base64url import encode, encode_text
from assay.primitives.content_encryption import CONTENT_ENCRYPTIONS
from assay.primitives.key_management import concat_kdf
from assay.verifier import decrypt_jwe, open_nested, parse_decryption_keys, verify_jws
from assay.verifier.content_keys import KEY_MANAGEMENT
from issuing import NOW, jwk, key, token, verifier

CEK = bytes(range(16))
DIRECT = {"kty": "oct", "k": encode_text(CEK)}
RSA_KEY = rsa.generate_private_key(65537, 2048)
ALGORITHMS, ENCRYPTIONS = sorted(KEY_MANAGEMENT), list(CONTENT_ENCRYPTIONS)


def number(value: int) -> str:
    return encode_text(value.to_bytes((value.bit_length() + 7) // 8, "big"))


def rsa_jwk(**members: Any) -> dict[str, Any]:
    numbers = RSA_KEY.private_numbers()
    public = numbers.public_numbers
    return {"kty": "RSA", "n": number(public.n), "e": number(public.e), "d": number(numbers.d), **members}


def encrypted(head: dict[str, Any], plaintext: bytes, *, cek: bytes = CEK, wrapped: bytes = b"", **parts: bytes) -> str:
    """A JWE with A128GCM content and exactly this header; `iv`, `tag` and `ciphertext` may be replaced."""
    protected = encode(json.dumps({"enc": "A128GCM", **head}).encode())
    iv = bytes(12)
    sealed = AESGCM(cek).encrypt(iv, plaintext, protected)
    pieces = (wrapped, parts.get("iv", iv), parts.get("ciphertext", sealed[:-16]), parts.get("tag", sealed[-16:]))
    return b".".join((protected, *(encode(piece) for piece in pieces))).decode()


def answer(shown: str, keys: dict[str, Any] = DIRECT, **accepted: Any) -> Allowed[bytes] | Refused:
    return decrypt_jwe(shown, keys, **{"algorithms": ALGORITHMS, "encryptions": ENCRYPTIONS, **accepted})


def refused(shown: str, keys: dict[str, Any] = DIRECT, **accepted: Any) -> str:
    given = answer(shown, keys, **accepted)
    assert isinstance(given, Refused), given
    return given.reason.code


def test_a_good_token_opens():
    opened = answer(encrypted({"alg": "dir"}, b"hello"))
    assert isinstance(opened, Allowed)
    assert opened.value == b"hello"


def test_keys_may_be_parsed_once():
    own = parse_decryption_keys(DIRECT)
    opened = decrypt_jwe(encrypted({"alg": "dir"}, b"hello"), own, algorithms=["dir"], encryptions=["A128GCM"])
    assert isinstance(opened, Allowed)


# ---------------------------------------------------------------------------------------------- A040, A041


def nested(inner: bytes, **head: Any) -> Allowed[bytes] | Refused:
    shown = encrypted({"alg": "dir", **head}, inner)
    return open_nested(shown, DIRECT, algorithms=ALGORITHMS, encryptions=ENCRYPTIONS)


def test_a040_encryption_is_no_signature():
    shown = encrypted({"alg": "dir", "typ": "at+jwt"}, json.dumps({"sub": "admin"}).encode())
    given = verifier().verify(shown, now=NOW)
    assert isinstance(given, Refused)
    assert given.reason.code == "token.encrypted"
    for head in ({}, {"cty": "json"}, {"cty": "JWT"}):
        inner = nested(b'{"sub":"admin"}', **head)
        assert isinstance(inner, Refused)
        assert inner.reason.code == "token.not_signed"
    inner = nested(b'{"sub":"admin"}', cty=1)
    assert isinstance(inner, Refused)
    assert inner.reason.code == "token.header_parameter_malformed"


def test_a041_a_nested_token_is_verified_like_any_other():
    inner = nested(token().encode(), cty="JWT")
    assert isinstance(inner, Allowed)
    assert isinstance(verifier().verify(inner.value, now=NOW), Allowed)
    unsigned = b".".join((encode(b'{"alg":"none"}'), encode(b"{}"), b""))
    inner = nested(unsigned, cty="application/jwt")
    assert isinstance(inner, Allowed)
    assert verifier().verify(inner.value, now=NOW).reason.code == "token.algorithm_none"


def test_a041_there_is_one_layer():
    twice = nested(encrypted({"alg": "dir"}, token().encode()).encode(), cty="JWT")
    assert isinstance(twice, Refused)
    assert twice.reason.code == "token.not_signed"
    refusal = open_nested("x", DIRECT, algorithms=["dir"], encryptions=["A128GCM"])
    assert isinstance(refusal, Refused)


# ---------------------------------------------------------------------------------------------- A042 to A046


def test_a042_nothing_is_decompressed():
    bomb = zlib.compress(bytes(1_000_000))
    for zipped in ("DEF", "GZ", "", None):
        assert refused(encrypted({"alg": "dir", "zip": zipped}, bomb)) == "token.compressed"


@pytest.mark.parametrize("length", [0, 4, 8, 12, 15, 17, 32])
def test_a043_a_tag_has_128_bits(length):
    assert refused(encrypted({"alg": "dir"}, b"x", tag=bytes(length))) == "token.encryption_part_length"


@pytest.mark.parametrize("length", [0, 8, 11, 13, 16])
def test_a043_an_initialization_vector_has_its_length(length):
    assert refused(encrypted({"alg": "dir"}, b"x", iv=bytes(length))) == "token.encryption_part_length"


def test_a044_the_old_rsa_padding_is_not_offered():
    wrapped = RSA_KEY.public_key().encrypt(CEK, padding.PKCS1v15())
    assert refused(encrypted({"alg": "RSA1_5"}, b"x", wrapped=wrapped), rsa_jwk()) == "token.algorithm_not_offered"


def test_a044_every_failure_to_decrypt_is_the_same():
    oaep = padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), None)
    public = RSA_KEY.public_key()
    good = public.encrypt(CEK, oaep)
    assert isinstance(answer(encrypted({"alg": "RSA-OAEP-256"}, b"x", wrapped=good), rsa_jwk()), Allowed)
    failures = [
        encrypted({"alg": "RSA-OAEP-256"}, b"x", wrapped=good[:-1] + bytes([good[-1] ^ 1])),
        encrypted({"alg": "RSA-OAEP-256"}, b"x", wrapped=good[1:]),
        encrypted({"alg": "RSA-OAEP-256"}, b"x", wrapped=b""),
        encrypted({"alg": "RSA-OAEP-256"}, b"x", wrapped=bytes(256)),
        encrypted({"alg": "RSA-OAEP-256"}, b"x", wrapped=public.encrypt(bytes(32), oaep)),
        encrypted({"alg": "RSA-OAEP-256"}, b"x", wrapped=good, tag=bytes(16)),
        encrypted({"alg": "RSA-OAEP-256"}, b"x", wrapped=good, ciphertext=b"y"),
        # Encrypted under zeros, in the hope that a key that did not unwrap is replaced by zeros and believed.
        encrypted({"alg": "RSA-OAEP-256"}, b"x", wrapped=bytes(256), cek=bytes(16)),
    ]
    for shown in failures:
        given = answer(shown, rsa_jwk())
        assert isinstance(given, Refused)
        assert given.reason.code == "token.decryption_failed"
        assert given.evidence == {}


@pytest.mark.parametrize("alg", ["PBES2-HS256+A128KW", "PBES2-HS384+A192KW", "PBES2-HS512+A256KW"])
def test_a045_the_sender_does_not_set_the_work(alg):
    head = {"alg": alg, "p2c": 10**9, "p2s": "AAAAAAAAAAA"}
    assert refused(encrypted(head, b"x", wrapped=bytes(24)), algorithms=[*ALGORITHMS, alg]) == (
        "token.algorithm_not_offered"
    )


def test_a046_the_key_binds_the_algorithm():
    wrapped = aes_key_wrap(CEK, CEK)
    shown = encrypted({"alg": "A128KW"}, b"x", wrapped=wrapped)
    assert isinstance(answer(shown, {**DIRECT, "alg": "A128KW"}), Allowed)
    for keys in (
        {**DIRECT, "alg": "A128GCMKW"},
        {**DIRECT, "alg": "dir"},
        {**DIRECT, "k": encode_text(bytes(32))},
        rsa_jwk(),
    ):
        assert refused(shown, keys) == "key.algorithm_mismatch"
    assert refused(shown, {**DIRECT, "use": "sig"}) == "key.use_mismatch"
    assert refused(shown, {**DIRECT, "key_ops": ["sign"]}) == "key.use_mismatch"
    assert refused(encrypted({"alg": "dir"}, b"x"), {"kty": "oct", "k": encode_text(bytes(32))}) == (
        "key.algorithm_mismatch"
    )


def test_a_key_is_found_by_its_kid():
    shown = encrypted({"alg": "dir", "kid": "b"}, b"x")
    other = {"kty": "oct", "k": encode_text(bytes(16)), "kid": "a"}
    assert isinstance(answer(shown, {"keys": [other, {**DIRECT, "kid": "b"}]}), Allowed)
    assert refused(shown, {"keys": [other]}) == "key.kid_unknown"
    assert refused(encrypted({"alg": "dir"}, b"x"), {"keys": [other, {**DIRECT, "kid": "b"}]}) == "key.kid_ambiguous"
    for keys in ({"keys": []}, {"keys": [1]}, {"keys": 7}):
        assert refused(shown, keys) == "key.set_malformed"


# ---------------------------------------------------------------------------------------------- A047, A048

P256 = ec.generate_private_key(ec.SECP256R1())


def own_key() -> dict[str, Any]:
    point = P256.public_key().public_numbers()
    return {
        "kty": "EC",
        "crv": "P-256",
        "d": encode_text(P256.private_numbers().private_value.to_bytes(32, "big")),
        "x": encode_text(point.x.to_bytes(32, "big")),
        "y": encode_text(point.y.to_bytes(32, "big")),
    }


def agreed_with(epk: object, **head: Any) -> str:
    return encrypted({"alg": "ECDH-ES", "epk": epk, **head}, b"x")


def test_key_agreement_opens():
    ephemeral = ec.generate_private_key(ec.SECP256R1())
    point = ephemeral.public_key().public_numbers()
    epk = {
        "kty": "EC",
        "crv": "P-256",
        "x": encode_text(point.x.to_bytes(32, "big")),
        "y": encode_text(point.y.to_bytes(32, "big")),
    }
    z = ephemeral.exchange(ec.ECDH(), P256.public_key())
    cek = concat_kdf(z, algorithm="A128GCM", length=16, apu=b"Alice", apv=b"Bob")
    head = {"alg": "ECDH-ES", "epk": epk, "apu": encode_text(b"Alice"), "apv": encode_text(b"Bob")}
    assert isinstance(answer(encrypted(head, b"x", cek=cek), own_key()), Allowed)
    assert (
        refused(encrypted({**head, "apv": encode_text(b"Eve")}, b"x", cek=cek), own_key()) == "token.decryption_failed"
    )
    assert refused(encrypted(head, b"x", cek=cek, wrapped=b"x"), own_key()) == "token.encryption_part_length"


def test_the_derived_key_of_rfc_7518_appendix_c():
    z = bytes.fromhex("9e56d91d817135d372834283bf84269cfb316ea3da806a48f6daa7798cfe90c4")
    derived = concat_kdf(z, algorithm="A128GCM", length=16, apu=b"Alice", apv=b"Bob")
    assert encode_text(derived) == "VqqN6vgjbSBcIijNcacQGg"


@pytest.mark.parametrize(
    "change",
    [
        {"y": encode_text(bytes(32))},
        {"x": encode_text(bytes(32)), "y": encode_text(bytes(32))},
        {"x": "AAAA"},
        {"x": None},
        {"y": 1},
        {"crv": "P-384"},
        {"crv": None},
        {"kty": "OKP"},
    ],
    ids=str,
)
def test_a047_a_point_off_the_curve_agrees_on_nothing(change):
    epk = {name: value for name, value in own_key().items() if name != "d"}
    assert refused(agreed_with({**epk, **change}), own_key()) == "token.ephemeral_key_unusable"


@pytest.mark.parametrize("epk", [None, 1, [], "x", {}])
def test_a047_an_ephemeral_key_is_a_key(epk):
    assert refused(agreed_with(epk), own_key()) == "token.ephemeral_key_unusable"


@pytest.mark.parametrize(
    "x",
    [
        bytes(32),
        b"\x01" + bytes(31),
        bytes.fromhex("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800"),
        bytes.fromhex("5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157"),
        bytes.fromhex("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
    ],
)
def test_a047_a_point_of_low_order_agrees_on_nothing(x):
    own = x25519.X25519PrivateKey.generate()
    keys = {"kty": "OKP", "crv": "X25519", "d": encode_text(own.private_bytes_raw())}
    shown = agreed_with({"kty": "OKP", "crv": "X25519", "x": encode_text(x)})
    assert refused(shown, keys) == "token.ephemeral_key_unusable"


def test_a048_many_recipients_are_no_compact_token():
    shown = json.dumps({"ciphertext": "AAAA", "recipients": [{"encrypted_key": "AAAA"}] * 400})
    assert refused(shown) == "token.json_serialization"
    assert refused("x" * 20_000) == "token.too_large"
    assert refused(token()) == "token.not_encrypted"


# ---------------------------------------------------------------------------------------------- the header


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ({"alg": None}, "token.algorithm_missing"),
        ({"alg": "none"}, "token.algorithm_not_offered"),
        ({"alg": "dir", "enc": None}, "token.encryption_not_offered"),
        ({"alg": "dir", "enc": "A128CTR"}, "token.encryption_not_offered"),
        ({"alg": "dir", "crit": ["x"], "x": 1}, "token.critical_not_understood"),
        ({"alg": "dir", "kid": 1}, "token.header_parameter_malformed"),
        ({"alg": "dir", "typ": ["JWT"]}, "token.header_parameter_malformed"),
        ({"alg": "dir", "kid": "k" * 300}, "token.header_parameter_malformed"),
        ({"alg": "A128GCMKW"}, "token.header_parameter_malformed"),
        ({"alg": "A128GCMKW", "iv": "AAAA", "tag": "AAAA"}, "token.encryption_part_length"),
        ({"alg": "A128GCMKW", "iv": "A" * 16, "tag": "AAAA"}, "token.encryption_part_length"),
        ({"alg": "A128GCMKW", "iv": "A" * 16, "tag": 1}, "token.header_parameter_malformed"),
        ({"alg": "A128GCMKW", "iv": "A" * 16, "tag": "A" * 22}, "token.decryption_failed"),
    ],
    ids=str,
)
def test_a_header_is_refused_by_what_is_wrong_with_it(head, expected):
    assert refused(encrypted(head, b"x", wrapped=bytes(16))) == expected


def test_party_names_have_a_form():
    epk = {name: value for name, value in own_key().items() if name != "d"}
    for party in (1, "=", "A" * 4000):
        assert refused(agreed_with(epk, apu=party), own_key()) == "token.header_parameter_malformed"
        assert refused(agreed_with(epk, apv=party), own_key()) == "token.header_parameter_malformed"


def test_only_what_is_accepted_is_decrypted():
    shown = encrypted({"alg": "dir"}, b"x")
    assert refused(shown, algorithms=["A128KW"]) == "token.algorithm_not_allowed"
    assert refused(shown, encryptions=["A256GCM"]) == "token.encryption_not_allowed"
    with pytest.raises(TypeError):
        answer(shown, algorithms=[])
    with pytest.raises(TypeError):
        answer(shown, encryptions="A128GCM")
    with pytest.raises(TypeError):
        answer(shown, [DIRECT])  # type: ignore[arg-type]


def test_a_secret_that_is_the_key_itself_wraps_nothing():
    assert refused(encrypted({"alg": "dir"}, b"x", wrapped=b"x")) == "token.encryption_part_length"


@pytest.mark.parametrize(
    "change",
    [
        {"d": None},
        {"d": "AA"},
        {"kty": "XYZ"},
        {"kid": 1},
        {"key_ops": 1},
        {"e": "AQ"},
        {"n": "AAAA"},
        {"p": "Aw", "q": "Aw"},
        {"d": number(65537)},
    ],
    ids=str,
)
def test_a_private_key_that_is_none_is_refused(change):
    assert refused(encrypted({"alg": "RSA-OAEP"}, b"x"), {**rsa_jwk(), **change}) == "key.unusable"


@pytest.mark.parametrize(
    "keys",
    [
        {"kty": "EC", "crv": "P-256", "d": "AAAA"},
        {"kty": "OKP", "crv": "X25519", "d": "AAAA"},
        {"kty": "OKP", "crv": "P-256", "d": "AAAA"},
    ],
    ids=str,
)
def test_a_private_key_of_another_length_is_refused(keys):
    assert refused(agreed_with({}), keys) == "key.unusable"


@pytest.mark.parametrize(
    "change",
    [
        {"x": encode_text(bytes(32))},
        {"y": encode_text(bytes(32))},
        {"x": 1},
        {"y": "="},
        {"key_ops": ["deriveKey"] * 2},
    ],
    ids=str,
)
def test_a_private_key_whose_members_contradict_each_other_is_refused(change):
    assert refused(agreed_with({}), {**own_key(), **change}) == "key.unusable"


# ---------------------------------------------------------------------------------------------- A050 to A054


@pytest.mark.parametrize("secret", [b"", b"secret", b"your-256-bit-secret", bytes(31)])
def test_a050_a_short_secret_signs_nothing(secret):
    given = verify_jws(token(head={"alg": "HS256"}), {"kty": "oct", "k": encode_text(secret)}, algorithms=["HS256"])
    assert isinstance(given, Refused)
    assert given.reason.code == "key.weak"


def test_a050_a_published_secret_signs_nothing():
    secret = b"reallyreallyreallyreallyverysafe"
    given = verify_jws(token(head={"alg": "HS256"}), {"kty": "oct", "k": encode_text(secret)}, algorithms=["HS256"])
    assert isinstance(given, Refused)
    assert given.reason.code == "key.weak"
    assert "reallyreally" not in str(given)


def test_a051_no_secret_stands_in_an_answer():
    secret = b"0123456789abcdef-not-on-any-list!"
    keys = {"kty": "oct", "k": encode_text(secret)}
    given = verify_jws(token(head={"alg": "HS256", "kid": None}), keys, algorithms=["HS256"])
    assert isinstance(given, Refused)
    assert given.reason.code in {"token.signature_mismatch", "token.signature_length_wrong"}
    assert encode_text(secret) not in repr(given)
    assert "0123456789abcdef" not in repr(given)


def test_a052_macs_and_hashes_are_compared_in_constant_time():
    for module in ("primitives/hashing.py", "primitives/content_encryption.py"):
        text = Path(__file__).parents[2].joinpath("src/assay", module).read_text(encoding="utf-8")
        assert "compare_digest" in text


@pytest.mark.parametrize(
    ("bits", "exponent", "expected"),
    [(1024, 65537, "key.weak"), (2048, 3, "key.weak"), (2048, 1, "key.weak"), (2048, 65536, "key.weak")],
)
def test_a054_a_weak_rsa_key_verifies_nothing(bits, exponent, expected):
    modulus = (1 << (bits - 1)) + 1
    keys = {"kty": "RSA", "n": number(modulus), "e": number(exponent)}
    given = verify_jws(token("RS256"), keys, algorithms=["RS256"])
    assert isinstance(given, Refused)
    assert given.reason.code == expected


def test_a_good_key_beside_all_this_still_works():
    assert isinstance(verify_jws(token(), jwk(), algorithms=["ES256"]), Allowed)
    assert key().algorithm == "ES256"
