"""How a recipient of a JWE comes to the content encryption key (RFC 7518 section 4): private keys, unwrapping, agreement.

Not offered: RSA1_5 (padding oracles), the password-based algorithms (the sender sets the work). One failure for every
cause: None.
"""

from __future__ import annotations

from collections.abc import Mapping

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, x448, x25519
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap

from assay.primitives.hashing import sha256
from assay.primitives.public_keys import CURVES, UnusableKey, ec_key, rsa_key
from assay.primitives.signature_algorithms import CURVE_BYTES

RSA_ALGORITHMS = ("RSA-OAEP", "RSA-OAEP-256")
AGREEMENT_ALGORITHMS = {"ECDH-ES": 0, "ECDH-ES+A128KW": 16, "ECDH-ES+A192KW": 24, "ECDH-ES+A256KW": 32}
"""Length of the agreed key that unwraps; 0 where the agreed key is the content encryption key itself."""
WRAP_ALGORITHMS = {"A128KW": 16, "A192KW": 24, "A256KW": 32}
GCM_WRAP_ALGORITHMS = {"A128GCMKW": 16, "A192GCMKW": 24, "A256GCMKW": 32}
DIRECT = "dir"
MONTGOMERY_BYTES = {"X25519": 32, "X448": 56}

RsaPrivateKey = rsa.RSAPrivateKey
AgreementKey = ec.EllipticCurvePrivateKey | x25519.X25519PrivateKey | x448.X448PrivateKey


def rsa_private_key(numbers: Mapping[str, int]) -> RsaPrivateKey:
    """From n, e, d, p and q; the last two are worked out when they are absent, which takes long. Raises `UnusableKey`.

    That the numbers belong together is checked; that p and q are prime is believed, because the key is the caller's own
    and proving it takes longer than many decryptions.
    """
    n, e, d = numbers["n"], numbers["e"], numbers["d"]
    rsa_key(n, e)
    try:
        p, q = (
            (numbers["p"], numbers["q"])
            if "p" in numbers and "q" in numbers
            else rsa.rsa_recover_prime_factors(n, e, d)
        )
        if p * q != n or min(p, q) < 3 or (d * e - 1) % (p - 1) or (d * e - 1) % (q - 1) or not 1 < d < n:
            raise UnusableKey("its numbers do not belong together")
        key = rsa.RSAPrivateNumbers(
            p=p,
            q=q,
            d=d,
            dmp1=rsa.rsa_crt_dmp1(d, p),
            dmq1=rsa.rsa_crt_dmq1(d, q),
            iqmp=rsa.rsa_crt_iqmp(p, q),
            public_numbers=rsa.RSAPublicNumbers(e, n),
        )
        return key.private_key(unsafe_skip_rsa_key_validation=True)
    except (ValueError, UnsupportedAlgorithm) as fault:
        raise UnusableKey("its numbers do not make a private RSA key") from fault


def agreement_key(curve: str, d: bytes) -> AgreementKey:
    """A private key for key agreement on P-256, P-384, P-521, X25519 or X448. Raises `UnusableKey`."""
    try:
        if curve == "X25519":
            return x25519.X25519PrivateKey.from_private_bytes(d)
        if curve == "X448":
            return x448.X448PrivateKey.from_private_bytes(d)
        if len(d) != CURVE_BYTES[curve]:
            raise UnusableKey(f"d has {CURVE_BYTES[curve]} bytes on {curve}")
        return ec.derive_private_key(int.from_bytes(d, "big"), CURVES[curve]())
    except (ValueError, UnsupportedAlgorithm) as fault:
        raise UnusableKey(f"d does not make a private key on {curve}") from fault


def public_point(private: AgreementKey) -> dict[str, bytes]:
    """The members `x` and, on the curves of NIST, `y` of the JWK that belongs to a private key, not yet base64url."""
    if isinstance(private, x25519.X25519PrivateKey | x448.X448PrivateKey):
        return {"x": private.public_key().public_bytes_raw()}
    point, size = private.public_key().public_numbers(), (private.key_size + 7) // 8
    return {"x": point.x.to_bytes(size, "big"), "y": point.y.to_bytes(size, "big")}


def shared_secret(private: AgreementKey, x: bytes, y: bytes | None) -> bytes:
    """The agreed secret Z with somebody's public point. Raises `UnusableKey` for a point off the curve or of low order."""
    try:
        if isinstance(private, x25519.X25519PrivateKey):
            return private.exchange(x25519.X25519PublicKey.from_public_bytes(x))
        if isinstance(private, x448.X448PrivateKey):
            return private.exchange(x448.X448PublicKey.from_public_bytes(x))
        curve = next(name for name, kind in CURVES.items() if isinstance(private.curve, kind))
        return private.exchange(ec.ECDH(), ec_key(curve, x, y or b""))
    except ValueError as fault:  # a shared secret of zeros among them (RFC 7748 section 6.1)
        raise UnusableKey("the point agrees on nothing") from fault


def concat_kdf(z: bytes, *, algorithm: str, length: int, apu: bytes, apv: bytes) -> bytes:
    """The key of `length` bytes that is derived from Z (RFC 7518 section 4.6.2, NIST SP 800-56A section 5.8.1)."""
    other = b"".join(len(part).to_bytes(4, "big") + part for part in (algorithm.encode(), apu, apv))
    other += (length * 8).to_bytes(4, "big")
    rounds = -(-length // 32)
    return b"".join(sha256(n.to_bytes(4, "big") + z + other) for n in range(1, rounds + 1))[:length]


def unwrap_rsa(key: RsaPrivateKey, algorithm: str, encrypted: bytes) -> bytes | None:
    """The content encryption key by RSA-OAEP (SHA-1 inside, as RFC 7518 section 4.3 has it) or RSA-OAEP-256."""
    digest = hashes.SHA256() if algorithm == "RSA-OAEP-256" else hashes.SHA1()  # noqa: S303 - OAEP does not need more
    try:
        return key.decrypt(encrypted, padding.OAEP(padding.MGF1(digest), digest, None))
    except ValueError:
        return None


def unwrap_aes(key: bytes, encrypted: bytes) -> bytes | None:
    """The content encryption key by AES key wrap (RFC 3394)."""
    try:
        return aes_key_unwrap(key, encrypted)
    except (InvalidUnwrap, ValueError):
        return None
