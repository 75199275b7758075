"""Pictures, made byte by byte: a PNG that any viewer draws, and the heads of the others."""

from __future__ import annotations

import struct
import zlib


def png(width: int = 8, height: int = 8, colour: tuple[int, int, int] = (23, 96, 90)) -> bytes:
    """A picture of one colour."""
    row = b"\x00" + bytes(colour) * width
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(row * height, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )


def jpeg(width: int = 8, height: int = 8, frame: int = 0xC0) -> bytes:
    """As far as the frame that tells the size, with a comment and padding before it."""
    before = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(9) + b"\xff\xfe\x00\x06hey!\xff\xff"
    return before + bytes((frame,)) + struct.pack(">HBHHB", 17, 8, height, width, 3) + bytes(9)


def webp(kind: bytes, width: int = 8, height: int = 8) -> bytes:
    """The first chunk: lossy, lossless or extended."""
    data = {
        b"VP8 ": b"\x30\x01\x00\x9d\x01\x2a" + struct.pack("<HH", width, height),
        b"VP8L": b"\x2f" + struct.pack("<I", (width - 1) | (height - 1) << 14),
        b"VP8X": bytes(4) + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little"),
    }[kind].ljust(20, b"\0")
    chunk = kind + struct.pack("<I", len(data)) + data
    return b"RIFF" + struct.pack("<I", len(chunk) + 4) + b"WEBP" + chunk
