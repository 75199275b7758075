"""How machine-made client secrets are stored: a salted SHA-256 of 256 random bits.

A slow hash would protect nothing here (nobody guesses 256 bits) and would cost the token endpoint most of its speed.
"""

from __future__ import annotations

import hashlib

_DOMAIN = b"assay client secret\x00"


def client_secret_digest(salt: bytes, secret: str) -> bytes:
    """The digest, 32 bytes, of a secret's whole text, prefix and checksum included. `salt` is 16 random bytes."""
    return hashlib.sha256(_DOMAIN + salt + secret.encode()).digest()
