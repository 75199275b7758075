"""The compact form of an encrypted token: five parts (RFC 7516 sections 3.1 and 7.1). Nothing is decrypted here.

Refuses with `token.too_large`, `token.not_encrypted` and the reasons of form, base64url and JSON.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from assay.decision import Allowed, Refused, refuse
from assay.formats.base64url import decode
from assay.formats.jose.jws import base64url_refusal, json_refusal
from assay.formats.jose.jwt import HEADER_DEPTH, MAX_TOKEN_BYTES, octets_of
from assay.formats.jose.segments import characters_refusal
from assay.formats.json import JsonDefect, parse_object
from assay.reasons import token as reasons

_PARTS = ("header", "encrypted key", "initialization vector", "ciphertext", "authentication tag")


@dataclass(frozen=True, slots=True)
class Jwe:
    """An encrypted token taken apart. `associated_data` is what the tag covers besides the ciphertext."""

    header: Mapping[str, Any]
    encrypted_key: bytes = field(repr=False)
    iv: bytes = field(repr=False)
    ciphertext: bytes = field(repr=False)
    tag: bytes = field(repr=False)
    associated_data: bytes = field(repr=False)


def parse_jwe(token: str | bytes, *, limit: int = MAX_TOKEN_BYTES) -> Allowed[Jwe] | Refused:
    """An encrypted token taken apart, or its first defect. `limit` in bytes."""
    if len(token) > limit:
        return refuse(reasons.TOO_LARGE, length=len(token), limit=limit)
    octets = octets_of(token)
    foreign = characters_refusal(octets)
    if foreign is not None:
        return foreign
    texts = octets.split(b".")
    if len(texts) != len(_PARTS):
        return refuse(reasons.NOT_ENCRYPTED, count=len(texts))
    decoded: list[bytes] = []
    for name, text in zip(_PARTS, texts, strict=True):
        part = decode(text)
        if part is None:
            return base64url_refusal(name, text)
        decoded.append(part)
    header = parse_object(decoded[0], max_depth=HEADER_DEPTH)
    if isinstance(header, JsonDefect):
        return json_refusal("header", header)
    return Allowed(Jwe(header, decoded[1], decoded[2], decoded[3], decoded[4], texts[0]))
