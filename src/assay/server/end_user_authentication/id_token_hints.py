"""Reads an `id_token_hint`: an ID token that we issued to this client, whenever it expired (OpenID Connect Core 3.1.2.1).

The same checks as for any signed token, but for the times. Gives the reasons of `token` and `key`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from assay.checks.jwt.audience import AUDIENCE
from assay.checks.jwt.claim import text_refusal
from assay.checks.jwt.envelope import JWS_CHECKS
from assay.checks.jwt.expectations import Expectations, JwtContext
from assay.checks.jwt.issuer import ISSUER
from assay.checks.jwt.type import TYPE
from assay.decision import Allowed, Refused, first_refusal
from assay.formats.jose.jwt import read_jwt
from assay.formats.jose.key_set import KeySet, parse_key_set
from assay.model.signing_key import SigningKey
from assay.ports.signing_keys import SigningKeys
from assay.server.issuance.signing_keys import ALGORITHMS

_OF_ANY_CLIENT = (*JWS_CHECKS, TYPE, ISSUER)
_CHECKS = (*_OF_ANY_CLIENT, AUDIENCE)
_ID_TOKEN_TYPES = frozenset(("jwt", ""))


@dataclass(frozen=True, slots=True)
class Hint:
    """What an ID token of ours says: to which client it was issued, about whom, in which session (`sid`), signed in when."""

    client_id: str
    subject: str
    session_id: str | None
    auth_time: int | None


class IdTokenHints:
    """Verifies with every key that is not revoked, retired ones included as long as they are kept."""

    __slots__ = ("_compiled", "_issuer", "_signing_keys")

    def __init__(self, issuer: str, signing_keys: SigningKeys) -> None:
        self._issuer = issuer
        self._signing_keys = signing_keys
        self._compiled: tuple[tuple[SigningKey, ...], KeySet | Refused] | None = None

    async def __call__(self, token: str, client_id: str, now: float) -> Allowed[str] | Refused:
        """The subject that the hint names."""
        jwt = read_jwt(token)
        expected = Expectations(
            algorithms=ALGORITHMS, issuer=self._issuer, audiences=frozenset((client_id,)), types=_ID_TOKEN_TYPES
        )
        context = JwtContext(expected, await self._keys(), now)
        refused = first_refusal(_CHECKS, jwt, context)
        if refused is None:
            refused = text_refusal(jwt.claims, "sub", required_by="an ID token names an end-user")
        return Allowed(jwt.claims["sub"]) if refused is None else refused

    async def of_any_client(self, token: str, now: float) -> Allowed[Hint] | Refused:
        """What the hint says, whichever client it was issued to; for a logout, where no client may be named."""
        jwt = read_jwt(token)
        expected = Expectations(algorithms=ALGORITHMS, issuer=self._issuer, types=_ID_TOKEN_TYPES)
        refused = first_refusal(_OF_ANY_CLIENT, jwt, JwtContext(expected, await self._keys(), now))
        if refused is None:
            refused = text_refusal(jwt.claims, "sub", required_by="an ID token names an end-user")
        if refused is None:
            refused = text_refusal(jwt.claims, "aud", required_by="an ID token names a client")
        if refused is not None:
            return refused
        session_id, auth_time = jwt.claims.get("sid"), jwt.claims.get("auth_time")
        return Allowed(
            Hint(
                client_id=jwt.claims["aud"],
                subject=jwt.claims["sub"],
                session_id=session_id if isinstance(session_id, str) else None,
                auth_time=auth_time if type(auth_time) is int else None,
            )
        )

    async def _keys(self) -> KeySet | Refused:
        stored = await self._signing_keys.list_all()
        if self._compiled is None or self._compiled[0] != stored:
            members = [json.loads(key.public_jwk) for key in stored if key.revoked_at is None]
            self._compiled = (stored, parse_key_set({"keys": members}))
        return self._compiled[1]
