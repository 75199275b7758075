"""Issues logout tokens (OpenID Connect Back-Channel Logout 1.0 section 2.4): which session of whom has ended."""

from __future__ import annotations

import msgspec

from assay.checks.logout_token.claims import LOGOUT_EVENT
from assay.model.client import Client
from assay.server.issuance.signers import Signers

TYP = "logout+jwt"
LIFETIME = 120
"""Seconds: the section recommends two minutes at most. Each try of a delivery gets a token of its own."""

_encode = msgspec.json.Encoder().encode


class LogoutTokens:
    """Makes the logout tokens of one issuer."""

    __slots__ = ("_issuer", "_signers")

    def __init__(self, issuer: str, signers: Signers) -> None:
        self._issuer = issuer
        self._signers = signers

    async def issue(self, client: Client, subject: str, session_id: str, jti: str, now: int) -> str:
        """The token, signed as the client's ID tokens are. Raises `NoSigningKey` or `SigningKeyLocked`."""
        signer = await self._signers.of(client.id_token_signed_response_alg, now)
        claims = {
            "iss": self._issuer,
            "sub": subject,
            "aud": client.client_id,
            "iat": now,
            "exp": now + LIFETIME,
            "jti": jti,
            "events": {LOGOUT_EVENT: {}},
            "sid": session_id,
        }
        return await signer.jwt(TYP, _encode(claims))
