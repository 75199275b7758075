"""Verifies a signed payload of any kind (RFC 7515): no claims are read, no typ is asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from assay.checks.jwt.envelope import JWS_CHECKS
from assay.checks.jwt.expectations import Expectations, JwtContext
from assay.decision import Allowed, Refused, first_refusal
from assay.formats.jose.jwt import MAX_TOKEN_BYTES, read_jws
from assay.formats.jose.key_set import parse_key_set


def verify_jws(
    compact: str | bytes,
    keys: Mapping[str, Any],
    *,
    algorithms: Sequence[str],
    max_bytes: int = MAX_TOKEN_BYTES,
) -> Allowed[bytes] | Refused:
    """The payload of a JWS in compact form, after its signature has been verified.

    `keys` is a JWK or a JWK set as parsed JSON; it may hold secrets. `algorithms` may mix kinds: each key serves only
    those of its own kty, curve and `alg`. Raises only for arguments of the wrong type and for an empty `algorithms`.
    """
    if isinstance(algorithms, str) or not algorithms:
        raise TypeError("algorithms is a list of one or more JWS algorithms, such as ['ES256']")
    if not isinstance(keys, Mapping):
        raise TypeError(f"keys are a JWK or a JWK set as parsed JSON, not a {type(keys).__name__}")
    jws = read_jws(compact, limit=max_bytes)
    context = JwtContext(Expectations(algorithms=tuple(algorithms)), parse_key_set(keys, private_allowed=True), 0)
    refused = first_refusal(JWS_CHECKS, jws, context)
    return Allowed(jws.payload) if refused is None else refused
