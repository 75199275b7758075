"""What keys are that stand alone: how many, of which kind and size, with which names; and whether a PEM is whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from assay.diagnosis.facts.keys import PemText, key_id, verifier_jwks
from assay.diagnosis.facts.quoting import quoted
from assay.diagnosis.facts.token_form import lenient_base64

if TYPE_CHECKING:
    from collections.abc import Mapping

    from assay.diagnosis.facts.gathered import Facts

_SHOWN = 4
_SEQUENCE = 0x30
_LONG_FORM = 0x80
_MOST_LENGTH_BYTES = 4
_HEAD = 2
_DER = ("PUBLIC KEY", "PRIVATE KEY", "CERTIFICATE")
_LABELS = {
    "PUBLIC KEY": "a public key",
    "RSA PUBLIC KEY": "an RSA public key (PKCS #1)",
    "PRIVATE KEY": "a private key",
    "RSA PRIVATE KEY": "an RSA private key (PKCS #1)",
    "EC PRIVATE KEY": "an EC private key (SEC 1)",
    "ENCRYPTED PRIVATE KEY": "a private key behind a passphrase",
    "OPENSSH PRIVATE KEY": "a private key of OpenSSH",
    "CERTIFICATE": "a certificate",
    "CERTIFICATE REQUEST": "a request for a certificate",
}


def keys_summary(facts: Facts) -> str:
    """The keys of the evidence in one line, nothing of a secret part in it; empty where there are none."""
    jwks = verifier_jwks(facts.bundle)
    if jwks is not None:
        told = [_jwk(key) for key in jwks[:_SHOWN]] + (["…"] if len(jwks) > _SHOWN else [])
        return f"a JWK set: {len(jwks)} {'key' if len(jwks) == 1 else 'keys'}" + (
            f" ({'; '.join(told)})" if told else ""
        )
    plain, wrapped = facts.pems
    if plain:
        more = f" and {len(plain) - 1} more" if len(plain) > 1 else ""
        return f"{_LABELS.get(plain[0].label, 'a PEM of ' + quoted(plain[0].label))} as PEM{more}"
    return f"a PEM of {quoted(wrapped[0].label)}, encoded once more" if wrapped else ""


def damage_of(pem: PemText) -> str:
    """How the text between the lines of a PEM is damaged, as a phrase; empty where it is whole as far as is seen."""
    if (
        pem.escaped_breaks
        or pem.one_line
        or pem.only_first_line
        or "Proc-Type" in pem.text
        or not pem.label.endswith(_DER)
    ):
        return ""  # the first three are causes of their own, and the rest is not read here
    if "-----END" not in pem.text:
        return "its END line is missing"
    body = "".join(line.strip() for line in pem.text.splitlines() if "-----" not in line)
    raw = lenient_base64(body)
    if raw is None:
        return "what stands between its first and last line is no base64"
    said = _length_said(raw)
    return f"it says that it has {said} bytes, and {len(raw)} are there" if said is not None and len(raw) < said else ""


def _length_said(raw: bytes) -> int | None:
    """The length that the first bytes of a DER name for all of it; None for what is none."""
    if len(raw) < _HEAD or raw[0] != _SEQUENCE:
        return None
    size, start = raw[1], _HEAD
    if size & _LONG_FORM:
        count = size & ~_LONG_FORM
        if not 0 < count <= _MOST_LENGTH_BYTES or len(raw) < _HEAD + count:
            return None
        size, start = int.from_bytes(raw[_HEAD : _HEAD + count], "big"), _HEAD + count
    return start + size


def _jwk(key: Mapping[str, Any]) -> str:
    kind = key.get("kty")
    words = [kind if isinstance(kind, str) and kind.isascii() and kind.isalnum() and len(kind) < 8 else "no kty"]
    modulus = lenient_base64(key["n"]) if isinstance(key.get("n"), str) else None
    if modulus:
        words.append(str(int.from_bytes(modulus[:1_024], "big").bit_length()))
    curve = key.get("crv")
    if isinstance(curve, str):
        words.append(quoted(curve[:20]))
    if key_id(key):
        words.append(f"kid {quoted(key_id(key)[:60])}")
    if isinstance(key.get("use"), str):
        words.append(f"use {quoted(key['use'][:10])}")
    if "d" in key or "k" in key:
        words.append("with its secret part")
    return " ".join(words)
