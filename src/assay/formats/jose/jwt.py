"""Signed tokens (RFC 7515, RFC 7519): read with everything that can be read of them, and written for an issuer of many."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

from assay.decision import Refused, refuse
from assay.formats.base64url import decode
from assay.formats.jose.jws import (
    base64url_refusal,
    compact,
    header_segment,
    json_refusal,
    lenient_octets,
    not_three_parts,
    signing_input,
    split,
)
from assay.formats.jose.segments import characters_refusal
from assay.formats.json import JsonDefect, parse_object
from assay.reasons import token as reasons

MAX_TOKEN_BYTES = 16_384
HEADER_DEPTH = 16
CLAIMS_DEPTH = 32
"""Levels of nesting that header and claims may have (security bar A025)."""

Part = Literal["form", "header", "payload", "signature"]
_NONE: Mapping[Part, Refused] = MappingProxyType({})


class Jwt(NamedTuple):  # one is made for every token: a frozen dataclass takes three times as long
    """A signed token as it was read, its signature unchecked. `defects` tells what is wrong with the form of which part.

    A part with a defect holds what a careless reader would see, or nothing (`header` and `claims` are then empty). Only a
    token without defects may be believed, and only after its signature has been checked.
    """

    header: Mapping[str, Any]
    claims: Mapping[str, Any]
    payload: bytes
    signature: bytes
    signing_input: bytes
    defects: Mapping[Part, Refused] = _NONE

    def __repr__(self) -> str:
        return f"Jwt(claims={list(self.claims)}, defects={list(self.defects)})"  # names only: it is a credential

    def unreadable(self, part: Part) -> bool:
        """Whether nothing at all could be read of a part."""
        if "form" in self.defects:
            return part != "form"
        return part in self.defects and not {"header": self.header, "payload": self.claims}.get(part, True)


def octets_of(token: str | bytes) -> bytes:
    """The bytes of a token that came as text; what has no bytes (a lone surrogate) is kept as an escape."""
    return token if isinstance(token, bytes) else token.encode("utf-8", "backslashreplace")


def read_jwt(token: str | bytes, *, limit: int = MAX_TOKEN_BYTES) -> Jwt:
    """Everything that can be read of a JWT, with the defect of each part. Never fails, whatever the bytes.

    `limit` is in bytes; of a longer text nothing is read (`token.too_large`).
    """
    return _read(token, limit, claims_wanted=True)


def read_jws(token: str | bytes, *, limit: int = MAX_TOKEN_BYTES) -> Jwt:
    """As `read_jwt`, for a payload that may be any octets; there are no claims then."""
    return _read(token, limit, claims_wanted=False)


def _read(token: str | bytes, limit: int, *, claims_wanted: bool) -> Jwt:
    if not isinstance(token, (str, bytes)):
        raise TypeError(f"a token is text or bytes, not a {type(token).__name__}: look at where it is read")
    if len(token) > limit:
        return _formless(refuse(reasons.TOO_LARGE, length=len(token), limit=limit))
    octets = octets_of(token)
    parts = split(octets)
    if parts is None:
        return _formless(not_three_parts(octets))
    foreign = characters_refusal(octets)
    if foreign is not None:
        return _formless(foreign)
    defects: dict[Part, Refused] = {}
    header = _object("header", _octets("header", parts[0], defects), HEADER_DEPTH, defects)
    payload = _octets("payload", parts[1], defects)
    claims = _object("payload", payload, CLAIMS_DEPTH, defects) if claims_wanted else {}
    signature = _octets("signature", parts[2], defects)
    return Jwt(header, claims, payload, signature, octets[: octets.rindex(b".")], defects)


def _formless(refused: Refused) -> Jwt:
    return Jwt({}, {}, b"", b"", b"", {"form": refused})


def _octets(part: Part, text: bytes, defects: dict[Part, Refused]) -> bytes:
    octets = decode(text)
    if octets is not None:
        return octets
    defects[part] = base64url_refusal(part, text)
    return lenient_octets(text)


def _object(part: Part, octets: bytes, max_depth: int, defects: dict[Part, Refused]) -> Mapping[str, Any]:
    value = parse_object(octets, max_depth=max_depth)
    if isinstance(value, JsonDefect):
        defects.setdefault(part, json_refusal(part, value))
        return _lenient_object(octets, value)
    return value


def _lenient_object(octets: bytes, defect: JsonDefect) -> Mapping[str, Any]:
    # What most readers would see: the last of repeated members, numbers rounded, a byte order mark skipped.
    if defect.kind not in {"member_repeated", "number", "byte_order_mark"}:
        return {}
    try:
        value = json.loads(octets.decode("utf-8-sig"))
        json.dumps(value, ensure_ascii=False).encode()
    except ValueError:  # lone surrogates among them: they would break whoever prints them
        return {}
    return value if isinstance(value, dict) else {}


# ------------------------------------------------------------------------------------------------ writing


def claims_json(claims: Mapping[str, Any]) -> bytes:
    """Claims as JSON, without blanks. An issuer that signs many tokens brings its own faster encoder instead."""
    return json.dumps(claims, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


class CompactSigner:
    """Makes the tokens of one key and one kind; the header is encoded once."""

    __slots__ = ("_header", "_sign")

    def __init__(self, header: Mapping[str, Any], sign: Callable[[bytes], bytes]) -> None:
        self._header = header_segment(header)
        self._sign = sign

    def signing_input(self, claims: bytes) -> bytes:
        """What has to be signed for these claims (JSON), for signers that are asynchronous."""
        return signing_input(self._header, claims)

    def sign(self, claims: bytes) -> str:
        """The whole token over these claims (JSON)."""
        signed = signing_input(self._header, claims)
        return compact(signed, self._sign(signed))


def token_header(*, algorithm: str, kid: str, type: str) -> dict[str, str]:  # noqa: A002 - the header's own word
    """The protected header of a token that an issuer writes: `alg`, `typ`, `kid`."""
    return {"alg": algorithm, "typ": type, "kid": kid}
