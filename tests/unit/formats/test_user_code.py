from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.formats.user_code import ALPHABET, LENGTH, RANDOM_BYTES, new_user_code, parse_user_code, shown_user_code


@given(st.binary(min_size=RANDOM_BYTES, max_size=RANDOM_BYTES))
def test_what_is_shown_is_read_back(octets: bytes) -> None:
    code = new_user_code(octets)
    assert len(code) == LENGTH
    assert set(code) <= set(ALPHABET)
    assert parse_user_code(shown_user_code(code)) == code
    assert parse_user_code(f" {shown_user_code(code).lower()}\n") == code


@given(st.text(max_size=80))
def test_whatever_is_typed_gives_a_code_or_none(typed: str) -> None:
    code = parse_user_code(typed)
    assert code is None or (len(code) == LENGTH and set(code) <= set(ALPHABET))


@pytest.mark.parametrize("typed", ["", "BCDF-GHJ", "BCDF-GHJKL", "ACDF-GHJK", "BCDF-GHJ0", "ʙCDF-GHJK", "-" * 100])
def test_what_no_device_shows_is_none(typed: str) -> None:
    assert parse_user_code(typed) is None


def test_the_alphabet_has_no_letter_that_looks_like_another_or_makes_words() -> None:
    assert not set(ALPHABET) & set("AEIOUYO0I1L5S2Z8B") - {"L", "S", "Z", "B"}
    assert len(ALPHABET) ** LENGTH > 2**34


def test_all_letters_come_up() -> None:
    seen = {letter for number in range(300) for letter in new_user_code(bytes([number % 256, number // 256]) * 8)}
    assert seen == set(ALPHABET)
