"""Decrypts encrypted tokens (RFC 7516 section 5.2). The key's kind binds the algorithm; every failure to decrypt is one reason.

Reasons: `token.algorithm_*`, `token.encryption_*`, `token.compressed`, `token.decryption_failed`, `token.not_signed`,
`key.*`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from assay.checks.jwt.header_parameters import critical_refusal, type_refusal
from assay.decision import Allowed, Refused, refuse
from assay.formats.jose.decryption_key import DecryptionKey, DecryptionKeys, parse_decryption_keys
from assay.formats.jose.jwe import Jwe, parse_jwe
from assay.formats.jose.jwt import MAX_TOKEN_BYTES
from assay.primitives.content_encryption import CONTENT_ENCRYPTIONS, ContentEncryption
from assay.reasons import key as key_reasons
from assay.reasons import token as reasons
from assay.verifier.content_keys import KEY_MANAGEMENT, content_key, fits


def decrypt_jwe(
    compact: str | bytes,
    keys: Mapping[str, Any] | DecryptionKeys,
    *,
    algorithms: Sequence[str],
    encryptions: Sequence[str],
    max_bytes: int = MAX_TOKEN_BYTES,
) -> Allowed[bytes] | Refused:
    """The plaintext of a JWE in compact form. Who wrote it is not proved by that: see `open_nested`.

    `keys` is a private or secret JWK, or a set of them, as parsed JSON, or what `parse_decryption_keys` made of it.
    `algorithms` and `encryptions` are the accepted
    values of `alg` and `enc`. Raises only for arguments of the wrong type and for empty lists.
    """
    opened = _open(compact, keys, algorithms, encryptions, max_bytes)
    return opened if isinstance(opened, Refused) else Allowed(opened[1])


def open_nested(
    compact: str | bytes,
    keys: Mapping[str, Any] | DecryptionKeys,
    *,
    algorithms: Sequence[str],
    encryptions: Sequence[str],
    max_bytes: int = MAX_TOKEN_BYTES,
) -> Allowed[bytes] | Refused:
    """The signed token inside an encrypted one, to be verified next (RFC 7519 section 5.2). One layer, never more."""
    opened = _open(compact, keys, algorithms, encryptions, max_bytes)
    if isinstance(opened, Refused):
        return opened
    header, inner = opened
    content_type = header.get("cty")
    if not isinstance(content_type, str) or content_type.lower().removeprefix("application/") != "jwt":
        return refuse(reasons.NOT_SIGNED, content_type=content_type if isinstance(content_type, str) else None)
    if inner.count(b".") != 2:
        return refuse(reasons.NOT_SIGNED, content_type=content_type)
    return Allowed(inner)


def _open(
    compact: str | bytes,
    keys: Mapping[str, Any] | DecryptionKeys,
    algorithms: Sequence[str],
    encryptions: Sequence[str],
    max_bytes: int,
) -> tuple[Mapping[str, Any], bytes] | Refused:
    for named in (algorithms, encryptions):
        if isinstance(named, str) or not named:
            raise TypeError("algorithms and encryptions are lists of one or more names")
    if not isinstance(keys, Mapping | tuple):
        raise TypeError(f"keys are a JWK or a JWK set as parsed JSON, not a {type(keys).__name__}")
    parsed = parse_jwe(compact, limit=max_bytes)
    if isinstance(parsed, Refused):
        return parsed
    jwe = parsed.value
    encryption = _encryption(jwe, algorithms, encryptions)
    if isinstance(encryption, Refused):
        return encryption
    own = keys if isinstance(keys, tuple) else parse_decryption_keys(keys)
    if isinstance(own, Refused):
        return own
    key = _select(jwe.header, own, encryption)
    if isinstance(key, Refused):
        return key
    cek = content_key(jwe, key, encryption)
    if isinstance(cek, Refused):
        return cek
    # A key that did not unwrap is replaced by zeros and decrypted with all the same, so that both failures take the
    # same way (RFC 7516 section 11.5); what comes out of it is thrown away.
    plaintext = encryption.decrypt(
        cek or bytes(encryption.key_bytes), jwe.iv, jwe.ciphertext, jwe.tag, jwe.associated_data
    )
    if cek is None or plaintext is None:
        return refuse(reasons.DECRYPTION_FAILED)
    return jwe.header, plaintext


def _encryption(jwe: Jwe, algorithms: Sequence[str], encryptions: Sequence[str]) -> ContentEncryption | Refused:
    header = jwe.header
    algorithm, encryption = header.get("alg"), header.get("enc")
    if not isinstance(algorithm, str):
        return refuse(reasons.ALGORITHM_MISSING)
    if algorithm not in KEY_MANAGEMENT:
        return refuse(reasons.ALGORITHM_NOT_OFFERED, algorithm=algorithm)
    if algorithm not in algorithms:
        return refuse(reasons.ALGORITHM_NOT_ALLOWED, algorithm=algorithm, allowed=tuple(algorithms))
    offered = CONTENT_ENCRYPTIONS.get(encryption) if isinstance(encryption, str) else None
    if offered is None:
        told = encryption if isinstance(encryption, str) else None
        return refuse(reasons.ENCRYPTION_NOT_OFFERED, encryption=told)
    if offered.name not in encryptions:
        return refuse(reasons.ENCRYPTION_NOT_ALLOWED, encryption=offered.name, allowed=tuple(encryptions))
    if "zip" in header:
        return refuse(reasons.COMPRESSED)
    refused = type_refusal(header)
    if refused is None:
        refused = critical_refusal(header)
    if refused is not None:
        return refused
    for part, octets, expected in (
        ("initialization vector", jwe.iv, offered.iv_bytes),
        ("authentication tag", jwe.tag, offered.tag_bytes),
    ):
        if len(octets) != expected:
            return refuse(reasons.ENCRYPTION_PART_LENGTH, part=part, length=len(octets), expected=expected)
    return offered


def _select(
    header: Mapping[str, Any], keys: tuple[DecryptionKey, ...], encryption: ContentEncryption
) -> DecryptionKey | Refused:
    kid, algorithm = header.get("kid"), header["alg"]
    named = keys
    if isinstance(kid, str):
        named = tuple(key for key in keys if key.kid == kid) or tuple(key for key in keys if key.kid is None)
        if not named:
            known = tuple(key.kid for key in keys if key.kid is not None)
            return refuse(key_reasons.KID_UNKNOWN, kid=kid, known=known)
    fitting = tuple(key for key in named if fits(key, algorithm, encryption))
    if not fitting:
        return refuse(key_reasons.ALGORITHM_MISMATCH, algorithm=algorithm, kid=named[0].kid, key=named[0].kind())
    permitted = tuple(key for key in fitting if key.may_decrypt())
    if not permitted:
        first = fitting[0]
        published_for = (*((first.use,) if first.use else ()), *(first.operations or ()))
        return refuse(key_reasons.USE_MISMATCH, kid=first.kid, published_for=published_for, wanted_for="decryption")
    if len(permitted) > 1:
        return refuse(key_reasons.KID_AMBIGUOUS, kid=kid if isinstance(kid, str) else None, count=len(permitted))
    return permitted[0]
