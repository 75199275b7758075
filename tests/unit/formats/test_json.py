"""One reading for every JSON text, or none."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.formats.json import JsonDefect, parse_json, parse_object

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner, max_size=4)
    ),
    max_leaves=12,
)


@pytest.mark.fuzz
@given(json_values, st.booleans(), st.sampled_from([None, 2]))
def test_every_json_value_is_read_unchanged(value, ascii_only, indent):
    octets = json.dumps(value, ensure_ascii=ascii_only, indent=indent).encode()
    assert parse_json(octets, max_depth=100) == value


names = st.sampled_from(["", "a", "b", "iss", "\u00e9"])
flat_values = st.none() | st.booleans() | st.integers(-9, 9) | st.sampled_from(["", "a", ":", ",", "a b", "\u00e9"])


@pytest.mark.fuzz
@given(
    st.lists(st.tuples(names, flat_values), max_size=6), st.sampled_from([(",", ":"), (", ", ": "), (" ,\n", "\t:")])
)
def test_a_flat_object_is_read_exactly_when_each_member_stands_once(pairs, separators):
    between, behind = separators
    text = between.join(
        json.dumps(n, ensure_ascii=False) + behind + json.dumps(v, ensure_ascii=False) for n, v in pairs
    )
    found = parse_object(f"{{{text}}}".encode())
    if len({name for name, _ in pairs}) == len(pairs):
        assert found == dict(pairs)
    else:
        assert isinstance(found, JsonDefect)
        assert found.kind == "member_repeated"


@pytest.mark.fuzz
@given(st.binary(max_size=60))
def test_no_bytes_raise(octets):
    parse_json(octets)


@pytest.mark.parametrize(
    ("octets", "kind"),
    [
        (b'{"a":1,"a":1}', "member_repeated"),
        (b'{"a":1,"\\u0061":2}', "member_repeated"),
        (b'{"x":{"a":1,"a":2}}', "member_repeated"),
        (b'{"\\ud800":1,"\\ud800":2}', "member_repeated"),
        (b'{"a":"\\ud800"}', "surrogate"),
        (b'{"\\udc00":1}', "surrogate"),
        (b' {"a":"\\ud800"}', "surrogate"),
        (b'{"a":NaN}', "number"),
        (b'{"a":-Infinity}', "number"),
        (b'{"a":1e400}', "number"),
        (b'{"a":1e-400}', "number"),
        (b'{"a":1.00000000000000000005}', "number"),
        (b'{"a":' + b"9" * 5000 + b"}", "number"),
        (b"[" * 33 + b"]" * 33, "too_deep"),
        (b"[" * 100_000, "too_deep"),
        (b'[{"":' * 50_000, "too_deep"),
        (b"\xef\xbb\xbf{}", "byte_order_mark"),
        ('{"a":"ü"}'.encode("latin-1"), "not_utf8"),
        ("{}".encode("utf-16"), "not_utf8"),
        (b'{"a":"\xed\xa0\x80"}', "not_utf8"),
        (b'{"a":"\xc0\x80"}', "not_utf8"),
        (b'{"a":"\x00"}', "malformed"),
        (b'{"a":1}x', "malformed"),
        (b' {"a":1} x', "malformed"),
        (b'{"a":1}{"a":1}', "malformed"),
        (b'{"a":1,}', "malformed"),
        (b"{'a':1}", "malformed"),
        (b'{"a":01}', "malformed"),
        (b"/* */{}", "malformed"),
        (b"", "malformed"),
        (b"[]", "not_object"),
        (b'"a"', "not_object"),
        (b"null", "not_object"),
        (b"true", "not_object"),
        (b"1", "not_object"),
        (b"1.5", "not_object"),
    ],
)
def test_each_defect_has_its_name(octets, kind):
    found = parse_object(octets)
    assert isinstance(found, JsonDefect)
    assert found.kind == kind


def test_brackets_inside_strings_are_not_depth():
    text = json.dumps({"a": '[[{{\\"' * 20, "b": [[1]]}).encode()
    assert parse_object(text) == json.loads(text)


def test_blanks_around_the_value_are_legal():
    assert parse_object(b' \t\r\n{"a": 1}\n') == {"a": 1}


def test_characters_outside_the_basic_plane_are_read():
    assert parse_object(b'{"a":"\\ud83d\\ude00"}') == {"a": "\U0001f600"}


def test_names_that_differ_only_in_normalisation_are_different():
    assert parse_object('{"\u00e9":1,"e\u0301":2}'.encode()) == {"\u00e9": 1, "e\u0301": 2}


def test_large_integers_are_exact():
    assert parse_object(b'{"a":10000000000000000999}') == {"a": 10000000000000000999}
