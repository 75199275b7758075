"""JSON Web Keys for decryption, with their private members (RFC 7517, RFC 7518 section 6, RFC 8037 section 2).

Refuses with `key.set_malformed` and `key.unusable`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from assay.decision import Allowed, Refused, refuse
from assay.formats.base64url import decode_text
from assay.formats.jose.key_set import MAX_KEYS
from assay.primitives import key_management
from assay.primitives.key_management import AgreementKey, RsaPrivateKey
from assay.primitives.public_keys import UnusableKey
from assay.primitives.signature_algorithms import CURVE_BYTES
from assay.reasons import key as reasons

_CURVES = (*CURVE_BYTES, *key_management.MONTGOMERY_BYTES)
_RSA_NUMBERS = ("n", "e", "d", "p", "q")


@dataclass(frozen=True, slots=True, eq=False)
class DecryptionKey:
    """One key that opens encrypted tokens. Exactly one of `rsa`, `agreement` and `secret` is there."""

    kid: str | None
    kty: str
    curve: str | None
    algorithm: str | None
    use: str | None
    operations: tuple[str, ...] | None
    rsa: RsaPrivateKey | None = field(default=None, repr=False)
    agreement: AgreementKey | None = field(default=None, repr=False)
    secret: bytes | None = field(default=None, repr=False)

    def kind(self) -> str:
        """The kind of key in words: kty, curve, alg."""
        return " ".join(word for word in (self.kty, self.curve, self.algorithm and f"for {self.algorithm}") if word)

    def may_decrypt(self) -> bool:
        """Whether `use` and `key_ops`, where they are there, permit it."""
        if self.use is not None and self.use != "enc":
            return False
        permitted = {"decrypt", "unwrapKey", "deriveKey", "deriveBits"}
        return self.operations is None or not permitted.isdisjoint(self.operations)


DecryptionKeys = tuple[DecryptionKey, ...]


def parse_decryption_keys(document: Mapping[str, Any]) -> DecryptionKeys | Refused:
    """The keys of a JWK set, or of a single JWK. The first key that cannot be used refuses them all: they are one's own.

    Parse them once and give the result to `decrypt_jwe` where many tokens come in: an RSA key takes milliseconds.
    """
    members = document.get("keys") if "keys" in document else [document]
    if not isinstance(members, list) or not members or len(members) > MAX_KEYS:
        return refuse(reasons.SET_MALFORMED, defect=f"keys is not a list of 1 to {MAX_KEYS} keys")
    keys: list[DecryptionKey] = []
    for one in members:
        parsed = parse_decryption_key(one)
        if isinstance(parsed, Refused):
            return parsed
        keys.append(parsed.value)
    return tuple(keys)


def parse_decryption_key(members: object) -> Allowed[DecryptionKey] | Refused:
    """A private or secret key from the JSON object of a JWK."""
    if not isinstance(members, Mapping):
        return refuse(reasons.SET_MALFORMED, defect="a key is not a JSON object")
    kid = members.get("kid")
    for name in ("kid", "kty", "use", "alg", "crv"):
        if name in members and not isinstance(members[name], str):
            return refuse(
                reasons.UNUSABLE, kid=kid if isinstance(kid, str) else None, defect=f"its {name} is no string"
            )
    operations = members.get("key_ops")
    if operations is not None and not (
        isinstance(operations, list) and all(isinstance(one, str) for one in operations)
    ):
        return refuse(reasons.UNUSABLE, kid=kid, defect="its key_ops is not a list of strings")
    if operations is not None and len(set(operations)) != len(operations):  # RFC 7517 section 4.3
        return refuse(reasons.UNUSABLE, kid=kid, defect="its key_ops names an operation twice")
    try:
        rsa, agreement, secret = _material(members)
    except UnusableKey as fault:
        return refuse(reasons.UNUSABLE, kid=kid, defect=str(fault))
    return Allowed(
        DecryptionKey(
            kid=kid,
            kty=members["kty"],
            curve=members["crv"] if agreement is not None else None,
            algorithm=members.get("alg"),
            use=members.get("use"),
            operations=None if operations is None else tuple(operations),
            rsa=rsa,
            agreement=agreement,
            secret=secret,
        )
    )


def _material(members: Mapping[str, Any]) -> tuple[RsaPrivateKey | None, AgreementKey | None, bytes | None]:
    kty = members.get("kty")
    if kty == "oct":
        return None, None, _octets(members, "k")
    if kty == "RSA":
        numbers = {name: int.from_bytes(_octets(members, name), "big") for name in _RSA_NUMBERS if name in members}
        if not {"n", "e", "d"} <= numbers.keys():
            raise UnusableKey("it lacks n, e or d")
        return key_management.rsa_private_key(numbers), None, None
    curve = members.get("crv")
    if kty in {"EC", "OKP"} and curve in _CURVES and (kty == "EC") == (curve in CURVE_BYTES):
        private = key_management.agreement_key(curve, _octets(members, "d"))
        for name, octets in key_management.public_point(private).items():
            if name in members and _octets(members, name) != octets:  # RFC 7518 section 6.2.2, RFC 8037 section 2
                raise UnusableKey(f"its {name} does not belong to its d")
        return None, private, None
    raise UnusableKey("its kty and crv are of no kind that decrypts")


def _octets(members: Mapping[str, Any], name: str) -> bytes:
    text = members.get(name)
    octets = decode_text(text) if isinstance(text, str) else None
    if octets is None:
        raise UnusableKey(f"its {name} is missing or not base64url")
    return octets
