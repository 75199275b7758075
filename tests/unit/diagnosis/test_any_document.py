"""Whatever a document holds, it is a bundle or is told to be none, and what is read of it is bounded."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.diagnosis.bundle import MAX_EXCHANGES, MAX_SYMPTOM, Bundle, BundleFaultError, parse_bundle
from evidence import api_call, bundle, jwt, verifier

pytestmark = pytest.mark.fuzz

GOOD = json.dumps(
    bundle(symptom="401 x", credential={"token": jwt()}, verifier=verifier(), exchanges=[api_call(jwt())]), default=str
).encode()
PIECES = [b"{", b"}", b"[", b"]", b'"', b",", b":", b"\\", b"null", b"NaN", b"1e999", b"\\ud800", b"\xff", b"\xef\xbb\xbf", b"0" * 5000, b"[" * 3000]  # fmt: skip
CHANGES = st.lists(
    st.tuples(st.integers(0, len(GOOD)), st.integers(0, 6), st.sampled_from(PIECES) | st.binary(max_size=3)), max_size=4
)


def bounded(document: bytes) -> None:
    try:
        read = parse_bundle(document)
    except BundleFaultError as fault:
        assert len(str(fault)) < 1000
        return
    assert isinstance(read, Bundle)
    assert len(read.symptom) <= MAX_SYMPTOM
    assert len(read.exchanges) <= MAX_EXCHANGES


@given(CHANGES)
def test_a_damaged_bundle_is_read_or_told_to_be_none(changes: list[tuple[int, int, bytes]]) -> None:
    document = GOOD
    for at, length, put in changes:
        document = document[:at] + put + document[at + length :]
    bounded(document)


@given(st.binary(max_size=400) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_bytes_are_told_to_be_none(document: bytes) -> None:
    bounded(document)
