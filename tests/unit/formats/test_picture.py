"""A picture is told by its first bytes, and how large it is drawn; whatever else comes is told what it is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.formats.picture import CONTENT_TYPES, Picture, parse_picture
from pictures import jpeg, png, webp


@pytest.mark.parametrize(
    ("body", "suffix"),
    [
        (png(300, 20), "png"),
        (jpeg(300, 20), "jpg"),
        (jpeg(300, 20, frame=0xC2), "jpg"),
        (webp(b"VP8 ", 300, 20), "webp"),
        (webp(b"VP8L", 300, 20), "webp"),
        (webp(b"VP8X", 300, 20), "webp"),
    ],
)
def test_a_picture_and_its_size(body: bytes, suffix: str) -> None:
    assert parse_picture(body) == Picture(suffix, 300, 20)
    assert suffix in CONTENT_TYPES


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"", "none of PNG"),
        (b"GIF89a", "none of PNG"),
        (b'<?xml version="1.0"?><SVG onload="x">', "can hold scripts"),
        (png(0, 20), "damaged"),
        (png()[:20], "damaged"),
        (jpeg(frame=0xC4), "damaged"),
        (jpeg()[:24], "damaged"),
        (b"\xff\xd8\xff" * 40, "damaged"),
        (webp(b"VP8 ")[:29], "damaged"),
        (webp(b"VP8 ").replace(b"\x9d\x01\x2a", b"\x00\x01\x2a"), "damaged"),
    ],
)
def test_what_is_none_is_told(body: bytes, told: str) -> None:
    defect = parse_picture(body)
    assert isinstance(defect, str)
    assert told in defect


HEADS = (
    b"\x89PNG\r\n\x1a\n",
    b"\xff\xd8\xff",
    b"RIFF\0\0\0\0WEBPVP8 ",
    b"RIFF\0\0\0\0WEBPVP8L",
    b"RIFF\0\0\0\0WEBPVP8X",
)


@given(head=st.sampled_from(HEADS), rest=st.binary(max_size=80))
def test_no_bytes_surprise_it(head: bytes, rest: bytes) -> None:
    found = parse_picture(head + rest)
    assert isinstance(found, str) or min(found.width, found.height) > 0
