"""Public keys from the numbers of a JWK, and the verification of JWS signatures with them.

Refuses weak numbers by `UnusableKey`: RSA below 2048 bits or with an exponent below 65537, points off their curve.
"""

from __future__ import annotations

from collections.abc import Callable

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, padding, rsa

from assay.primitives.signature_algorithms import ALGORITHMS, CURVE_BYTES, CURVE_ORDER

MIN_RSA_BITS = 2048
MAX_RSA_BITS = 16384
MIN_RSA_EXPONENT = 65537
MAX_RSA_EXPONENT = 2**64  # a larger exponent makes one verification cost as much as a private operation

CURVES: dict[str, type[ec.EllipticCurve]] = {"P-256": ec.SECP256R1, "P-384": ec.SECP384R1, "P-521": ec.SECP521R1}
HASHES: dict[str, type[hashes.HashAlgorithm]] = {
    "sha256": hashes.SHA256,
    "sha384": hashes.SHA384,
    "sha512": hashes.SHA512,
}

PublicKey = rsa.RSAPublicKey | ec.EllipticCurvePublicKey | ed25519.Ed25519PublicKey | ed448.Ed448PublicKey
Verification = Callable[[bytes, bytes], bool]
"""(signature, message) -> whether the signature is right. Never raises on any bytes."""


class UnusableKey(Exception):
    """The numbers of a key do not make a key that Assay works with; the text says why, without the numbers."""


class WeakKey(UnusableKey):
    """A key that works and protects too little."""


def rsa_key(n: int, e: int) -> rsa.RSAPublicKey:
    """An RSA key. Raises `WeakKey` and `UnusableKey`."""
    bits = n.bit_length()
    if bits < MIN_RSA_BITS:
        raise WeakKey(f"the modulus has {bits} bits; at least {MIN_RSA_BITS} are needed")
    if e < MIN_RSA_EXPONENT:
        raise WeakKey(f"the exponent is {e}; at least {MIN_RSA_EXPONENT} is needed")
    if bits > MAX_RSA_BITS or e > MAX_RSA_EXPONENT:
        raise UnusableKey("the modulus or the exponent is larger than Assay works with")
    if n % 2 == 0 or e % 2 == 0:
        raise UnusableKey("the modulus or the exponent is even")
    try:
        return rsa.RSAPublicNumbers(e, n).public_key()
    except (ValueError, UnsupportedAlgorithm) as fault:
        raise UnusableKey("modulus and exponent do not make an RSA key") from fault


def ec_key(curve: str, x: bytes, y: bytes) -> ec.EllipticCurvePublicKey:
    """A key on P-256, P-384 or P-521. Raises `UnusableKey` when the point is not on the curve or badly encoded."""
    size = CURVE_BYTES[curve]
    if len(x) != size or len(y) != size:
        raise UnusableKey(f"a coordinate on {curve} has {size} bytes")
    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(CURVES[curve](), b"\x04" + x + y)
    except (ValueError, UnsupportedAlgorithm) as fault:
        raise UnusableKey(f"the point is not on {curve}") from fault


def edwards_key(curve: str, x: bytes) -> ed25519.Ed25519PublicKey | ed448.Ed448PublicKey:
    """A key on Ed25519 or Ed448. Raises `UnusableKey`."""
    try:
        if curve == "Ed25519":
            return ed25519.Ed25519PublicKey.from_public_bytes(x)
        return ed448.Ed448PublicKey.from_public_bytes(x)
    except (ValueError, UnsupportedAlgorithm) as fault:
        raise UnusableKey(f"a public key on {curve} has {32 if curve == 'Ed25519' else 57} bytes") from fault


def verification(key: PublicKey, algorithm: str) -> Verification:
    """The function that verifies with this key by this algorithm; built once, called for every token.

    Raises `ValueError` when the algorithm is none of this kind of key: the caller has to bind them first.
    """
    offered = ALGORITHMS[algorithm]
    if isinstance(key, ec.EllipticCurvePublicKey) and offered.kty == "EC":
        if not isinstance(key.curve, CURVES[offered.curves[0]]):
            raise ValueError(f"{algorithm} does not work on {key.curve.name}")
        return _ecdsa(key, algorithm)
    if isinstance(key, rsa.RSAPublicKey) and offered.kty == "RSA":
        return _rsa(key, algorithm)
    if isinstance(key, ed25519.Ed25519PublicKey) and "Ed25519" in offered.curves:
        return _edwards(key)
    if isinstance(key, ed448.Ed448PublicKey) and "Ed448" in offered.curves:
        return _edwards(key)
    raise ValueError(f"{algorithm} does not work with a {type(key).__name__}")


