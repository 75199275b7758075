"""Lists of entity tags (RFC 9110 sections 8.8.3 and 13.1.1)."""

from __future__ import annotations

import pytest

from assay.formats.entity_tags import names_any, names_tag

TAG = '"abc"'


@pytest.mark.parametrize(
    "field", ['"abc"', ' "abc"\t', '"x", "abc"', '"abc","y"', ', "abc",,', 'W/"x", "abc"', '"a,b", "abc"']
)
def test_a_list_names_each_of_its_tags(field: str) -> None:
    assert names_tag(field, TAG)


@pytest.mark.parametrize(
    "field",
    [
        "",
        "abc",
        'W/"abc"',
        '"ABC"',
        '"abc',
        'abc"',
        '"x"',
        '"abc" "y"',
        '"x,"abc"',
        "*",
        '"x" or "abc"',
        "'\"abc\"'",
        '"abc";',
    ],
)
def test_what_is_weak_or_another_or_no_list_names_none(field: str) -> None:
    assert not names_tag(field, TAG)


def test_a_star_names_any_and_nothing_else_does() -> None:
    assert names_any("*")
    assert names_any(" * ")
    assert not names_any('"*"')
    assert not names_any("**")
    assert not names_any('*, "abc"')
