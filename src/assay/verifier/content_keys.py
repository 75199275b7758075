"""From the header of a JWE and one's own key to the content encryption key (RFC 7518 section 4).

Gives `token.ephemeral_key_unusable`, `token.encryption_part_length`, `token.header_parameter_malformed`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assay.decision import Refused, refuse
from assay.formats.base64url import decode_text
from assay.formats.jose.decryption_key import DecryptionKey
from assay.formats.jose.jwe import Jwe
from assay.primitives.content_encryption import ContentEncryption, decrypt_gcm
from assay.primitives.key_management import (
    AGREEMENT_ALGORITHMS,
    DIRECT,
    GCM_WRAP_ALGORITHMS,
    RSA_ALGORITHMS,
    WRAP_ALGORITHMS,
    concat_kdf,
    shared_secret,
    unwrap_aes,
    unwrap_rsa,
)
from assay.primitives.public_keys import UnusableKey
from assay.reasons import token as reasons

KEY_MANAGEMENT = frozenset((DIRECT, *RSA_ALGORITHMS, *AGREEMENT_ALGORITHMS, *WRAP_ALGORITHMS, *GCM_WRAP_ALGORITHMS))
MAX_PARTY_BYTES = 256


def fits(key: DecryptionKey, algorithm: str, encryption: ContentEncryption) -> bool:
    """Whether the kind of key is the one that the algorithm works with, its length too, and its own `alg` agrees."""
    if algorithm == DIRECT:
        return (
            key.secret is not None
            and len(key.secret) == encryption.key_bytes
            and key.algorithm in {None, DIRECT, encryption.name}
        )
    if key.algorithm not in {None, algorithm}:
        return False
    if algorithm in RSA_ALGORITHMS:
        return key.rsa is not None
    if algorithm in AGREEMENT_ALGORITHMS:
        return key.agreement is not None
    needed = WRAP_ALGORITHMS.get(algorithm) or GCM_WRAP_ALGORITHMS.get(algorithm)
    return key.secret is not None and len(key.secret) == needed


def content_key(jwe: Jwe, key: DecryptionKey, encryption: ContentEncryption) -> bytes | Refused | None:
    """The content encryption key; None when it does not unwrap, which is told only together with every other failure."""
    algorithm = jwe.header["alg"]
    if algorithm in AGREEMENT_ALGORITHMS:
        return _agreed(jwe, key, encryption)
    if algorithm == DIRECT:
        return key.secret if not jwe.encrypted_key else _not_empty(jwe)
    if key.rsa is not None:
        return _of_length(unwrap_rsa(key.rsa, algorithm, jwe.encrypted_key), encryption)
    assert key.secret is not None
    if algorithm in WRAP_ALGORITHMS:
        return _of_length(unwrap_aes(key.secret, jwe.encrypted_key), encryption)
    iv, tag = _parameter(jwe.header, "iv", 12), _parameter(jwe.header, "tag", 16)
    if isinstance(iv, Refused):
        return iv
    if isinstance(tag, Refused):
        return tag
    return _of_length(decrypt_gcm(key.secret, iv, jwe.encrypted_key, tag, b""), encryption)


def agreed_secret(key: DecryptionKey, epk: object) -> bytes | Refused:
    """The secret Z that a private key and somebody's public JWK agree on (RFC 7518 section 4.6.1.1)."""
    assert key.agreement is not None
    if not isinstance(epk, Mapping):
        return _unusable("it is not a JSON object")
    if epk.get("kty") != key.kty or epk.get("crv") != key.curve:
        return _unusable("it is not on the curve of the recipient's key")
    x, y = _octets(epk, "x"), _octets(epk, "y") if key.kty == "EC" else None
    if x is None or (key.kty == "EC" and y is None):
        return _unusable("its x or y is missing or not base64url")
    try:
        return shared_secret(key.agreement, x, y)
    except UnusableKey as fault:
        return _unusable(str(fault))


def _agreed(jwe: Jwe, key: DecryptionKey, encryption: ContentEncryption) -> bytes | Refused | None:
    header = jwe.header
    z = agreed_secret(key, header.get("epk"))
    if isinstance(z, Refused):
        return z
    apu, apv = _parameter(header, "apu", None), _parameter(header, "apv", None)
    if isinstance(apu, Refused):
        return apu
    if isinstance(apv, Refused):
        return apv
    wrapping = AGREEMENT_ALGORITHMS[header["alg"]]
    if not wrapping:
        if jwe.encrypted_key:
            return _not_empty(jwe)
        return concat_kdf(z, algorithm=encryption.name, length=encryption.key_bytes, apu=apu, apv=apv)
    wrapped_by = concat_kdf(z, algorithm=header["alg"], length=wrapping, apu=apu, apv=apv)
    return _of_length(unwrap_aes(wrapped_by, jwe.encrypted_key), encryption)


def _of_length(cek: bytes | None, encryption: ContentEncryption) -> bytes | None:
    return cek if cek is not None and len(cek) == encryption.key_bytes else None


def _not_empty(jwe: Jwe) -> Refused:
    return refuse(reasons.ENCRYPTION_PART_LENGTH, part="encrypted key", length=len(jwe.encrypted_key), expected=0)


def _parameter(header: Mapping[str, Any], name: str, expected: int | None) -> bytes | Refused:
    # apu and apv may be absent; iv and tag of AES-GCM key wrap have one length.
    octets = b"" if expected is None and name not in header else _octets(header, name)
    if octets is None or len(octets) > MAX_PARTY_BYTES:
        return refuse(
            reasons.HEADER_PARAMETER_MALFORMED,
            parameter=name,
            found="missing, too long, or not base64url",
            expected="a short base64url text",
        )
    if expected is not None and len(octets) != expected:
        return refuse(reasons.ENCRYPTION_PART_LENGTH, part=name, length=len(octets), expected=expected)
    return octets


def _octets(members: Mapping[str, Any], name: str) -> bytes | None:
    text = members.get(name)
    return decode_text(text) if isinstance(text, str) else None


def _unusable(defect: str) -> Refused:
    return refuse(reasons.EPHEMERAL_KEY_UNUSABLE, defect=defect)