def public_members(key: object) -> dict[str, str | bytes]:
    """The members of a public JWK, not yet base64url: `kty`, `crv` as str; `n`, `e`, `x`, `y` as bytes."""
    if isinstance(key, rsa.RSAPublicKey):
        numbers = key.public_numbers()
        return {"kty": "RSA", "n": _minimal(numbers.n), "e": _minimal(numbers.e)}
    if isinstance(key, ec.EllipticCurvePublicKey):
        for curve, kind in CURVES.items():
            if isinstance(key.curve, kind):
                point, size = key.public_numbers(), CURVE_BYTES[curve]
                return {
                    "kty": "EC",
                    "crv": curve,
                    "x": point.x.to_bytes(size, "big"),
                    "y": point.y.to_bytes(size, "big"),
                }
    for curve, edwards in (("Ed25519", ed25519.Ed25519PublicKey), ("Ed448", ed448.Ed448PublicKey)):
        if isinstance(key, edwards):
            return {"kty": "OKP", "crv": curve, "x": key.public_bytes_raw()}
    raise UnusableKey(f"a {type(key).__name__} is no key for signatures that Assay offers")


def is_public_key(octets: bytes) -> bool:
    """Whether octets that are given as a secret are in truth somebody's public key (security bar A003).

    Looks for PEM, SSH, a JWK, DER (key or certificate) and a point on one of the curves, behind blanks or a BOM.
    """
    text = octets.removeprefix(b"\xef\xbb\xbf").strip()
    if text.startswith((b"-----BEGIN", b"ssh-", b"ecdsa-sha2-", b"sk-")) or (text[:1] == b"{" and b'"kty"' in text):
        return True
    for size, curve in ((65, ec.SECP256R1()), (97, ec.SECP384R1()), (133, ec.SECP521R1())):
        if len(octets) == size and octets[0] == 4 and _is_point(curve, octets):
            return True
    return octets[:1] == b"\x30" and _is_der(octets)


def _ecdsa(key: ec.EllipticCurvePublicKey, algorithm: str) -> Verification:
    offered = ALGORITHMS[algorithm]
    assert offered.hash is not None
    size = CURVE_BYTES[offered.curves[0]]
    length, zero, order = 2 * size, bytes(size), CURVE_ORDER[offered.curves[0]].to_bytes(size, "big")
    scheme, der_verify = ec.ECDSA(HASHES[offered.hash]()), key.verify

    def verify(signature: bytes, message: bytes) -> bool:
        if len(signature) != length:
            return False
        r, s = signature[:size], signature[size:]  # of equal length: bytes compare as the numbers do
        if (
            not zero < r < order or not zero < s < order
        ):  # in a careless library r = s = 0 fits everything (CVE-2022-21449)
            return False
        try:
            der_verify(_der(r, s), message, scheme)
        except InvalidSignature:
            return False
        return True

    return verify


_INTEGER = tuple(bytes((0x02, length)) for length in range(68))
_SEQUENCE = tuple(bytes((0x30, length) if length < 128 else (0x30, 0x81, length)) for length in range(140))


def _der(r: bytes, s: bytes) -> bytes:
    # What encode_dss_signature writes, in a third of its time: this is most of what JWS costs above the signature.
    r, s = r.lstrip(b"\0"), s.lstrip(b"\0")
    if r[0] > 127:
        r = b"\0" + r
    if s[0] > 127:
        s = b"\0" + s
    integers = _INTEGER[len(r)] + r + _INTEGER[len(s)] + s
    return _SEQUENCE[len(integers)] + integers


def _rsa(key: rsa.RSAPublicKey, algorithm: str) -> Verification:
    offered = ALGORITHMS[algorithm]
    assert offered.hash is not None
    hashed = HASHES[offered.hash]()
    scheme: padding.PKCS1v15 | padding.PSS = padding.PKCS1v15()
    if algorithm.startswith("PS"):  # the salt is as long as the hash, exactly (RFC 7518 section 3.5)
        scheme = padding.PSS(padding.MGF1(HASHES[offered.hash]()), hashed.digest_size)
    length, rsa_verify = (key.key_size + 7) // 8, key.verify

    def verify(signature: bytes, message: bytes) -> bool:
        if len(signature) != length:
            return False
        try:
            rsa_verify(signature, message, scheme, hashed)
        except InvalidSignature:
            return False
        return True

    return verify


def _edwards(key: ed25519.Ed25519PublicKey | ed448.Ed448PublicKey) -> Verification:
    edwards_verify = key.verify

    def verify(signature: bytes, message: bytes) -> bool:
        try:
            edwards_verify(signature, message)
        except InvalidSignature:
            return False
        return True

    return verify


def _minimal(number: int) -> bytes:
    return number.to_bytes((number.bit_length() + 7) // 8, "big")


def _is_point(curve: ec.EllipticCurve, octets: bytes) -> bool:
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(curve, octets)
    except ValueError:
        return False
    return True


def _is_der(octets: bytes) -> bool:
    try:
        serialization.load_der_public_key(octets)
    except (ValueError, UnsupportedAlgorithm):
        # A certificate, or PKCS #1 that did not load: a DER sequence of exactly this length is no random secret.
        return octets[1:2] == b"\x82" and int.from_bytes(octets[2:4], "big") == len(octets) - 4
    return True
