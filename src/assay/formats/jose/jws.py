"""The compact form of a signed token: three parts, taken apart and put together (RFC 7515 sections 3.1 and 7.1).

Refuses with `token.encrypted`, `token.parts_wrong` and the reasons `token.base64url_*` and `token.json_*`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from assay.decision import Refused, refuse
from assay.formats.base64url import Defect, decode_leniently, defect_of, encode
from assay.formats.jose.segments import characters_refusal
from assay.formats.json import JsonDefect, JsonDefectKind
from assay.reasons import Reason
from assay.reasons import token as reasons


def split(token: bytes) -> tuple[bytes, bytes, bytes] | None:
    """Header, payload and signature as base64url text, or None when there are not exactly three parts."""
    parts = token.split(b".", 3)
    return (parts[0], parts[1], parts[2]) if len(parts) == 3 else None


def not_three_parts(token: bytes) -> Refused:
    """The refusal of a text that does not have three parts."""
    refused = characters_refusal(token)
    if refused is not None:
        return refused
    count = token.count(b".") + 1
    return refuse(reasons.ENCRYPTED) if count == 5 else refuse(reasons.PARTS_WRONG, count=count)


_BASE64URL_REASONS: dict[Defect, Reason] = {
    "padded": reasons.BASE64URL_PADDED,
    "alphabet": reasons.BASE64URL_ALPHABET,
    "not_canonical": reasons.BASE64URL_NOT_CANONICAL,
}

_JSON_REASONS: dict[JsonDefectKind, tuple[Reason, str | None]] = {
    "not_utf8": (reasons.JSON_NOT_UTF8, "place"),
    "byte_order_mark": (reasons.JSON_NOT_UTF8, "place"),
    "malformed": (reasons.JSON_MALFORMED, "defect"),
    "member_repeated": (reasons.JSON_MEMBER_REPEATED, "member"),
    "number": (reasons.JSON_NUMBER_CHANGES, "found"),
    "surrogate": (reasons.JSON_SURROGATE_ALONE, None),
    "not_object": (reasons.JSON_NOT_OBJECT, "found"),
}


def base64url_refusal(part: str, text: bytes) -> Refused:
    """The refusal of a part that is not strict base64url."""
    defect = defect_of(text)
    if defect == "length":
        return refuse(reasons.BASE64URL_LENGTH, part=part, length=len(text))
    return refuse(_BASE64URL_REASONS[defect], part=part)


def json_refusal(part: str, defect: JsonDefect) -> Refused:
    """The refusal of a part that is not strict JSON."""
    if defect.kind == "too_deep":
        return refuse(reasons.JSON_TOO_DEEP, part=part, limit=int(defect.detail))
    reason, detail = _JSON_REASONS[defect.kind]
    if detail is None:
        return refuse(reason, part=part)
    told = "a byte order mark stands in front" if defect.kind == "byte_order_mark" else defect.detail
    return refuse(reason, **{"part": part, detail: told})


def lenient_octets(text: bytes) -> bytes:
    """What a careless reader sees in a part; empty when nothing at all. For diagnosis only."""
    return decode_leniently(text) or b""


def header_segment(header: Mapping[str, Any]) -> bytes:
    """The first part of a token. It is the same for every token of a key: encode it once."""
    return encode(json.dumps(header, separators=(",", ":"), ensure_ascii=False).encode())


def signing_input(header: bytes, payload: bytes) -> bytes:
    """What is signed: the encoded header segment, a full stop, and the payload, which is encoded here."""
    return header + b"." + encode(payload)


def compact(signed: bytes, signature: bytes) -> str:
    """The whole token from what was signed and the signature over it."""
    return (signed + b"." + encode(signature)).decode("ascii")
