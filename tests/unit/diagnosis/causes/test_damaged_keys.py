from __future__ import annotations

from base64 import b64encode

import pytest
from cryptography.hazmat.primitives import serialization

from evidence import answer_to, bundle, certificate, codes, ec_key, jwt, pem, private_pem, rsa_key, verifier

PRIVATE = private_pem(rsa_key())
PKCS1 = rsa_key().public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.PKCS1).decode()
NO_START = "Error: error:0909006C:PEM routines:get_name:no start line"

CASES = [
    ("jwt.certificate_given_as_public_key", bundle(symptom="ValueError: Could not deserialize key data.", credential={"token": jwt()}, verifier=verifier(key={"pem": certificate()}))),
    ("jwt.pem_literal_backslash_n", bundle(symptom=NO_START, environment={"PRIVATE_KEY": PRIVATE.replace("\n", "\\n")})),
    ("jwt.pem_line_breaks_lost", bundle(symptom=NO_START, environment={"PRIVATE_KEY": PRIVATE.replace("\n", " ")})),
    ("jwt.pem_line_breaks_lost", bundle(symptom="Invalid PEM formatted message.", settings={"key": PRIVATE.replace("\n", "")})),
    ("jwt.pem_base64_wrapped", bundle(symptom=NO_START, settings={"signing": {"key": b64encode(PRIVATE.encode()).decode()}})),
    ("jwt.pem_truncated_first_line", bundle(symptom="secretOrPrivateKey must be an asymmetric key when using RS256", environment={"APP_KEY": "-----BEGIN PRIVATE KEY-----"})),
    ("jwt.pem_kind_not_supported", bundle(symptom='TypeError: "spki" must be SPKI formatted string', credential={"token": jwt()}, verifier=verifier(key={"pem": PKCS1}))),
    ("jwt.pem_kind_not_supported", bundle(symptom="x509: failed to parse public key (use ParsePKCS1PublicKey instead for this key format)", verifier=verifier(key={"pem": PKCS1}))),
    ("jwt.alg_key_type_mismatch", bundle(symptom="key is of invalid type", credential={"token": jwt(alg="ES256", key=ec_key())}, verifier=verifier(algorithms=["ES256"], key={"pem": pem(rsa_key())}))),
    ("jwt.alg_key_type_mismatch", bundle(symptom="Expecting a PEM-formatted key.", credential={"token": jwt()}, verifier=verifier(key={"secret": "some-plain-secret"}))),
]  # fmt: skip


@pytest.mark.parametrize(("code", "evidence"), CASES)
def test_the_key_is_named_first_and_for_certain(code, evidence):
    first = answer_to(evidence).causes[0]
    assert (first.code, first.confidence) == (code, "certain")


def test_a_key_in_good_form_is_not_blamed():
    found = codes(bundle(symptom="401 Unauthorized", environment={"PRIVATE_KEY": PRIVATE}))
    assert not [code for code in found if "pem" in code or "certificate" in code]


def test_an_escaped_key_inside_a_json_file_is_how_json_writes_it():
    document = '{"private_key": "' + PRIVATE.replace("\n", "\\n") + '"}'
    found = answer_to(bundle(symptom=NO_START, files={"account.json": document})).causes
    assert not [
        cause for cause in found if cause.code == "jwt.pem_literal_backslash_n" and cause.confidence != "possible"
    ]


def test_the_thumbprint_of_a_providers_certificate_is_no_word_of_a_key():
    told = "OpenIDConnect provider's HTTPS certificate doesn't match configured thumbprint"
    answer = answer_to(bundle(symptom=told, environment={"PRIVATE_KEY": PRIVATE.replace("\n", " ")}))
    assert answer.causes[0].code.startswith("aws.web_identity")
    assert [cause.code for cause in answer.causes if cause.confidence == "certain"] == []


def test_a_library_that_only_says_no_may_read_no_certificate() -> None:
    held = {"credential": {"token": jwt()}, "verifier": verifier(key={"certificate": certificate()})}
    answer = answer_to(bundle(symptom="jwt.verify() always returns false", **held))
    assert (answer.causes[0].code, answer.causes[0].confidence) == ("jwt.certificate_given_as_public_key", "likely")
    assert answer_to(bundle(**held)).verdict == "accepted"
