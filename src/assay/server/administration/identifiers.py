"""Makes identifiers: lower-case base32, so that they survive mail, shells, URLs and HTTP Basic without any encoding."""

from __future__ import annotations

from base64 import b32encode

from assay.ports.entropy import Entropy


def identifier(prefix: str, entropy: Entropy, length: int) -> str:
    """`prefix_` and the base32 of `length` random bytes (a multiple of five, so that nothing is padded)."""
    return f"{prefix}_{b32encode(entropy(length)).decode('ascii').lower()}"


def new_client_id(entropy: Entropy) -> str:
    """80 random bits: unique, and no secret."""
    return identifier("client", entropy, 10)


def new_subject(entropy: Entropy) -> str:
    """An end-user's `sub`: 120 random bits, never reused, without a trace of the username (OpenID Connect Core 8)."""
    return identifier("user", entropy, 15)
