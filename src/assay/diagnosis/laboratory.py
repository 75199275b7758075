"""The signature laboratory: a signature that fails as configured is tried in the few ways that are known to go wrong.

Only keys that the evidence holds are tried, each in a handful of forms; this is no search for secrets.
"""

from __future__ import annotations

import binascii
import contextlib
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from assay.diagnosis.bundle import Bundle
from assay.diagnosis.facts.carried_values import carried
from assay.diagnosis.facts.configured import FORMER
from assay.diagnosis.facts.keys import issuer_jwks, key_id, verifier_jwks
from assay.diagnosis.facts.token_form import TokenForm, lenient_base64
from assay.diagnosis.laboratory_report import Form, LaboratoryReport
from assay.record import Record, replace

MAX_KEYS = 40


class KeysAtHand(Record):
    """The keys that may be tried: the verifier's own, those that the issuer publishes, other secrets of the evidence."""

    jwks: tuple[Mapping[str, Any], ...] | None = None
    pem: str = ""
    secret: str | None = None
    published: tuple[Mapping[str, Any], ...] = ()
    other_secrets: tuple[tuple[str, str], ...] = ()


def examine_evidence(bundle: Bundle, token: TokenForm, secrets: tuple[tuple[str, str], ...]) -> LaboratoryReport:
    """Try a token's signature with the verifier's key; where none is given, with secrets that settings name for tokens."""
    key = bundle.verifier["key"]
    if not key.mapping and token.alg.startswith("HS"):
        # No key is given: a secret that a setting names for tokens counts where it passes in some form.
        for place, value in secrets[:16]:
            if not re.search(r"client|cookie|session|\bdb\b|database|webhook", place, re.IGNORECASE):
                # Where nothing is set, only what an empty secret makes is tried.
                report = examine_signature(token, KeysAtHand(jwks=None if value else (), secret=value or None))
                if report.outcome == "passed" and FORMER.search(place):
                    return LaboratoryReport("failed", "other_secret_at_hand", place)
                if report.outcome == "passed" or report.form:
                    return replace(report, key=place)
    if not key.mapping and not token.alg.startswith("HS"):
        # What the issuer publishes is what a verifier would use; that it passes says nothing of the one that refused.
        report = examine_signature(token, KeysAtHand(jwks=issuer_jwks(bundle)))
        return report if report.outcome == "failed" else LaboratoryReport("untried")
    secret = key["secret"].text if key.has("secret") and isinstance(key["secret"].raw, str | type(None)) else None
    return examine_signature(
        token,
        KeysAtHand(
            jwks=verifier_jwks(bundle),
            pem=key["pem"].text or key["certificate"].text,
            secret=secret,
            published=issuer_jwks(bundle) or (),
            other_secrets=secrets,
        ),
    )


def examine_signature(token: TokenForm, keys: KeysAtHand) -> LaboratoryReport:
    """Try the configured key, then the known mistakes, and say which passes."""
    if not token.is_jwt or token.is_jwe or len(token.parts) != 3:
        return LaboratoryReport("untried")
    if keys.jwks is None and not keys.pem and keys.secret is None:
        return LaboratoryReport("untried")
    signature = token.signature
    if signature is None:
        return LaboratoryReport("failed")
    alg = token.alg
    signed = token.signed_text.encode("utf-8", "surrogatepass")
    if alg.startswith("HS"):
        return _with_secrets(token, alg, signed, signature, keys)
    return _with_public_keys(token, alg, signed, signature, keys)


def _with_secrets(token: TokenForm, alg: str, signed: bytes, signature: bytes, keys: KeysAtHand) -> LaboratoryReport:
    from assay.primitives.signature_trial import mac_fits

    own = keys.secret
    octets = [jwk for jwk in (keys.jwks or ()) if jwk.get("kty") == "oct" and isinstance(jwk.get("k"), str)]
    for jwk in octets[:MAX_KEYS]:
        if mac_fits(alg, lenient_base64(jwk["k"]) or b"", signed, signature):
            return LaboratoryReport("passed", "as_configured", key_id(jwk))
    for jwk in octets[:MAX_KEYS]:
        if mac_fits(alg, jwk["k"].encode("utf-8", "surrogatepass"), signed, signature):
            return LaboratoryReport(
                "failed", "secret_base64_encoded", key_id(jwk)
            )  # the member k is the secret's base64
    if own is not None and mac_fits(alg, own.encode("utf-8", "surrogatepass"), signed, signature):
        return LaboratoryReport("passed", "as_configured")
    if own is not None:
        for form, secret in _secret_forms(own):
            if mac_fits(alg, secret, signed, signature):
                return LaboratoryReport("failed", form)
    for form, secret in (("secret_empty", b""), ("secret_undefined", b"undefined"), ("secret_undefined", b"null")):
        if mac_fits(alg, secret, signed, signature):
            return LaboratoryReport("failed", form)
    if keys.pem:
        form_of_pem: Form = "certificate_as_secret" if "CERTIFICATE" in keys.pem else "public_key_as_secret"
        for text in (keys.pem, keys.pem.strip(), keys.pem.strip() + "\n"):
            if mac_fits(alg, text.encode("utf-8", "surrogatepass"), signed, signature):
                return LaboratoryReport("failed", form_of_pem)
    for place, secret_text in keys.other_secrets[:MAX_KEYS]:
        for _, secret in (("as_configured", secret_text.encode("utf-8", "surrogatepass")), *_secret_forms(secret_text)):
            if mac_fits(alg, secret, signed, signature):
                return LaboratoryReport("failed", "other_secret_at_hand", place)
    rewritten = _rewritten(token)
    if own and any(mac_fits(alg, own.encode("utf-8", "surrogatepass"), other, signature) for other in rewritten):
        return LaboratoryReport("failed", "payload_rewritten")
    if own is None and not octets:
        return LaboratoryReport("untried")
    return LaboratoryReport("failed")


