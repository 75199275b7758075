"""The file: a line that names the format, a header in JSON, and sealed pieces, each behind its length.

The pieces are MessagePack: what the backup holds, then for each table its rows and its end with their number and digest.
Whoever reads it to the end knows that nothing is missing, exchanged or added. Raises `StoreUnusable` where it is not so.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import IO, Any

import msgspec

from assay.ports.store import StoreUnusable
from assay.primitives.sealing import key_id
from assay.primitives.stream_encryption import SALT_BYTES, PieceBroken, StreamCipher
from assay.storage.copying import Copied, Row

MAGIC = b"assay-backup 1\n"
_MOST_PIECE = 256 * 1024 * 1024
_MOST_HEADER = 65_536
_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder().decode


@dataclass(frozen=True, slots=True)
class Holding:
    """What a backup says of itself: `what` is `everything` or `revocations`, `made_at` epoch seconds."""

    what: str
    version: str
    issuer_id: str
    made_at: int
    tables: Mapping[str, tuple[str, ...]]


class BackupWriter:
    """Writes one file. Nothing of it counts before `end`."""

    def __init__(self, file: IO[bytes], key: bytes, salt: bytes, holding: Holding) -> None:
        header = json.dumps({"key": key_id(key).hex(), "salt": b64encode(salt).decode("ascii")}).encode()
        self._file = file
        self._cipher = StreamCipher(key, salt, MAGIC + header)
        file.write(MAGIC + len(header).to_bytes(4, "big") + header)
        self._piece(["holding", msgspec.to_builtins(holding)])

    def rows(self, table: str, rows: Sequence[Row]) -> None:
        """Some rows of a table."""
        self._piece(["rows", table, rows])

    def table_ends(self, copied: Copied) -> None:
        """All rows of a table were written."""
        self._piece(["table", copied.table, copied.rows, copied.digest])

    def end(self) -> None:
        """Everything was written."""
        self._piece(["end"], last=True)

    def _piece(self, content: list[Any], *, last: bool = False) -> None:
        sealed = self._cipher.seal(_encode(content), last=last)
        self._file.write((len(sealed) << 1 | last).to_bytes(5, "big") + sealed)


class BackupReader:
    """Reads one file from its beginning. `keys` are those that it may have been written under."""

    def __init__(self, file: IO[bytes], keys: Sequence[bytes]) -> None:
        self._file = file
        self._ended = False
        if file.read(len(MAGIC)) != MAGIC:
            raise StoreUnusable("the file is no backup that this version reads")
        length = int.from_bytes(self._exactly(4), "big")
        if length > _MOST_HEADER:
            raise StoreUnusable(_DAMAGED)
        header = self._exactly(length)
        try:
            members = json.loads(header)
            named, salt = bytes.fromhex(members["key"]), b64decode(members["salt"], validate=True)
        except (ValueError, TypeError, KeyError):
            raise StoreUnusable(_DAMAGED) from None
        key = next((each for each in keys if key_id(each) == named), None)
        if key is None:
            raise StoreUnusable("the backup was written under another key: name it with --key-file")
        if len(salt) != SALT_BYTES:
            raise StoreUnusable(_DAMAGED)
        self._cipher = StreamCipher(key, salt, MAGIC + header)
        self.holding = self._holding()

    def pieces(self) -> Iterator[list[Any]]:
        """The pieces behind the first, to the last one, after which nothing may follow."""
        while not self._ended:
            yield self._piece()
        if self._file.read(1):
            raise StoreUnusable("something follows the end of the backup: it was changed")

    def _holding(self) -> Holding:
        kind, *rest = self._piece()
        if kind != "holding":
            raise StoreUnusable(_DAMAGED)
        return msgspec.convert(rest[0], Holding)

    def _piece(self) -> list[Any]:
        prefix = int.from_bytes(self._exactly(5), "big")
        length, last = prefix >> 1, bool(prefix & 1)
        if length > _MOST_PIECE:
            raise StoreUnusable(_DAMAGED)
        try:
            content = self._cipher.open(self._exactly(length), last=last)
        except PieceBroken as broken:
            raise StoreUnusable(f"{_DAMAGED} ({broken})") from None
        self._ended = last
        decoded: list[Any] = _decode(content)
        return decoded

    def _exactly(self, length: int) -> bytes:
        octets = self._file.read(length)
        if len(octets) != length:
            raise StoreUnusable("the backup is cut off: it was not written to its end, or not copied whole")
        return octets


_DAMAGED = "the backup is damaged or was changed"
