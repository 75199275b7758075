"""Form-encoded parameters: whatever the bytes, parameters or a refusal."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.decision import Allowed, Refused
from assay.formats.form import MAX_PARAMETERS, form_decoded, parse_form

NAMES = st.text(st.characters(codec="utf-8").filter(str.isprintable), min_size=1, max_size=12)
PIECES = st.sampled_from(
    [b"a", b"=", b"&", b"%", b"%4", b"%41", b"%ff", b"%C3%A9", b"+", b"\x00", b"\xff", b"\xc3\xa9"]
)


@pytest.mark.fuzz
@given(st.binary(max_size=200) | st.lists(PIECES, max_size=80).map(b"".join))
def test_any_bytes_get_an_outcome(encoded: bytes) -> None:
    outcome = parse_form(encoded)
    if isinstance(outcome, Allowed):
        assert sum(map(len, outcome.value.values())) <= MAX_PARAMETERS
        assert all(name.isprintable() for name in outcome.value)
    else:
        assert isinstance(outcome, Refused)
        assert len(str(dict(outcome.evidence))) < 1000


@pytest.mark.fuzz
@given(st.lists(st.tuples(NAMES, st.text(st.characters(codec="utf-8"), max_size=12)), max_size=MAX_PARAMETERS))
def test_what_is_encoded_comes_back(pairs: list[tuple[str, str]]) -> None:
    outcome = parse_form(urlencode(pairs).encode())
    assert isinstance(outcome, Allowed)
    assert [(name, value) for name, values in outcome.value.items() for value in values] == sorted(
        pairs, key=lambda pair: list(outcome.value).index(pair[0])
    )


@pytest.mark.parametrize("part", [b"%", b"%4", b"%4g", b"%zz", b"%+1", b"%-1", b"% 1", b"%ff", b"\xff", b"%ed%a0%80"])
def test_what_has_no_reading_is_not_read(part: bytes) -> None:
    assert form_decoded(part) is None
    assert isinstance(parse_form(b"a=" + part), Refused)
