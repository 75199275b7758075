"""A token is read as far as it can be, and its defect is named."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.formats.base64url import encode
from assay.formats.jose.jwt import CompactSigner, claims_json, read_jwt, token_header
from assay.primitives import signing

GOOD = "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJhIn0.AAAA"


def part(value: object) -> str:
    return encode(value if isinstance(value, bytes) else json.dumps(value).encode()).decode()


def test_a_good_token_has_no_defects():
    jwt = read_jwt(GOOD)
    assert jwt.defects == {}
    assert jwt.header == {"alg": "ES256"}
    assert jwt.claims == {"iss": "a"}
    assert jwt.signature == b"\x00\x00\x00"
    assert jwt.signing_input == GOOD.rpartition(".")[0].encode()


@pytest.mark.parametrize(
    ("token", "code"),
    [
        ("", "token.empty"),
        (" \n", "token.empty"),
        ("A" * 16_385, "token.too_large"),
        (f"Bearer {GOOD}", "token.scheme_inside"),
        (f"bearer\t{GOOD}", "token.scheme_inside"),
        (f"Bearer{GOOD}", "token.scheme_inside"),
        (f"{GOOD}\n", "token.foreign_character"),
        (f" {GOOD}", "token.foreign_character"),
        (f'"{GOOD}"', "token.foreign_character"),
        (f"\ufeff{GOOD}", "token.foreign_character"),
        (GOOD.replace(".", "\uff0e", 1), "token.foreign_character"),
        (GOOD.replace(".", "%2E", 1), "token.foreign_character"),
        (GOOD.replace(".", "\x00.", 1), "token.foreign_character"),
        ("\ud800" + GOOD, "token.foreign_character"),
        (b"\xff" + GOOD.encode(), "token.foreign_character"),
        ('{"payload":"e30","signatures":[]}', "token.json_serialization"),
        (f'["{GOOD}"]', "token.json_serialization"),
        ("abc", "token.parts_wrong"),
        ("a.b", "token.parts_wrong"),
        (GOOD + ".x", "token.parts_wrong"),
        ("a.b.c.d.e", "token.encrypted"),
    ],
)
def test_what_has_not_the_form_of_a_token_is_named(token, code):
    jwt = read_jwt(token)
    assert jwt.defects["form"].reason.code == code
    assert jwt.unreadable("header")
    assert jwt.unreadable("payload")


@pytest.mark.parametrize(
    ("header", "payload", "where", "code"),
    [
        ("e30=", part({}), "header", "token.base64url_padded"),
        ("e+30", part({}), "header", "token.base64url_alphabet"),
        ("e30AA", part({}), "header", "token.base64url_length"),
        (part({}), "e31", "payload", "token.base64url_not_canonical"),
        (part(b"x"), part({}), "header", "token.json_malformed"),
        (part({}), part([]), "payload", "token.json_not_object"),
        (part(b"[" * 17 + b"]" * 17), part({}), "header", "token.json_too_deep"),
        (part({}), part(b"[" * 33 + b"]" * 33), "payload", "token.json_too_deep"),
        (part({}), part(b"\xff"), "payload", "token.json_not_utf8"),
        (part({}), part(b"\xef\xbb\xbf{}"), "payload", "token.json_not_utf8"),
        (part({}), part(b'{"exp":1e999}'), "payload", "token.json_number_changes"),
        (part({}), part(b'{"a":"\\ud800"}'), "payload", "token.json_surrogate_alone"),
        (part(b'{"alg":"none","\\u0061lg":"ES256"}'), part({}), "header", "token.json_member_repeated"),
    ],
)
def test_the_defect_of_a_part_is_named(header, payload, where, code):
    assert read_jwt(f"{header}.{payload}.AAAA").defects[where].reason.code == code


def test_what_a_careless_reader_would_see_is_kept_for_the_diagnosis():
    twice = part(b'{"alg":"ES256","alg":"none"}')
    jwt = read_jwt(f"{twice}.{part({'iss': 'a'})}===.AAAA=")
    assert jwt.header == {"alg": "none"}
    assert jwt.claims == {"iss": "a"}
    assert jwt.signature == b"\x00\x00\x00"
    assert set(jwt.defects) == {"header", "payload", "signature"}
    assert not jwt.unreadable("payload")


def test_evidence_never_quotes_the_token():
    jwt = read_jwt("\x07" * 9000 + GOOD)
    assert "eyJ" not in str(dict(jwt.defects["form"].evidence))
    assert len(str(dict(jwt.defects["form"].evidence))) < 200


@pytest.mark.fuzz
@given(st.binary(max_size=80) | st.text(max_size=80) | st.text(alphabet="eyJ0.=+_- {}", max_size=80))
def test_no_bytes_raise(token):
    read_jwt(token)


def test_an_issuer_writes_what_a_verifier_reads():
    key = signing.generate("ES256")
    signer = CompactSigner(token_header(algorithm="ES256", kid="k", type="at+jwt"), key.sign)
    jwt = read_jwt(signer.sign(claims_json({"sub": "é"})))
    assert jwt.header == {"alg": "ES256", "typ": "at+jwt", "kid": "k"}
    assert jwt.claims == {"sub": "é"}
    assert jwt.signing_input == signer.signing_input(claims_json({"sub": "é"}))
