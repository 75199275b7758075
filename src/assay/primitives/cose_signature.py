"""Signatures of WebAuthn credentials by COSE keys (RFC 9053). `fido2` reads the key, and `cryptography` below it verifies."""

from __future__ import annotations

ES256, EDDSA, RS256 = -7, -8, -257
COSE_ALGORITHMS = (ES256, EDDSA, RS256)
"""The COSE algorithms that a passkey may have, best first."""

_LEAST_RSA_BYTES = 256
_UNUSABLE = (ValueError, KeyError, TypeError, AttributeError, IndexError)
"""What `fido2` and `cryptography` raise for a map that is no key."""


def cose_key_usable(public_key: bytes) -> bool:
    """Whether these bytes are a COSE_Key of an algorithm that we verify: a point on its curve, an RSA key long enough."""
    return _try(public_key, b"", b"") is not None


def cose_signature_fits(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the key made this signature over the message."""
    return _try(public_key, message, signature) is True


def _try(public_key: bytes, message: bytes, signature: bytes) -> bool | None:
    """None when the key is none."""
    from cryptography.exceptions import InvalidSignature
    from fido2 import cbor
    from fido2.cose import CoseKey

    try:
        key = CoseKey.parse(cbor.decode(public_key))  # type: ignore[arg-type]  # whatever is no map raises
        if key.ALGORITHM not in COSE_ALGORITHMS or (key.ALGORITHM == RS256 and len(key[-1]) < _LEAST_RSA_BYTES):
            return None
        key.verify(message, signature)
    except InvalidSignature:
        return False
    except _UNUSABLE:
        return None
    return True
