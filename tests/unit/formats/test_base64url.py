"""One text for every byte string, and no other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.formats import base64url


@pytest.mark.fuzz
@given(st.binary())
def test_what_is_encoded_decodes(octets):
    assert base64url.decode(base64url.encode(octets)) == octets


@pytest.mark.fuzz
@given(st.binary(max_size=12))
def test_what_decodes_is_what_would_be_encoded(text):
    octets = base64url.decode(text)
    assert octets is None or base64url.encode(octets) == text


@pytest.mark.parametrize(
    ("text", "defect"),
    [
        (b"AA==", "padded"),
        (b"AAA=", "padded"),
        (b"A+AA", "alphabet"),
        (b"A/AA", "alphabet"),
        (b"AAAA\n", "alphabet"),
        (b" AAAA", "alphabet"),
        (b"A=AA", "alphabet"),
        (b"AAAAA", "length"),
        (b"A", "length"),
        (b"AB", "not_canonical"),
        (b"AAB", "not_canonical"),
    ],
)
def test_other_writings_are_refused_by_name(text, defect):
    assert base64url.decode(text) is None
    assert base64url.defect_of(text) == defect


def test_text_outside_ascii_does_not_decode():
    assert base64url.decode_text("AÄ") is None
    assert base64url.decode_text("AAAA") == b"\x00\x00\x00"


@pytest.mark.parametrize("text", [b"-_-_", b"+/+/", b"+_-/", b"-_8=", b"-_-"])
def test_a_careless_reader_sees_something_all_the_same(text):
    assert base64url.decode_leniently(text)


def test_even_a_careless_reader_sees_nothing_in_foreign_characters():
    assert base64url.decode_leniently(b"A!AA") is None
