"""Trying a signature against a key in any form that people have: PEM, certificate, private key, JWK, secret.

For the diagnosis only: the verifier takes none of these forms and answers with reasons. Nothing here raises.
"""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from assay.record import Record

_HASHES: dict[str, hashes.HashAlgorithm] = {"256": hashes.SHA256(), "384": hashes.SHA384(), "512": hashes.SHA512()}
_CURVES: dict[str, tuple[type[ec.EllipticCurve], int]] = {
    "P-256": (ec.SECP256R1, 32),
    "P-384": (ec.SECP384R1, 48),
    "P-521": (ec.SECP521R1, 66),
    "secp256k1": (ec.SECP256K1, 32),
}
_CURVE_OF = {"ES256": "P-256", "ES384": "P-384", "ES512": "P-521", "ES256K": "secp256k1"}
_NAMES = {"secp256r1": "P-256", "secp384r1": "P-384", "secp521r1": "P-521", "secp256k1": "secp256k1"}
_FAULTS = (ValueError, TypeError, KeyError, UnsupportedAlgorithm, InvalidSignature, OverflowError)

PublicKey = rsa.RSAPublicKey | ec.EllipticCurvePublicKey | ed25519.Ed25519PublicKey | ed448.Ed448PublicKey


class LoadedKey(Record):
    """A public key and its kind (`RSA`, `EC P-256`, `OKP Ed25519`)."""

    public: PublicKey
    kind: str

    def suits(self, alg: str) -> bool:
        """Whether an algorithm works with this kind of key."""
        if alg[:2] in {"RS", "PS"}:
            return self.kind == "RSA"
        if alg in _CURVE_OF:
            return self.kind == f"EC {_CURVE_OF[alg]}"
        return alg in {"EdDSA", "Ed25519", "Ed448"} and self.kind.startswith("OKP")


def load_pem(text: str) -> LoadedKey | None:
    """The public key in a PEM text (public key, certificate or private key), or None."""
    raw = text.strip().encode("utf-8", "replace")
    try:
        if b"BEGIN CERTIFICATE" in raw:
            return _named(x509.load_pem_x509_certificate(raw).public_key())
        if b"PRIVATE KEY" in raw:
            return _named(serialization.load_pem_private_key(raw, None).public_key())
        return _named(serialization.load_pem_public_key(raw))
    except _FAULTS:
        return None


def load_jwk(jwk: Mapping[str, Any]) -> LoadedKey | None:
    """The public key in a JWK, or None."""
    try:
        kind = jwk.get("kty")
        if kind == "RSA":
            n, e = _integer(jwk["n"]), _integer(jwk["e"])
            return (
                None
                if n.bit_length() > 16_384 or e.bit_length() > 64
                else _named(rsa.RSAPublicNumbers(e, n).public_key())
            )
        if kind == "EC":
            curve, _ = _CURVES[jwk["crv"]]
            return _named(ec.EllipticCurvePublicNumbers(_integer(jwk["x"]), _integer(jwk["y"]), curve()).public_key())
        if kind == "OKP" and jwk["crv"] == "Ed25519":
            return _named(ed25519.Ed25519PublicKey.from_public_bytes(_bytes(jwk["x"])))
        if kind == "OKP" and jwk["crv"] == "Ed448":
            return _named(ed448.Ed448PublicKey.from_public_bytes(_bytes(jwk["x"])))
    except _FAULTS:
        return None
    return None


def signature_fits(alg: str, key: LoadedKey, signed: bytes, signature: bytes, *, der: bool = False) -> bool:
    """Whether a signature is this key's over these bytes. `der` reads an ECDSA signature in its ASN.1 form."""
    try:
        public, digest = key.public, _HASHES.get(alg[2:5])
        if isinstance(public, rsa.RSAPublicKey) and alg[:2] == "RS" and digest:
            public.verify(signature, signed, padding.PKCS1v15(), digest)
        elif isinstance(public, rsa.RSAPublicKey) and alg[:2] == "PS" and digest:
            public.verify(signature, signed, padding.PSS(padding.MGF1(digest), digest.digest_size), digest)
        elif isinstance(public, ec.EllipticCurvePublicKey) and alg[:2] == "ES" and digest:
            half = len(signature) // 2
            r, s = int.from_bytes(signature[:half], "big"), int.from_bytes(signature[half:], "big")
            public.verify(signature if der else encode_dss_signature(r, s), signed, ec.ECDSA(digest))
        elif isinstance(public, ed25519.Ed25519PublicKey | ed448.Ed448PublicKey):
            public.verify(signature, signed)
        else:
            return False
    except _FAULTS:
        return False
    return True


def mac_fits(alg: str, secret: bytes, signed: bytes, signature: bytes) -> bool:
    """Whether an HMAC of the HS family is this secret's over these bytes."""
    name = {"HS256": "sha256", "HS384": "sha384", "HS512": "sha512"}.get(alg)
    return bool(name) and hmac.compare_digest(hmac.digest(secret, signed, str(name)), signature)


def certificate_period(text: str) -> tuple[float, float] | None:
    """From when until when a PEM certificate is valid, or None."""
    try:
        certificate = x509.load_pem_x509_certificate(text.strip().encode("utf-8", "replace"))
        return certificate.not_valid_before_utc.timestamp(), certificate.not_valid_after_utc.timestamp()
    except _FAULTS:
        return None


def _named(public: Any) -> LoadedKey | None:
    if isinstance(public, rsa.RSAPublicKey):
        return LoadedKey(public, "RSA")
    if isinstance(public, ec.EllipticCurvePublicKey):
        return LoadedKey(public, f"EC {_NAMES.get(public.curve.name, public.curve.name)}")
    if isinstance(public, ed25519.Ed25519PublicKey):
        return LoadedKey(public, "OKP Ed25519")
    return LoadedKey(public, "OKP Ed448") if isinstance(public, ed448.Ed448PublicKey) else None


def _bytes(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _integer(text: str) -> int:
    return int.from_bytes(_bytes(text), "big")
