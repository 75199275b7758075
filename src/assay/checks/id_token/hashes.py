"""Decides whether access token and authorization code belong to the ID token (OpenID Connect Core sections 3.1.3.6, 3.3.2.11).

A hash that cannot be computed refuses. Gives `token.hash_mismatch`.
"""

from __future__ import annotations

from assay.checks.id_token.expectations import IdTokenContext
from assay.checks.jwt.expectations import JwtCheck
from assay.decision import NotApplicable, Passed, Refused, refuse
from assay.decision.outcome import PASSED
from assay.formats.base64url import encode_text
from assay.formats.jose.jwt import Jwt
from assay.primitives.hashing import equal, left_half
from assay.primitives.signature_algorithms import ALGORITHMS, EDWARDS_SIGNATURE_BYTES
from assay.reasons import token as reasons


def check_access_token_hash(jwt: Jwt, context: IdTokenContext) -> Passed | Refused | NotApplicable:
    """Whether at_hash, where there is one, fits the access token that came beside."""
    return _check(jwt, "at_hash", context.expected.access_token, beside="access token", required=False)


def check_code_hash(jwt: Jwt, context: IdTokenContext) -> Passed | Refused | NotApplicable:
    """Whether c_hash fits the code that came beside the ID token; from the authorization endpoint it is never missing."""
    return _check(jwt, "c_hash", context.expected.code, beside="authorization code", required=True)


def _check(jwt: Jwt, claim: str, value: str | None, *, beside: str, required: bool) -> Passed | Refused | NotApplicable:
    if value is None:
        return NotApplicable(f"no {beside} came beside")
    if claim not in jwt.claims:
        if required:
            return refuse(reasons.HASH_MISMATCH, claim=claim, beside=beside, defect="the ID token lacks it")
        return NotApplicable(f"the ID token has no {claim}")
    found, digest = jwt.claims[claim], _hash_of(jwt)
    if digest is None:
        return refuse(reasons.HASH_MISMATCH, claim=claim, beside=beside, defect="its hash cannot be computed")
    expected = encode_text(left_half(digest, value.encode()))
    if isinstance(found, str) and equal(found.encode(), expected.encode()):
        return PASSED
    return refuse(reasons.HASH_MISMATCH, claim=claim, beside=beside, defect="it is another one")


def _hash_of(jwt: Jwt) -> str | None:
    # The hash of the ID token's algorithm; Ed25519 hashes with SHA-512, Ed448 with SHAKE256 (RFC 8032 section 5).
    algorithm = ALGORITHMS.get(str(jwt.header.get("alg")))
    if algorithm is None:
        return None
    if algorithm.hash is not None:
        return algorithm.hash
    return "shake256" if len(jwt.signature) == EDWARDS_SIGNATURE_BYTES["Ed448"] else "sha512"


ACCESS_TOKEN_HASH: JwtCheck[IdTokenContext] = JwtCheck("access_token_hash", check_access_token_hash, conditional=True)
CODE_HASH: JwtCheck[IdTokenContext] = JwtCheck("code_hash", check_code_hash, conditional=True)
