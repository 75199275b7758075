"""The test vectors of WebAuthn Level 3, section "Test Vectors": every ceremony reads, fits and verifies, where we offer its key.

What we do not offer (ES384, ES512, Ed448) or never allow (frames) is refused for exactly that.
"""

from __future__ import annotations

import json

import pytest

from assay.checks.passkey import ASSERTION_CHECKS, CEREMONY_CHECKS, REGISTRATION_CHECKS
from assay.checks.passkey.expectations import CREATE, GET, AssertedPasskey, CeremonyExpectations
from assay.decision import Allowed, every_outcome, first_refusal
from assay.decision.outcome import Refused
from assay.formats.base64url import encode_text
from assay.formats.webauthn import read_assertion, read_registration
from assay.model.passkey import Passkey
from assay.primitives.cose_signature import cose_signature_fits
from vectors.conftest import folder

FILE = folder("webauthn", "www.w3.org/TR/webauthn-3/#sctn-test-vectors") / "webauthn-l3-test-vectors.json"
DOCUMENT = json.loads(FILE.read_text())
VECTORS = {one["id"]: one for one in DOCUMENT["vectors"] if "registration" in one}
NOT_OFFERED = {"packed-es384", "packed-es512", "packed-ed448"}
FRAMED = {"none-es256-crossOrigin", "none-es256-topOrigin"}
UNVERIFIED = {"passkey_user_verified"}
"""Some of the vectors are made without user verification, which is a matter of policy."""


def text_of(vector, part, *names, handle=None):
    octets = {name: bytes.fromhex(vector[part][name]) for name in names}
    credential_id = encode_text(bytes.fromhex(vector["registration"]["credential_id"]))
    response = {name: encode_text(value) for name, value in octets.items()}
    if handle is not None:
        response["userHandle"] = encode_text(handle)
    return json.dumps({"id": credential_id, "rawId": credential_id, "type": "public-key", "response": response})


def registration_of(vector):
    read = read_registration(text_of(vector, "registration", "clientDataJSON", "attestationObject"))
    assert isinstance(read, Allowed), read
    return read.value


def assertion_of(vector):
    names = ("clientDataJSON", "authenticatorData", "signature")
    read = read_assertion(text_of(vector, "authentication", *names, handle=b"handle"))
    assert isinstance(read, Allowed), read
    return read.value


def passkey_of(registration):
    return Passkey(
        registration.credential.credential_id,
        "sub-1",
        b"handle",
        registration.credential.public_key,
        registration.authenticator.sign_count,
        (),
        registration.authenticator.backup_eligible,
        registration.authenticator.backed_up,
        "vector",
        1,
    )


def refused_checks(checks, subject, context):
    return {check.name for check, outcome in every_outcome(checks, subject, context) if isinstance(outcome, Refused)}


def test_the_vectors_are_all_there():
    assert len(VECTORS) == 15
    assert NOT_OFFERED | FRAMED <= set(VECTORS)


@pytest.mark.parametrize("name", VECTORS)
def test_a_ceremony_of_the_vectors_fits(name):
    vector = VECTORS[name]
    for kind, answer in ((CREATE, registration_of(vector)), (GET, assertion_of(vector))):
        expected = CeremonyExpectations(kind, DOCUMENT["origin"], DOCUMENT["rp_id"])
        refused = refused_checks(CEREMONY_CHECKS, answer, expected) - UNVERIFIED
        assert refused == ({"passkey_frame"} if name in FRAMED else set())
        part = "registration" if kind == CREATE else "authentication"
        assert answer.client.challenge.hex() == vector[part]["challenge"]


@pytest.mark.parametrize("name", VECTORS)
def test_a_key_of_the_vectors_is_taken_and_its_signature_verifies(name):
    vector = VECTORS[name]
    registration, assertion = registration_of(vector), assertion_of(vector)
    refused = first_refusal(REGISTRATION_CHECKS, registration, None)
    asserted = AssertedPasskey(assertion, passkey_of(registration))
    if name in NOT_OFFERED:
        assert refused is not None
        assert refused.reason.code == "passkey.algorithm_not_offered"
        assert not cose_signature_fits(registration.credential.public_key, assertion.signed, assertion.signature)
        return
    assert refused is None
    assert first_refusal(ASSERTION_CHECKS, asserted, None) is None


@pytest.mark.parametrize("name", set(VECTORS) - NOT_OFFERED)
def test_one_bit_changed_anywhere_does_not_verify(name):
    vector = VECTORS[name]
    key, assertion = registration_of(vector).credential.public_key, assertion_of(vector)
    assert cose_signature_fits(key, assertion.signed, assertion.signature)
    for place in range(len(assertion.signed)):
        bent = bytearray(assertion.signed)
        bent[place] ^= 1
        assert not cose_signature_fits(key, bytes(bent), assertion.signature)
    for place in range(len(assertion.signature)):
        bent = bytearray(assertion.signature)
        bent[place] ^= 1
        assert not cose_signature_fits(key, assertion.signed, bytes(bent))