def _secret_forms(secret: str) -> Iterator[tuple[Form, bytes]]:
    decoded = lenient_base64(secret)
    if decoded:
        yield "secret_base64_decoded", decoded
    with contextlib.suppress(ValueError):
        yield "secret_hex_decoded", bytes.fromhex(secret.strip())
    raw = secret.encode("utf-8", "surrogatepass")
    encoded = binascii.b2a_base64(raw, newline=False)
    for variant in (
        encoded,
        encoded.rstrip(b"="),
        encoded.translate(bytes.maketrans(b"+/", b"-_")),
        raw.hex().encode(),
    ):
        yield "secret_base64_encoded", variant
        yield "secret_base64_encoded", variant.rstrip(b"=")
    for trimmed in (secret.strip(), secret.strip("\"'"), secret.strip().strip("\"'")):
        if trimmed != secret:
            yield "secret_trimmed", trimmed.encode("utf-8", "surrogatepass")
    for mark in ('"', "'"):
        yield (
            "secret_unescaped",
            f"{mark}{secret}{mark}".encode("utf-8", "surrogatepass"),
        )  # who reads a .env file by hand keeps them
    for end in ("\n", "\r\n", " "):
        yield "secret_with_newline", (secret + end).encode("utf-8", "surrogatepass")
    for made in carried(secret):
        yield "secret_unescaped", made.encode("utf-8", "surrogatepass")


def _with_public_keys(
    token: TokenForm, alg: str, signed: bytes, signature: bytes, keys: KeysAtHand
) -> LaboratoryReport:
    from assay.primitives.signature_trial import load_jwk, load_pem, signature_fits

    if keys.pem:
        key = load_pem(keys.pem.replace("\\n", "\n").strip().strip("\"'"))
        if key is None:
            return LaboratoryReport("untried")
        if signature_fits(alg, key, signed, signature):
            return LaboratoryReport("passed", "as_configured")
        if signature_fits(alg, key, signed, signature, der=True):
            return LaboratoryReport("failed", "der_signature")
        if any(signature_fits(alg, key, other, signature) for other in _rewritten(token)):
            return LaboratoryReport("failed", "payload_rewritten")
    for jwk, form in _candidates(token, keys):
        loaded = load_jwk(jwk)
        if loaded is None or not loaded.suits(alg):
            continue
        if signature_fits(alg, loaded, signed, signature):
            return LaboratoryReport("passed" if form == "as_configured" else "failed", form, key_id(jwk))
        if form == "as_configured":
            if signature_fits(alg, loaded, signed, signature, der=True):
                return LaboratoryReport("failed", "der_signature", key_id(jwk))
            if any(signature_fits(alg, loaded, other, signature) for other in _rewritten(token)):
                return LaboratoryReport("failed", "payload_rewritten", key_id(jwk))
    if not keys.pem and keys.jwks is None:
        return LaboratoryReport("untried")
    return LaboratoryReport("failed")


def _candidates(token: TokenForm, keys: KeysAtHand) -> Iterator[tuple[Mapping[str, Any], Form]]:
    own = (keys.jwks or ())[:MAX_KEYS]
    named = [jwk for jwk in own if token.kid and key_id(jwk) == token.kid]
    # Without a kid every key is the configured one; so it is when the set itself names no keys.
    configured = named or [jwk for jwk in own if not token.kid or not key_id(jwk)]
    for jwk in configured:
        yield jwk, "as_configured"
    for jwk in own:
        if jwk not in configured:
            yield jwk, "other_key_of_the_set"
    for jwk in keys.published[:MAX_KEYS]:
        yield jwk, "published_key"


def _rewritten(token: TokenForm) -> Iterator[bytes]:
    """The signed text as it may have been before somebody parsed and wrote it again."""
    from base64 import urlsafe_b64encode

    head = token.parts[0].encode("utf-8", "surrogatepass")
    for separators in ((",", ":"), (", ", ": ")):
        for ascii_only in (True, False):
            with contextlib.suppress(ValueError, RecursionError):
                written = json.dumps(token.claims.raw, separators=separators, ensure_ascii=ascii_only).encode(
                    "utf-8", "surrogatepass"
                )
                yield head + b"." + urlsafe_b64encode(written).rstrip(b"=")
    # A padded token whose signature was made over the unpadded text, and the other way round.
    plain = [part.rstrip("=").encode("utf-8", "surrogatepass") for part in token.parts[:2]]
    if b".".join(plain) != token.signed_text.encode("utf-8", "surrogatepass"):
        yield b".".join(plain)
