"""Opaque tokens are told apart from damaged copies and from everything else, whatever the text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.formats.opaque_token import PREFIXES, OpaqueToken, encode, parse

PREFIX = st.sampled_from(PREFIXES)


@pytest.mark.fuzz
@given(st.text(max_size=80) | st.tuples(PREFIX, st.text(max_size=60)).map("".join))
def test_any_text_is_a_token_or_none(text: str) -> None:
    parsed = parse(text)
    assert parsed is None or not parsed.intact or encode(parsed.prefix, parsed.body) == text


@pytest.mark.fuzz
@given(PREFIX, st.binary(min_size=1, max_size=60))
def test_what_is_encoded_comes_back(prefix: str, body: bytes) -> None:
    assert parse(encode(prefix, body)) == OpaqueToken(prefix, body, intact=True)


@pytest.mark.fuzz
@given(PREFIX, st.binary(min_size=1, max_size=40), st.data())
def test_a_changed_character_is_noticed(prefix: str, body: bytes, data: st.DataObject) -> None:
    text = encode(prefix, body)
    at = data.draw(st.integers(len(prefix), len(text) - 1))
    character = data.draw(st.sampled_from("AZaz09-_").filter(lambda one: one != text[at]))
    parsed = parse(text[:at] + character + text[at + 1 :])
    assert parsed is None or not parsed.intact
