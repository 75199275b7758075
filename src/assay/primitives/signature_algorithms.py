"""The signature algorithms that Assay offers, and what each binds: the kind of key, the curve, the hash, the length.

RFC 7518 section 3, RFC 8037 section 3.1, RFC 9864 section 2. `none` is not among them. No cryptography is loaded here.
"""

from __future__ import annotations

from typing import Literal

from assay.record import Record

KeyType = Literal["RSA", "EC", "OKP", "oct"]
Hash = Literal["sha256", "sha384", "sha512"]


class SignatureAlgorithm(Record):
    """One JWS algorithm. `curves` is empty for RSA and for secrets; `hash` is None where the curve brings its own."""

    name: str
    kty: KeyType
    hash: Hash | None = None
    curves: tuple[str, ...] = ()


ALGORITHMS: dict[str, SignatureAlgorithm] = {
    algorithm.name: algorithm
    for algorithm in (
        SignatureAlgorithm("ES256", "EC", "sha256", ("P-256",)),
        SignatureAlgorithm("ES384", "EC", "sha384", ("P-384",)),
        SignatureAlgorithm("ES512", "EC", "sha512", ("P-521",)),
        SignatureAlgorithm("EdDSA", "OKP", None, ("Ed25519", "Ed448")),
        SignatureAlgorithm("Ed25519", "OKP", None, ("Ed25519",)),
        SignatureAlgorithm("Ed448", "OKP", None, ("Ed448",)),
        SignatureAlgorithm("PS256", "RSA", "sha256"),
        SignatureAlgorithm("PS384", "RSA", "sha384"),
        SignatureAlgorithm("PS512", "RSA", "sha512"),
        SignatureAlgorithm("RS256", "RSA", "sha256"),
        SignatureAlgorithm("RS384", "RSA", "sha384"),
        SignatureAlgorithm("RS512", "RSA", "sha512"),
        SignatureAlgorithm("HS256", "oct", "sha256"),
        SignatureAlgorithm("HS384", "oct", "sha384"),
        SignatureAlgorithm("HS512", "oct", "sha512"),
    )
}

CURVE_BYTES = {"P-256": 32, "P-384": 48, "P-521": 66}
"""Length of one coordinate, and of R and of S (RFC 7518 section 3.4)."""

CURVE_ORDER = {
    "P-256": 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551,
    "P-384": 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFC7634D81F4372DDF581A0DB248B0A77AECEC196ACCC52973,
    "P-521": 0x01FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFA51868783BF2F966B7FCC0148F709A5D03BB5C9B8899C47AEBB6FB71E91386409,
}
"""The order of the base point; R and S lie below it (SP 800-186 section 3.2.1)."""

EDWARDS_SIGNATURE_BYTES = {"Ed25519": 64, "Ed448": 114}
HASH_BYTES: dict[Hash, int] = {"sha256": 32, "sha384": 48, "sha512": 64}
