"""JSON Web Keys for signatures (RFC 7517, RFC 7518 section 6, RFC 8037 section 2): what a key is, and what it may be used for.

Refuses with `key.set_malformed`, `key.unusable`, `key.weak` and `key.secret_is_public`. Private members are not read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from assay.decision import Allowed, Refused, refuse
from assay.formats.base64url import decode_text, encode_text
from assay.formats.jose.thumbprint import thumbprint
from assay.primitives.hashing import sha256
from assay.primitives.published_secrets import is_published
from assay.primitives.signature_algorithms import ALGORITHMS, CURVE_BYTES, EDWARDS_SIGNATURE_BYTES
from assay.reasons import key as reasons

if TYPE_CHECKING:  # cryptography is loaded when the first key is, not before (start-up of `assay explain`)
    from assay.primitives.public_keys import PublicKey

Verification = Callable[[bytes, bytes], bool]

SIGNATURE_CURVES = {"EC": tuple(CURVE_BYTES), "OKP": tuple(EDWARDS_SIGNATURE_BYTES)}
KEY_AGREEMENT_CURVES = ("X25519", "X448")
PRIVATE_MEMBERS = ("d", "p", "q", "dp", "dq", "qi", "oth", "k")


@dataclass(frozen=True, slots=True, eq=False)
class Jwk:
    """One key of a set. `public` is None for a secret and for curves that only agree on keys.

    `fingerprint` tells equal keys from different ones; for a secret it is a keyless hash, so it is never shown.
    """

    kty: str
    kid: str | None
    curve: str | None
    algorithm: str | None
    use: str | None
    operations: tuple[str, ...] | None
    fingerprint: bytes = field(repr=False)
    public: PublicKey | None = field(default=None, repr=False)
    secret: bytes | None = field(default=None, repr=False)
    rsa_bytes: int | None = None
    _verifications: dict[str, Verification] = field(default_factory=dict, repr=False)

    def kind(self) -> str:
        """The kind of key in words: kty, curve, alg."""
        return " ".join(word for word in (self.kty, self.curve, self.algorithm and f"for {self.algorithm}") if word)

    def fits(self, algorithm: str) -> bool:
        """Whether the kind of key is the one that a signature algorithm works with, and the key's own `alg` agrees."""
        offered = ALGORITHMS.get(algorithm)
        if offered is None or offered.kty != self.kty or (offered.curves and self.curve not in offered.curves):
            return False
        return self.algorithm is None or self.algorithm == algorithm or _same_by_two_names(self, algorithm)

    def may(self, operation: str, use: str) -> bool:
        """Whether `use` and `key_ops`, where published, permit it: ("verify", "sig") or ("decrypt", "enc")."""
        if self.use is not None and self.use != use:
            return False
        return self.operations is None or operation in self.operations

    def verification(self, algorithm: str) -> Verification:
        """The function that verifies by this algorithm; made once. Ask `fits` before."""
        made = self._verifications.get(algorithm)
        if made is None:
            made = self._verifications[algorithm] = _verification(self, algorithm)
        return made


def parse_jwk(members: object) -> Allowed[Jwk] | Refused:
    """A key from the JSON object of a JWK. Unknown members are ignored (RFC 7517 section 4)."""
    if not isinstance(members, Mapping):
        return refuse(reasons.SET_MALFORMED, defect="a key is not a JSON object")
    kid = members.get("kid")
    if kid is not None and not isinstance(kid, str):
        return refuse(reasons.UNUSABLE, kid=None, defect="its kid is not a string")
    for name in ("kty", "use", "alg", "crv"):
        if name in members and not isinstance(members[name], str):
            return refuse(reasons.UNUSABLE, kid=kid, defect=f"its {name} is not a string")
    operations = members.get("key_ops")
    if operations is not None and not (
        isinstance(operations, list) and all(isinstance(one, str) for one in operations)
    ):
        return refuse(reasons.UNUSABLE, kid=kid, defect="its key_ops is not a list of strings")
    if operations is not None and len(set(operations)) != len(operations):  # RFC 7517 section 4.3
        return refuse(reasons.UNUSABLE, kid=kid, defect="its key_ops names an operation twice")
    read = _READERS.get(members.get("kty", ""))
    if read is None:
        return refuse(reasons.UNUSABLE, kid=kid, defect="its kty is none of RSA, EC, OKP and oct")
    material = read(kid, members)
    if isinstance(material, Refused):
        return material
    return Allowed(
        Jwk(
            kty=members["kty"],
            kid=kid,
            curve=members.get("crv") if members["kty"] in SIGNATURE_CURVES else None,
            algorithm=members.get("alg"),
            use=members.get("use"),
            operations=None if operations is None else tuple(operations),
            fingerprint=material.fingerprint,
            public=material.public,
            secret=material.secret,
            rsa_bytes=material.rsa_bytes,
        )
    )


