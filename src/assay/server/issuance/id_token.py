"""The claims of an ID token (OpenID Connect Core 1.0 sections 2 and 3.1.3.6)."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256, sha384, sha512

import msgspec

from assay.formats import base64url
from assay.primitives.signature_algorithms import ALGORITHMS

TYP = "JWT"

_HASHES = {"sha256": sha256, "sha384": sha384, "sha512": sha512}


class IdTokenClaims(msgspec.Struct, frozen=True, omit_defaults=True):
    """`aud` is the client alone, so there is no `azp`. `nonce` stands in the first ID token only (section 12.2)."""

    iss: str
    sub: str
    aud: str
    exp: int
    iat: int
    auth_time: int
    nonce: str | None = None
    at_hash: str | None = None
    acr: str | None = None
    amr: tuple[str, ...] = ()
    sid: str | None = None


_json = msgspec.json.Encoder().encode


def encode(claims: IdTokenClaims, about: Mapping[str, object]) -> bytes:
    """The claims as JSON, with further ones about the end-user; none of these can take the place of the others."""
    return _json({**about, **msgspec.to_builtins(claims)}) if about else _json(claims)


def at_hash(access_token: str, algorithm: str) -> str:
    """The left half of the hash of the access token, by the hash of the ID token's algorithm (section 3.1.3.6).

    EdDSA with Ed25519 hashes with SHA-512 inside (RFC 8032 section 5.1), so that is its hash here too.
    """
    digest = _HASHES[ALGORITHMS[algorithm].hash or "sha512"](access_token.encode("ascii")).digest()
    return base64url.encode_text(digest[: len(digest) // 2])
