"""Signing, wherever the private key lives (this process, an HSM, a key management service)."""

from __future__ import annotations

from typing import Protocol


class Signer(Protocol):
    """Signs with one published key."""

    @property
    def kid(self) -> str:
        """The key's id in the JWK set."""
        ...

    @property
    def algorithm(self) -> str:
        """The JWS algorithm (RFC 7518 section 3.1)."""
        ...

    async def sign(self, signing_input: bytes) -> bytes:
        """The JWS signature over the input, in the form of RFC 7518 section 3."""
        ...


class SigningUnavailable(Exception):
    """No key can sign now; nothing is issued, and the caller gets 503. The message is for the operator."""
