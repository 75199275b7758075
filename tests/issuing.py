"""Tokens for tests: an issuer with one key per algorithm, and ways to write any bytes into a token."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from assay.formats.base64url import encode, encode_text
from assay.formats.jose.jwk import public_jwk
from assay.primitives import signing
from assay.verifier import AccessTokenVerifier

ISSUER = "https://issuer.example"
AUDIENCE = "https://api.example"
NOW = 1_800_000_000


@cache
def _key(algorithm: str, which: int) -> signing.PrivateKey:  # RSA keys take long to make
    return signing.generate(algorithm)


def key(algorithm: str = "ES256", which: int = 0) -> signing.PrivateKey:
    """The same key for the same arguments, in one run of the tests."""
    return _key(algorithm, which)


def jwk(algorithm: str = "ES256", which: int = 0) -> dict[str, Any]:
    """The published key."""
    return dict(public_jwk(key(algorithm, which).public_members(), algorithm=algorithm))


def key_set(*algorithms: str) -> dict[str, Any]:
    return {"keys": [jwk(algorithm) for algorithm in algorithms or ("ES256",)]}


def secret_jwk(secret: bytes, **members: Any) -> dict[str, Any]:
    return {"kty": "oct", "k": encode_text(secret), **members}


def claims(**changes: Any) -> dict[str, Any]:
    """Good claims of RFC 9068; a change to None takes the claim away."""
    good = {
        "iss": ISSUER,
        "sub": "user-1",
        "aud": AUDIENCE,
        "exp": NOW + 300,
        "iat": NOW,
        "jti": "jti-1",
        "client_id": "client-1",
        "scope": "read write",
    }
    return {name: value for name, value in {**good, **changes}.items() if value is not None}


def header(algorithm: str = "ES256", which: int = 0, **changes: Any) -> dict[str, Any]:
    good = {"alg": algorithm, "typ": "at+jwt", "kid": jwk(algorithm, which)["kid"]}
    return {name: value for name, value in {**good, **changes}.items() if value is not None}


def as_bytes(part: Any) -> bytes:
    return part if isinstance(part, bytes) else json.dumps(part).encode()


def signed(token_header: Any, token_claims: Any, private: signing.PrivateKey | None = None) -> str:
    """A token with exactly these parts (objects or raw bytes), signed with a key, ES256 by default."""
    signing_input = encode(as_bytes(token_header)) + b"." + encode(as_bytes(token_claims))
    signature = (private or key()).sign(signing_input)
    return (signing_input + b"." + encode(signature)).decode()


def token(algorithm: str = "ES256", *, head: dict[str, Any] | None = None, **changes: Any) -> str:
    """A good token with changed claims."""
    return signed(header(algorithm, **(head or {})), claims(**changes), key(algorithm))


def verifier(*algorithms: str, **changes: Any) -> AccessTokenVerifier:
    algorithms = algorithms or ("ES256",)
    arguments = {
        "issuer": ISSUER,
        "audience": AUDIENCE,
        "algorithms": list(algorithms),
        **({} if "keys" in changes else {"keys": key_set(*algorithms)}),
        **changes,
    }
    return AccessTokenVerifier(**arguments)
