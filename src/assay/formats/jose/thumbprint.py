"""The thumbprint of a key: SHA-256 over its required members in one fixed writing (RFC 7638 section 3, RFC 8037 section 2)."""

from __future__ import annotations

import json
from collections.abc import Mapping

from assay.formats.base64url import encode_text
from assay.primitives.hashing import sha256

_REQUIRED = {"RSA": ("e", "kty", "n"), "EC": ("crv", "kty", "x", "y"), "OKP": ("crv", "kty", "x"), "oct": ("k", "kty")}


def thumbprint(jwk: Mapping[str, object]) -> str:
    """The base64url SHA-256 thumbprint of a JWK, 43 characters. Raises `KeyError` when a required member is absent."""
    required = {name: jwk[name] for name in _REQUIRED[str(jwk["kty"])]}
    return encode_text(sha256(json.dumps(required, separators=(",", ":"), ensure_ascii=False).encode()))
