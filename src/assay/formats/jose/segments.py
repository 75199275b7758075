"""What the characters of a text that should be a compact token tell, before anything is decoded.

Gives `token.empty`, `token.scheme_inside`, `token.json_serialization` and `token.foreign_character`.
"""

from __future__ import annotations

import re
import unicodedata

from assay.decision import Refused, refuse
from assay.reasons import token as reasons

# Padding and plain base64 are left to the parts: they have reasons of their own.
_FOREIGN = re.compile(rb"[^A-Za-z0-9_.=+/-]")
_SCHEME = re.compile(rb"\s*(bearer|dpop)(?=\s|:|eyJ)", re.IGNORECASE)
_NAMES = {
    " ": "a blank",
    "\n": "a line end (LF)",
    "\r": "a line end (CR)",
    "\t": "a tab",
    '"': "a quotation mark",
    "'": "an apostrophe",
    "%": "a percent sign",
    "\x00": "a NUL",
    "\ufeff": "a byte order mark",
    "\u3002": "an ideographic full stop",
    "\uff0e": "a full-width full stop",
}


def characters_refusal(token: bytes) -> Refused | None:
    """The refusal of a text that cannot be a compact token at all, or None when all its characters could be."""
    if not token.strip():
        return refuse(reasons.EMPTY)
    scheme = _SCHEME.match(token)
    if scheme is not None:
        return refuse(reasons.SCHEME_INSIDE, scheme=scheme[1].decode("ascii"))
    if token.lstrip()[:1] in {b"{", b"["}:
        return refuse(reasons.JSON_SERIALIZATION)
    foreign = _FOREIGN.search(token)
    if foreign is None:
        return None
    position = foreign.start()
    return refuse(
        reasons.FOREIGN_CHARACTER,
        character=_name(token[position : position + 4]),
        position=position,
        length=len(token.decode("utf-8", "replace")),
    )


def _name(octets: bytes) -> str:
    character = octets.decode("utf-8", "replace")[0]
    if character in _NAMES:
        return _NAMES[character]
    if character == "\ufffd":
        return f"the byte 0x{octets[0]:02x}, which is not UTF-8 here"
    return f"U+{ord(character):04X} {unicodedata.name(character, '(a control character)')}"
