"""Every compact example of RFC 7515, 7517, 7520, 7797 and 8037 is answered as the RFCs say."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assay.decision import Allowed, Refused
from assay.formats.base64url import encode_text
from assay.formats.jose.jwk import parse_jwk
from assay.formats.jose.key_set import KeySet, parse_key_set
from assay.formats.jose.thumbprint import thumbprint
from assay.primitives.content_encryption import CONTENT_ENCRYPTIONS
from assay.primitives.hashing import left_half
from assay.primitives.signature_algorithms import ALGORITHMS
from assay.verifier import decrypt_jwe, open_nested, verify_jws
from assay.verifier.content_keys import KEY_MANAGEMENT
from vectors.conftest import folder

COOKBOOK = folder("jose-cookbook", "github.com/ietf-jose/cookbook")
LATCHSET = folder("latchset-jose", "github.com/latchset/jose, tests/vectors") / "vectors"

EXAMPLES = folder("rfc", "the RFCs' worked examples, as rfc_examples.json")

NOT_OFFERED = {"RSA1_5", "PBES2-HS512+A256KW"}
NOT_OPENED = {
    "rfc7520_5.1": "token.algorithm_not_offered",  # RSA1_5
    "rfc7520_5.3": "token.algorithm_not_offered",  # PBES2
    "rfc7520_5.9": "token.compressed",
}


def compact_examples(part: str) -> list[Path]:
    return [file for file in sorted((COOKBOOK / part).glob("*.json")) if "compact" in read(file).get("output", {})]


def read(file: Path) -> dict:
    return json.loads(file.read_text())


def verified(token: str, key: dict) -> Allowed[bytes] | Refused:
    return verify_jws(token, key, algorithms=list(ALGORITHMS))


def decrypted(token: str, key: dict) -> Allowed[bytes] | Refused:
    return decrypt_jwe(token, key, algorithms=sorted(KEY_MANAGEMENT), encryptions=list(CONTENT_ENCRYPTIONS))


@pytest.mark.parametrize(
    "file", [*compact_examples("jws"), COOKBOOK / "curve25519/jws.json"], ids=lambda file: file.name
)
def test_the_signed_examples_verify(file):
    example = read(file)
    answer = verified(example["output"]["compact"], example["input"]["key"])
    if "detached" in file.name:  # the payload is not in the token: there is nothing to verify
        assert isinstance(answer, Refused)
        return
    assert isinstance(answer, Allowed)
    assert answer.value.decode() == example["input"]["payload"]


@pytest.mark.parametrize(
    "file", [*compact_examples("jwe"), COOKBOOK / "curve25519/ecdh-es.json"], ids=lambda file: file.name
)
def test_the_encrypted_examples_decrypt(file):
    example = read(file)
    answer = decrypted(example["output"]["compact"], example["input"].get("key") or {"kty": "oct", "k": "AAAA"})
    if example["input"]["alg"] in NOT_OFFERED:
        assert answer.reason.code == "token.algorithm_not_offered"
    elif "compressed" in file.name:
        assert answer.reason.code == "token.compressed"
    else:
        assert isinstance(answer, Allowed), answer
        assert answer.value.decode() == example["input"]["plaintext"]


def test_the_unencoded_payloads_of_rfc_7797_are_refused():
    for file in sorted((COOKBOOK / "rfc7797").glob("*.json")):
        example = read(file)
        for form in example["output"].values():
            token = form if isinstance(form, str) else json.dumps(form)
            assert isinstance(verified(token, example["input"]["key"]), Refused)


def test_the_nested_example_opens_and_verifies():
    example = read(COOKBOOK / "6.nesting_signatures_and_encryption.json")
    signed, encrypted = example["sign"], example["encrypt"]
    opened = open_nested(
        encrypted["output"]["compact"], encrypted["input"]["key"], algorithms=["RSA-OAEP"], encryptions=["A128GCM"]
    )
    assert isinstance(opened, Allowed)
    inner = verified(opened.value.decode(), signed["input"]["key"])
    assert isinstance(inner, Allowed)
    assert json.loads(inner.value)["iss"] == "hobbiton.example"


@pytest.mark.parametrize("file", sorted(LATCHSET.glob("*.jwsc")), ids=lambda file: file.name)
def test_the_signed_tokens_of_latchset_verify(file):
    key = file.with_suffix(".jwk")
    answer = verified(file.read_text().strip(), read(key) if key.exists() else {"kty": "oct", "k": "AAAA"})
    if file.name == "rfc7515_A.5.jwsc":
        assert answer.reason.code == "token.algorithm_none"
    elif file.with_suffix(".payl").exists():
        assert isinstance(answer, Refused)
    else:
        assert isinstance(answer, Allowed), answer


@pytest.mark.parametrize("file", sorted(LATCHSET.glob("*.jwec")), ids=lambda file: file.name)
def test_the_encrypted_tokens_of_latchset_decrypt(file):
    key = file.with_suffix(".jwk")
    answer = decrypted(file.read_text().strip(), read(key) if key.exists() else {"kty": "oct", "k": "AAAA"})
    if file.stem in NOT_OPENED:
        assert isinstance(answer, Refused)
        assert answer.reason.code == NOT_OPENED[file.stem]
    else:
        assert isinstance(answer, Allowed), answer
        assert answer.value == file.with_suffix(".pt").read_bytes()


@pytest.mark.parametrize("file", sorted(LATCHSET.glob("*.jws[fg]")), ids=lambda file: file.name)
def test_json_forms_are_refused_as_such(file):
    assert verified(file.read_text(), {"kty": "oct", "k": "AAAA"}).reason.code == "token.json_serialization"


@pytest.mark.parametrize("file", sorted(LATCHSET.glob("*.jwe[fg]")), ids=lambda file: file.name)
def test_encrypted_json_forms_are_refused_as_such(file):
    assert decrypted(file.read_text(), {"kty": "oct", "k": "AAAA"}).reason.code == "token.json_serialization"


@pytest.mark.parametrize(
    "file", sorted([*COOKBOOK.glob("jws/*.json"), *COOKBOOK.glob("jwe/*.json")]), ids=lambda file: file.name
)
def test_the_json_forms_of_the_cookbook_are_refused_as_such(file):
    ask = verified if file.parent.name == "jws" else decrypted
    forms = [json.dumps(form) for form in read(file)["output"].values() if isinstance(form, dict)]
    assert forms
    for form in forms:
        assert ask(form, {"kty": "oct", "k": "AAAA"}).reason.code == "token.json_serialization"


@pytest.mark.parametrize("file", sorted(LATCHSET.glob("*.jwkset")), ids=lambda file: file.name)
def test_a_set_is_read_whole_and_with_private_members_only_where_they_are_allowed(file):
    members = read(file)
    given = parse_key_set(members, private_allowed=True)
    assert isinstance(given, KeySet)
    assert len(given.keys) == len(members["keys"])
    published = parse_key_set(members)
    if any("d" in key or key["kty"] == "oct" for key in members["keys"]):
        assert isinstance(published, Refused)
        assert published.reason.code == "key.set_holds_private_keys"
    else:
        assert isinstance(published, KeySet)


@pytest.mark.parametrize("file", sorted(COOKBOOK.glob("jwk/*.json")), ids=lambda file: file.name)
def test_every_key_of_the_cookbook_is_read(file):
    assert isinstance(parse_jwk(read(file)), Allowed)


def test_the_examples_of_rfc_8037():
    examples = read(EXAMPLES / "rfc_examples.json")
    key = examples["rfc8037_a3_thumbprint"]["jwk"]
    assert thumbprint(key) == examples["rfc8037_a3_thumbprint"]["thumbprint_sha256"]
    token, payload = examples["rfc8037_a4_jws"]["jws"], examples["rfc8037_a4_jws"]["payload"]
    assert verify_jws(token, key, algorithms=["EdDSA"]).value.decode() == payload
    assert verify_jws(token, key, algorithms=["Ed25519"]).reason.code == "token.algorithm_not_allowed"


def test_the_hashes_of_openid_connect_core():
    hashes = read(EXAMPLES / "rfc_examples.json")["oidc_core_hashes"]
    for given, wanted in (("access_token", "at_hash_rs256"), ("code", "c_hash_rs256")):
        assert encode_text(left_half("sha256", hashes[given].encode())) == hashes[wanted]


def test_no_kind_of_file_is_left_out():
    looked_at = {".jwsc", ".jwec", ".jwsf", ".jwsg", ".jwef", ".jweg", ".jwk", ".jwkset", ".payl", ".pt", ".thp"}
    assert {file.suffix for file in LATCHSET.iterdir()} - {".pwd"} == looked_at  # a password is for PBES2
    assert {file.name for file in COOKBOOK.iterdir() if file.is_dir()} == {"jws", "jwe", "jwk", "curve25519", "rfc7797"}


def test_the_thumbprint_of_rfc_7638():
    assert thumbprint(read(LATCHSET / "rfc7638_3.1.jwk")) == (LATCHSET / "rfc7638_3.1.thp").read_text().strip()


@pytest.mark.parametrize("file", sorted(LATCHSET.glob("*.jwk")), ids=lambda file: file.name)
def test_every_key_of_the_rfcs_is_read(file):
    assert isinstance(parse_jwk(read(file)), Allowed)
