"""Status lists as bytes: one number of 1, 2, 4 or 8 bits per token, packed from the lowest bit, compressed.

draft-ietf-oauth-status-list section 4. Reading is bounded, because lists come from outside; nothing here judges a status.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from assay.formats import base64url

LIST_SIZE = 131_072
"""Tokens per list of our own: 16 KiB before compression, some 40 bytes where nothing is revoked."""
MAX_OCTETS = 1_048_576
"""The most that a list of somebody else may unpack to."""

_BITS = (1, 2, 4, 8)


@dataclass(frozen=True, slots=True)
class StatusList:
    """The numbers, packed. `octets` is what the compressed text unpacks to."""

    bits: int
    octets: bytes

    def __len__(self) -> int:
        return len(self.octets) * 8 // self.bits

    def status(self, index: int) -> int | None:
        """The number at an index, or None when the list ends before it."""
        if not 0 <= index < len(self):
            return None
        octet, place = divmod(index * self.bits, 8)
        return (self.octets[octet] >> place) & ((1 << self.bits) - 1)


@dataclass(frozen=True, slots=True)
class StatusListDefect:
    """Why a member `status_list` cannot be read."""

    what: str


def pack(marked: Iterable[int], size: int = LIST_SIZE) -> str:
    """The member `lst` of a list with one bit per token, set at the marked indexes."""
    octets = bytearray(size // 8)
    for index in marked:
        octets[index >> 3] |= 1 << (index & 7)
    return base64url.encode_text(zlib.compress(octets, 9))


def read_status_list(member: Any) -> StatusList | StatusListDefect:
    """The list in a member `status_list` with `bits` and `lst`."""
    if not isinstance(member, dict):
        return StatusListDefect("status_list is not an object")
    bits, text = member.get("bits"), member.get("lst")
    if type(bits) is not int or bits not in _BITS:
        return StatusListDefect("bits is none of 1, 2, 4 and 8")
    compressed = base64url.decode_text(text) if isinstance(text, str) else None
    if compressed is None:
        return StatusListDefect("lst is not base64url")
    inflating = zlib.decompressobj()
    try:
        octets = inflating.decompress(compressed, MAX_OCTETS)
    except zlib.error:
        return StatusListDefect("lst is not compressed as ZLIB")
    if inflating.unconsumed_tail:
        return StatusListDefect(f"lst unpacks to more than {MAX_OCTETS} bytes")
    if not inflating.eof or inflating.unused_data:
        return StatusListDefect("lst is cut, or something follows it")
    return StatusList(bits, octets)
