"""Private signing keys: made, stored, loaded, and used; signatures come in the form of JWS (RFC 7518 section 3).

Keys are stored as PKCS #8 (RFC 5958), unencrypted: whoever stores them seals them (`primitives.sealing`).
"""

from __future__ import annotations

from collections.abc import Callable

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from assay.primitives.public_keys import CURVES, HASHES, UnusableKey, public_members
from assay.primitives.signature_algorithms import ALGORITHMS, CURVE_BYTES, SignatureAlgorithm

RSA_BITS = 2048

_Private = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey | ed448.Ed448PrivateKey


class PrivateKey:
    """A private key together with the one algorithm that it signs with."""

    __slots__ = ("_key", "algorithm", "sign")

    algorithm: str
    sign: Callable[[bytes], bytes]
    """The JWS signature over a message: R||S for ECDSA, the plain signature for the others."""

    def __init__(self, algorithm: str, key: _Private) -> None:
        self.algorithm = algorithm
        self._key = key
        self.sign = _signature(ALGORITHMS[algorithm], key)

    def public_members(self) -> dict[str, str | bytes]:
        """The members of the public JWK, not yet base64url: `kty`, `crv` as str; `n`, `e`, `x`, `y` as bytes."""
        return public_members(self._key.public_key())

    def serialize(self) -> bytes:
        """PKCS #8, DER. It is secret: seal it before it is stored."""
        return self._key.private_bytes(
            serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )

    def __repr__(self) -> str:
        return f"PrivateKey({self.algorithm})"


def generate(algorithm: str) -> PrivateKey:
    """A new key for an algorithm; RSA keys have 2048 bits. `EdDSA` makes Ed25519. Raises `KeyError` for HS256 and the like."""
    offered = ALGORITHMS[algorithm]
    if offered.kty == "RSA":
        return PrivateKey(algorithm, rsa.generate_private_key(public_exponent=65537, key_size=RSA_BITS))
    if offered.kty == "EC":
        return PrivateKey(algorithm, ec.generate_private_key(CURVES[offered.curves[0]]()))
    if offered.kty == "OKP":
        edwards = ed25519.Ed25519PrivateKey if offered.curves[0] == "Ed25519" else ed448.Ed448PrivateKey
        return PrivateKey(algorithm, edwards.generate())
    raise KeyError(f"{algorithm} has no key pair")


def load(algorithm: str, pkcs8: bytes) -> PrivateKey:
    """A stored key (PKCS #8, DER). Raises `UnusableKey` when it is damaged or of another kind than the algorithm wants."""
    try:
        key = serialization.load_der_private_key(pkcs8, password=None)
    except (ValueError, TypeError) as fault:
        raise UnusableKey("the stored private key does not load") from fault
    if not isinstance(key, _Private):
        raise UnusableKey(f"the stored private key is no key for {algorithm}")
    members = public_members(key.public_key())
    offered = ALGORITHMS[algorithm]
    if members["kty"] != offered.kty or (offered.curves and members["crv"] not in offered.curves):
        raise UnusableKey(f"the stored private key is no key for {algorithm}")
    return PrivateKey(algorithm, key)


def _signature(offered: SignatureAlgorithm, key: _Private) -> Callable[[bytes], bytes]:
    if isinstance(key, rsa.RSAPrivateKey):
        assert offered.hash is not None
        hashed = HASHES[offered.hash]()
        scheme: padding.PKCS1v15 | padding.PSS = padding.PKCS1v15()
        if offered.name.startswith("PS"):  # salt as long as the hash (RFC 7518 section 3.5)
            scheme = padding.PSS(padding.MGF1(HASHES[offered.hash]()), padding.PSS.DIGEST_LENGTH)
        rsa_sign = key.sign
        return lambda message: rsa_sign(message, scheme, hashed)
    if isinstance(key, ec.EllipticCurvePrivateKey):
        assert offered.hash is not None
        return _ecdsa(key, ec.ECDSA(HASHES[offered.hash]()), CURVE_BYTES[offered.curves[0]])
    return key.sign


def _ecdsa(key: ec.EllipticCurvePrivateKey, scheme: ec.ECDSA, size: int) -> Callable[[bytes], bytes]:
    der_sign = key.sign

    def sign(message: bytes) -> bytes:
        r, s = decode_dss_signature(der_sign(message, scheme))
        return r.to_bytes(size, "big") + s.to_bytes(size, "big")

    return sign
