"""The files ~/.aws/credentials and ~/.aws/config, read as SDKs do, with what they stumble over kept visible."""

from __future__ import annotations

import re

from assay.diagnosis.pattern import Pattern
from assay.record import Record

MAX_LINES = 5_000


class IniFile(Record):
    """A file in sections. Values keep white space at their end (never a CR); `stray` are lines before any section."""

    place: str
    raw: bytes
    sections: dict[str, dict[str, str]]
    stray: tuple[str, ...]
    indented_header: bool

    @property
    def has_bom(self) -> bool:
        """Whether it begins with the UTF-8 byte order mark."""
        return self.raw.startswith(b"\xef\xbb\xbf")

    @property
    def is_utf16(self) -> bool:
        """Whether it is UTF-16: by its mark, or because every second byte is zero."""
        return is_utf16(self.raw)


_HOME = Pattern(
    r"^(?:/Users/[^/]+|/home/[^/]+|/root|[A-Za-z]:/Users/[^/]+|%USERPROFILE%|\$HOME|\$\{HOME\})(?=/)", re.IGNORECASE
)


def same_place(one: str, two: str) -> bool:
    """Whether two paths may be of one file: `~` and a written-out home are the same."""
    return _HOME.sub("~", one.replace("\\", "/")) == _HOME.sub("~", two.replace("\\", "/"))


def is_utf16(raw: bytes) -> bool:
    """Whether bytes are UTF-16: by the mark, or because every second byte is zero."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    head = raw[:64]
    return len(head) >= 8 and (not any(head[1::2]) or not any(head[::2]))


def decoded(raw: bytes) -> str:
    """The text of a file in whichever encoding its first bytes show."""
    if raw.startswith(b"\xfe\xff") or (is_utf16(raw) and not any(raw[:64:2])):
        return raw.decode("utf-16-be", "replace").lstrip("\ufeff")
    if is_utf16(raw):
        return raw.decode("utf-16-le", "replace").lstrip("\ufeff")
    return raw.decode("utf-8-sig", "replace")


def read_ini(place: str, raw: bytes) -> IniFile:
    """A credentials or config file taken apart; never raises."""
    sections: dict[str, dict[str, str]] = {}
    stray: list[str] = []
    current: dict[str, str] | None = None
    indented = False
    for line in decoded(raw).split("\n")[:MAX_LINES]:
        text = line.rstrip("\r")
        if not text.strip() or text.lstrip()[0] in "#;":
            continue
        header = re.match(r"^(\s*)\[\s*(.+?)\s*\]\s*(?:[#;].*)?$", text)
        if header:
            indented = indented or bool(header.group(1))
            current = sections.setdefault(re.sub(r"\s+", " ", header.group(2)), {})
            continue
        name, equals, value = text.partition("=")
        if current is None or not equals:
            if current is None:
                stray.append(text)
            continue
        current.setdefault(name.strip().lower(), value.lstrip(" \t"))
    return IniFile(place, raw, sections, tuple(stray), indented)
