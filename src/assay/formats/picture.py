"""Tells what picture some bytes are by their first ones: PNG, JPEG or WebP, and how large it is when it is drawn.

PNG (third edition) section 11.2.1, JPEG (ITU-T T.81) section B.2.2, WebP (RFC 9649) sections 2.5 to 2.7.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

CONTENT_TYPES: Mapping[str, bytes] = {"png": b"image/png", "jpg": b"image/jpeg", "webp": b"image/webp"}
"""By the suffix of a picture's name."""

_PNG = b"\x89PNG\r\n\x1a\n"
_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
"""Markers of JPEG that begin a frame, which tells the size."""
_ALONE = frozenset({0x01, *range(0xD0, 0xD8)})
"""Markers of JPEG that no segment follows."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A kind of picture by its suffix, and its size in pixels."""

    suffix: str
    width: int
    height: int


def parse_picture(body: bytes) -> Picture | str:
    """The picture, or what is wrong with it."""
    if body.startswith(_PNG):
        return _sized("png", _png_size(body))
    if body.startswith(b"\xff\xd8\xff"):
        return _sized("jpg", _jpeg_size(body))
    if body[:4] == b"RIFF" and body[8:12] == b"WEBP":
        return _sized("webp", _webp_size(body))
    if b"<svg" in body.lower():
        return "it is SVG, which can hold scripts and fetch from elsewhere"
    return "it is none of PNG, JPEG and WebP"


def _sized(suffix: str, size: tuple[int, int] | None) -> Picture | str:
    if size is None or 0 in size:
        return "it is damaged: it does not say how large it is"
    return Picture(suffix, *size)


def _png_size(body: bytes) -> tuple[int, int] | None:
    if body[12:16] != b"IHDR" or len(body) < 33:
        return None
    return int.from_bytes(body[16:20], "big"), int.from_bytes(body[20:24], "big")


def _jpeg_size(body: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 <= len(body) and body[at] == 0xFF:
        marker = body[at + 1]
        if marker == 0xFF or marker in _ALONE:
            at += 1 if marker == 0xFF else 2
            continue
        if marker in _FRAMES:
            return int.from_bytes(body[at + 7 : at + 9], "big"), int.from_bytes(body[at + 5 : at + 7], "big")
        at += 2 + max(int.from_bytes(body[at + 2 : at + 4], "big"), 2)
    return None


def _webp_size(body: bytes) -> tuple[int, int] | None:
    if len(body) < 30:
        return None
    kind = body[12:16]
    if kind == b"VP8 " and body[23:26] == b"\x9d\x01\x2a":
        return int.from_bytes(body[26:28], "little") & 0x3FFF, int.from_bytes(body[28:30], "little") & 0x3FFF
    if kind == b"VP8L" and body[20] == 0x2F:
        bits = int.from_bytes(body[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8X":
        return int.from_bytes(body[24:27], "little") + 1, int.from_bytes(body[27:30], "little") + 1
    return None
