from __future__ import annotations

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.formats import base64url
from assay.formats.status_list import MAX_OCTETS, StatusList, StatusListDefect, pack, read_status_list


def packed(octets: bytes, bits: int = 1) -> dict[str, object]:
    return {"bits": bits, "lst": base64url.encode_text(zlib.compress(octets))}


@given(st.sets(st.integers(0, 1023)))
def test_what_is_packed_is_read(marked: set[int]) -> None:
    read = read_status_list({"bits": 1, "lst": pack(marked, 1024)})
    assert isinstance(read, StatusList)
    assert len(read) == 1024
    assert {index for index in range(1024) if read.status(index)} == marked


def test_numbers_stand_from_the_lowest_bit() -> None:
    """The examples of draft-ietf-oauth-status-list section 4.1, worked out by hand."""
    one = read_status_list(packed(bytes([0b1011_1001, 0b1010_0011])))
    assert isinstance(one, StatusList)
    assert [one.status(index) for index in range(16)] == [1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 0, 0, 0, 1, 0, 1]
    two = read_status_list(packed(bytes([0b1100_1001]), 2))
    assert isinstance(two, StatusList)
    assert [two.status(index) for index in range(4)] == [1, 2, 0, 3]
    assert read_status_list(packed(b"\xab", 4)).status(1) == 0xA  # type: ignore[union-attr]
    assert read_status_list(packed(b"\xab\xcd", 8)).status(1) == 0xCD  # type: ignore[union-attr]


def test_an_index_outside_is_none() -> None:
    read = read_status_list(packed(b"\x00"))
    assert isinstance(read, StatusList)
    assert [read.status(index) for index in (-1, 8, 10**9)] == [None, None, None]


@pytest.mark.parametrize(
    "member",
    [
        None,
        [],
        {},
        {"bits": 3, "lst": ""},
        {"bits": True, "lst": pack((), 8)},
        {"bits": "1", "lst": pack((), 8)},
        {"bits": 1, "lst": 5},
        {"bits": 1, "lst": "not base64url!"},
        {"bits": 1, "lst": "AAAA"},
        {"bits": 1, "lst": base64url.encode_text(zlib.compress(b"x" * 100)[:-2])},
        {"bits": 1, "lst": base64url.encode_text(zlib.compress(b"x") + b"more")},
        packed(bytes(MAX_OCTETS + 1)),
    ],
)
def test_what_cannot_be_read_is_a_defect(member: object) -> None:
    assert isinstance(read_status_list(member), StatusListDefect)


@pytest.mark.fuzz
@given(st.integers(), st.binary(max_size=200))
def test_any_bytes_are_a_list_or_a_defect(bits: int, octets: bytes) -> None:
    read = read_status_list({"bits": bits, "lst": base64url.encode_text(octets)})
    assert isinstance(read, StatusList | StatusListDefect)
