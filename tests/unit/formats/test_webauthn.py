from __future__ import annotations

import json

import pytest
from fido2 import cbor
from hypothesis import given
from hypothesis import strategies as st

from assay.decision import Allowed, Refused
from assay.formats.base64url import decode_text, encode_text
from assay.formats.webauthn import read_assertion, read_registration
from authenticator import Authenticator

OPTIONS = json.dumps({"user": {"id": encode_text(b"handle")}, "challenge": encode_text(b"c" * 32)})


def answers():
    device = Authenticator("https://as.example", "as.example", credential_id=b"i" * 32)
    return json.loads(device.create(OPTIONS)), json.loads(device.get(OPTIONS))


def defect_of(outcome):
    assert isinstance(outcome, Refused), outcome
    assert outcome.reason.code == "passkey.answer_malformed"
    return outcome.evidence["defect"]


def test_good_answers_are_read():
    created, got = answers()
    registration, assertion = read_registration(json.dumps(created)), read_assertion(json.dumps(got))
    assert isinstance(registration, Allowed)
    assert isinstance(assertion, Allowed)
    assert registration.value.credential.credential_id == assertion.value.credential_id == b"i" * 32
    assert registration.value.credential.algorithm == -7
    assert assertion.value.user_handle == b"handle"
    assert assertion.value.client.challenge == b"c" * 32


@pytest.mark.parametrize(
    ("text", "defect"),
    [
        ("", "the answer is no JSON object that has one reading"),
        ("[]", "the answer is no JSON object that has one reading"),
        ('{"type": "public-key", "type": "public-key"}', "the answer is no JSON object that has one reading"),
        ("\ud800", "the answer is no JSON object that has one reading"),
        ("{}", "it is no answer of a public key credential"),
        ('{"type": "public-key", "response": {}}', "rawId is no base64url"),
        ('{"type": "public-key", "response": {}, "rawId": ""}', "the credential id has a length that none has"),
        ('{"type": "public-key", "response": {}, "rawId": "AA"}', "clientDataJSON is no base64url"),
        ("x" * 20_000, "it is too long"),
    ],
)
def test_what_is_no_answer_is_named(text, defect):
    assert defect_of(read_registration(text)) == defect
    assert defect_of(read_assertion(text)) == defect


def test_a_credential_id_is_at_most_1023_bytes():
    created, _ = answers()
    created["rawId"] = encode_text(b"i" * 1024)
    assert "length" in defect_of(read_registration(json.dumps(created)))


def test_two_ids_are_one_too_many():
    created, _ = answers()
    created["rawId"] = encode_text(b"j" * 32)
    assert defect_of(read_registration(json.dumps(created))) == "two credential ids"


def test_a_key_in_another_encoding_is_refused():
    created, _ = answers()
    attested = cbor.decode(decode_text(created["response"]["attestationObject"]))
    statement = attested["authData"]
    # The map of five members, its length written in two bytes where one is enough.
    place = 37 + 16 + 2 + 32
    assert statement[place] == 0xA5
    longer = statement[:place] + b"\xb8\x05" + statement[place + 1 :]
    created["response"]["attestationObject"] = encode_text(cbor.encode({**attested, "authData": longer}))
    assert defect_of(read_registration(json.dumps(created))) == "its CBOR is not in the canonical form"


@pytest.mark.fuzz
@given(data=st.data())
def test_bent_bytes_are_read_or_named_and_nothing_else(data):
    created, got = answers()
    for answer, member, read in (
        (created, "attestationObject", read_registration),
        (got, "authenticatorData", read_assertion),
        (got, "clientDataJSON", read_assertion),
    ):
        octets = bytearray(decode_text(answer["response"][member]))
        for _ in range(data.draw(st.integers(1, 4))):
            octets[data.draw(st.integers(0, len(octets) - 1))] = data.draw(st.integers(0, 255))
        cut = data.draw(st.integers(0, len(octets)))
        for bent in (bytes(octets), bytes(octets[:cut]), bytes(octets) + b"\x00"):
            answer["response"][member] = encode_text(bent)
            outcome = read(json.dumps(answer))
            assert isinstance(outcome, Allowed) or defect_of(outcome)


@pytest.mark.fuzz
@given(octets=st.binary(max_size=300))
def test_any_bytes_are_named(octets):
    created, got = answers()
    created["response"]["attestationObject"] = got["response"]["authenticatorData"] = encode_text(octets)
    assert defect_of(read_registration(json.dumps(created)))
    outcome = read_assertion(json.dumps(got))
    assert isinstance(outcome, Allowed) or defect_of(outcome)
