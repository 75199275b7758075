"""Decides whether the signature was made by one of the selected keys over exactly these bytes (RFC 7515 section 5.2).

Gives `token.signature_missing`, `token.signature_is_der`, `token.signature_length_wrong`,
`token.signature_out_of_range` and `token.signature_mismatch`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from assay.checks.jwt.expectations import JwtCheck, JwtContext
from assay.checks.jwt.key import select_keys
from assay.decision import NotApplicable, Passed, Refused, refuse
from assay.decision.outcome import PASSED
from assay.formats.jose.jwt import Jwt
from assay.primitives.signature_algorithms import (
    ALGORITHMS,
    CURVE_BYTES,
    CURVE_ORDER,
    EDWARDS_SIGNATURE_BYTES,
    HASH_BYTES,
)
from assay.reasons import token as reasons

if TYPE_CHECKING:
    from assay.formats.jose.jwk import Jwk


def check_signature(jwt: Jwt, context: JwtContext) -> Passed | Refused | NotApplicable:
    """Whether any selected key verifies. Why not is told from the form of the signature, after the fact."""
    if not jwt.signature:
        algorithm = jwt.header.get("alg")
        return refuse(reasons.SIGNATURE_MISSING, algorithm=algorithm if isinstance(algorithm, str) else None)
    if context.keys is None or isinstance(context.keys, Refused):
        return NotApplicable("no key is at hand")
    selected = select_keys(jwt.header, context.keys)
    if isinstance(selected, Refused):
        return NotApplicable("no key of the set fits")
    algorithm = jwt.header["alg"]
    for key in selected:
        if key.verification(algorithm)(jwt.signature, jwt.signing_input):
            return PASSED
    return _why(jwt.signature, algorithm, selected)


def _why(signature: bytes, algorithm: str, tried: tuple[Jwk, ...]) -> Refused:
    key, length = tried[0], len(signature)
    expected = _expected_length(key, algorithm)
    if expected is not None and length != expected and len(tried) == 1:
        if key.kty == "EC" and length > 2 and signature[0] == 0x30 and signature[1] in {length - 2, 0x81}:
            return refuse(reasons.SIGNATURE_IS_DER, algorithm=algorithm, length=length, expected=expected)
        return refuse(reasons.SIGNATURE_LENGTH_WRONG, algorithm=algorithm, length=length, expected=expected)
    if key.kty == "EC" and key.curve is not None and expected == length:
        half, order = length // 2, CURVE_ORDER[key.curve]
        r, s = int.from_bytes(signature[:half], "big"), int.from_bytes(signature[half:], "big")
        if not 0 < r < order or not 0 < s < order:
            return refuse(reasons.SIGNATURE_OUT_OF_RANGE, algorithm=algorithm)
    return refuse(reasons.SIGNATURE_MISMATCH, algorithm=algorithm, kid=key.kid, tried=len(tried))


def _expected_length(key: Jwk, algorithm: str) -> int | None:
    if key.kty == "EC" and key.curve is not None:
        return 2 * CURVE_BYTES[key.curve]
    if key.kty == "OKP" and key.curve is not None:
        return EDWARDS_SIGNATURE_BYTES[key.curve]
    digest = ALGORITHMS[algorithm].hash
    if key.kty == "oct" and digest is not None:
        return HASH_BYTES[digest]
    return key.rsa_bytes


SIGNATURE: JwtCheck[JwtContext] = JwtCheck("signature", check_signature, reads="signature")