def public_jwk(members: Mapping[str, str | bytes], *, algorithm: str) -> dict[str, str]:
    """The JWK to publish, from `PrivateKey.public_members()`: with `use`, `alg`, and the thumbprint as `kid`.

    `key_ops` is left out: with `use` it says the same twice (RFC 7517 section 4.3).
    """
    jwk = {name: value if isinstance(value, str) else encode_text(value) for name, value in members.items()}
    return {**jwk, "use": "sig", "alg": algorithm, "kid": thumbprint(jwk)}


# ------------------------------------------------------------------------------------------------ reading the kinds


@dataclass(frozen=True, slots=True)
class _Material:
    fingerprint: bytes
    public: PublicKey | None = None
    secret: bytes | None = field(default=None, repr=False)
    rsa_bytes: int | None = None


def _rsa(kid: str | None, members: Mapping[str, Any]) -> _Material | Refused:
    from assay.primitives import public_keys

    n, e = _octets(members, "n"), _octets(members, "e")
    if n is None or e is None:
        return refuse(reasons.UNUSABLE, kid=kid, defect="its n or e is missing or not base64url")
    modulus, exponent = int.from_bytes(n, "big"), int.from_bytes(e, "big")
    material = _public(kid, members, lambda: public_keys.rsa_key(modulus, exponent))
    if isinstance(material, Refused):
        return material
    return _Material(material.fingerprint, material.public, rsa_bytes=(modulus.bit_length() + 7) // 8)


def _ec(kid: str | None, members: Mapping[str, Any]) -> _Material | Refused:
    from assay.primitives import public_keys

    curve, x, y = members.get("crv"), _octets(members, "x"), _octets(members, "y")
    if curve not in CURVE_BYTES:
        return refuse(reasons.UNUSABLE, kid=kid, defect="its crv is none of P-256, P-384 and P-521")
    if x is None or y is None:
        return refuse(reasons.UNUSABLE, kid=kid, defect="its x or y is missing or not base64url")
    return _public(kid, members, lambda: public_keys.ec_key(curve, x, y))


def _okp(kid: str | None, members: Mapping[str, Any]) -> _Material | Refused:
    from assay.primitives import public_keys

    curve, x = members.get("crv"), _octets(members, "x")
    if x is None:
        return refuse(reasons.UNUSABLE, kid=kid, defect="its x is missing or not base64url")
    if curve in KEY_AGREEMENT_CURVES:
        return _Material(_fingerprint(members))
    if curve not in EDWARDS_SIGNATURE_BYTES:
        return refuse(reasons.UNUSABLE, kid=kid, defect="its crv is none of Ed25519, Ed448, X25519 and X448")
    return _public(kid, members, lambda: public_keys.edwards_key(curve, x))


def _oct(kid: str | None, members: Mapping[str, Any]) -> _Material | Refused:
    from assay.primitives import public_keys

    secret = _octets(members, "k")
    if secret is None:
        return refuse(reasons.UNUSABLE, kid=kid, defect="its k is missing or not base64url")
    if public_keys.is_public_key(secret):
        return refuse(reasons.SECRET_IS_PUBLIC, kid=kid)
    if is_published(secret):
        return refuse(reasons.WEAK, kid=kid, defect="the secret stands on public lists of secrets found in code")
    return _Material(sha256(secret), secret=secret)


_READERS: dict[str, Callable[[str | None, Mapping[str, Any]], _Material | Refused]] = {
    "RSA": _rsa,
    "EC": _ec,
    "OKP": _okp,
    "oct": _oct,
}


def _public(kid: str | None, members: Mapping[str, Any], build: Callable[[], PublicKey]) -> _Material | Refused:
    from assay.primitives.public_keys import UnusableKey, WeakKey

    try:
        key = build()
    except WeakKey as fault:
        return refuse(reasons.WEAK, kid=kid, defect=str(fault))
    except UnusableKey as fault:
        return refuse(reasons.UNUSABLE, kid=kid, defect=str(fault))
    return _Material(_fingerprint(members), key)


def _fingerprint(members: Mapping[str, Any]) -> bytes:
    return thumbprint(members).encode()


def _octets(members: Mapping[str, Any], name: str) -> bytes | None:
    text = members.get(name)
    return decode_text(text) if isinstance(text, str) else None


def _same_by_two_names(key: Jwk, algorithm: str) -> bool:
    # RFC 9864 gave EdDSA its two curves' own names; on one curve both names mean the same.
    return {key.algorithm, algorithm} == {"EdDSA", key.curve}


def _verification(key: Jwk, algorithm: str) -> Verification:
    if key.secret is not None:
        from assay.primitives.hashing import hmac_verification

        digest = ALGORITHMS[algorithm].hash
        assert digest is not None
        return hmac_verification(key.secret, digest)
    from assay.primitives.public_keys import verification

    assert key.public is not None
    return verification(key.public, algorithm)
