"""A list of breached passwords in a compact file: written once from the public SHA-1 lists, asked by mapping it.

Six bytes of each SHA-1, sorted. With a thousand million of them a chance hit is one in 280,000, and a question reads a few
pages, because hashes are spread evenly. Nothing is ever asked over the network.
"""

from __future__ import annotations

import mmap
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

MAGIC = b"assay breached passwords 1\n"
LENGTH = 6

_LINE = re.compile(rb"([0-9A-Fa-f]{40}):([0-9]{1,12})\s*")
_RANGE_FILE = re.compile(r"[0-9A-Fa-f]{5}(\.txt)?")
_SUFFIX = re.compile(rb"([0-9A-Fa-f]{35}):([0-9]{1,12})\s*")


class ListUnusable(Exception):
    """A list cannot be imported or opened; the message says what was seen and what is expected."""


class BreachedPasswordFile:
    """`ports.breached_passwords.BreachedPasswords` over an imported file. Raises `ListUnusable`."""

    def __init__(self, file: Path) -> None:
        try:
            with file.open("rb") as opened:
                self._map = mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ)
        except (OSError, ValueError) as error:
            raise ListUnusable(f"{file} cannot be read: {getattr(error, 'strerror', None) or error}") from None
        if self._map[: len(MAGIC)] != MAGIC or (len(self._map) - len(MAGIC)) % LENGTH:
            raise ListUnusable(f"{file} is no list that `assay user import-breached` has written")
        self._count = (len(self._map) - len(MAGIC)) // LENGTH

    def __len__(self) -> int:
        return self._count

    def __contains__(self, sha1: object) -> bool:
        """See the port."""
        if not isinstance(sha1, bytes) or len(sha1) != 20:
            return False
        wanted = sha1[:LENGTH]
        low, high = 0, self._count
        # Where the hash would stand if all were spread quite evenly, then a window around it that grows as needed.
        guess = int.from_bytes(wanted, "big") * self._count >> (8 * LENGTH)
        reach = 1024
        while low < high:
            start, end = max(low, guess - reach), min(high, guess + reach)
            if start > low and self._at(start) > wanted:
                high, reach = start, reach * 16
            elif end < high and self._at(end - 1) < wanted:
                low, reach = end, reach * 16
            else:
                return self._found(wanted, start, end)
        return False

    def _found(self, wanted: bytes, low: int, high: int) -> bool:
        while low < high:
            middle = (low + high) // 2
            if self._at(middle) < wanted:
                low = middle + 1
            else:
                high = middle
        return low < self._count and self._at(low) == wanted

    def _at(self, place: int) -> bytes:
        start = len(MAGIC) + place * LENGTH
        return self._map[start : start + LENGTH]


def import_breached(source: Path, target: Path, at_least: int = 1) -> int:
    """Write the compact file from a list of `SHA1:COUNT` lines ordered by hash, or from a folder of range files.

    Those that were found fewer than `at_least` times are left out. The number kept. A file that is there is replaced when
    all of the new one is written. Raises `ListUnusable`.
    """
    beside = target.with_name(f".{target.name}.new")
    kept = 0
    try:
        with beside.open("wb") as out:
            out.write(MAGIC)
            before = b""
            for digest in _digests(source, at_least):
                if digest < before:
                    raise ListUnusable(f"{source} is not ordered by hash: sort it first, or take the ordered download")
                if digest != before:
                    out.write(digest)
                    kept += 1
                before = digest
            out.flush()
            os.fsync(out.fileno())
        beside.replace(target)
    except OSError as error:
        raise ListUnusable(f"{error.filename or source}: {error.strerror or error}") from None
    finally:
        beside.unlink(missing_ok=True)
    return kept


def _digests(source: Path, at_least: int) -> Iterator[bytes]:
    if not source.is_dir():
        yield from _of_file(source, _LINE, b"", at_least)
        return
    files = sorted((file for file in source.iterdir() if _RANGE_FILE.fullmatch(file.name)), key=_range)
    if not files:
        raise ListUnusable(f"{source} has no range files: they are named by five hexadecimal digits, as in 21BD1")
    for file in files:
        yield from _of_file(file, _SUFFIX, _range(file).encode(), at_least)


def _range(file: Path) -> str:
    return file.name[:5].upper()


def _of_file(file: Path, form: re.Pattern[bytes], prefix: bytes, at_least: int) -> Iterator[bytes]:
    with file.open("rb") as opened:
        for number, line in enumerate(_lines(opened), 1):
            found = form.fullmatch(line)
            if found is None:
                if not line.strip():
                    continue
                raise ListUnusable(f"{file}, line {number}: expected a SHA-1 in hexadecimal, a colon and a count")
            if int(found[2]) >= at_least:
                yield bytes.fromhex((prefix + found[1]).decode("ascii"))[:LENGTH]


def _lines(opened: Iterable[bytes]) -> Iterator[bytes]:
    first = True
    for line in opened:
        yield line.removeprefix(b"\xef\xbb\xbf") if first else line
        first = False
