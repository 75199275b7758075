"""Recognises access tokens of this issuer by the checks that every verifier runs, and remembers what was proved once.

Remembered are tokens whose signature was verified or made here, never standing: a revoked key and an end are noticed.
Gives the reasons of `checks.access_token` but the audience's, and `access_token.key_revoked`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TypeAlias

from msgspec.structs import asdict

from assay.checks.access_token import CHECKS, TYPES
from assay.checks.jwt.audience import AUDIENCE, audiences_of
from assay.checks.jwt.expectations import Expectations, JwtContext
from assay.checks.jwt.signature import SIGNATURE
from assay.decision import Allowed, CheckOutcome, Refused, first_refusal, refuse
from assay.formats.jose.jwt import Jwt, octets_of, read_jwt
from assay.formats.jose.key_set import KeySet, parse_key_set
from assay.model.signing_key import SigningKey
from assay.ports.signing_keys import SigningKeys
from assay.primitives.hashing import sha256
from assay.reasons import access_token as reasons
from assay.reasons import key as key_reasons
from assay.reasons import token as token_reasons
from assay.server.issuance.access_token import AccessTokenClaims
from assay.server.issuance.signing_keys import ALGORITHMS
from assay.server.issued_tokens.issued_access_token import IssuedAccessToken, issued_access_token

REMEMBERED = 16_384
"""Tokens whose signature is remembered; the oldest goes first. Some 700 bytes each."""

_MOST_AUDIENCES = 16
"""Resources that a token can be for (`token_policy.asked`); of an unproved one no more are looked at."""

_CLOCKS_DIFFER = 5
"""Seconds by which the clock of the process that issued may be ahead. The end of a token is taken exactly."""

# Each endpoint has a rule of its own for the audience.
_CHECKS = tuple(check for check in CHECKS if check is not AUDIENCE)
# This issuer writes neither crit, nbf nor cnf, and asks its store for standing instead of a status list.
_ABSENT = frozenset(("critical", "not_before", "sender_constraint", "status"))
_PASSED = tuple(CheckOutcome(check.name, "not_applicable" if check.name in _ABSENT else "passed") for check in _CHECKS)
_EXPIRY_REFUSED = tuple(CheckOutcome(line.check, "refused") if line.check == "expiry" else line for line in _PASSED)


@dataclass(frozen=True, slots=True)
class RecognisedAccessToken:
    """What became of a token. The claimed ones are as yet unproved where `outcome` is a refusal.

    `owner_id`, `end_user` and `kid` are there once the signature has proved them, even if the token is refused.
    """

    outcome: Allowed[IssuedAccessToken] | Refused
    claimed_client_id: str | None = None
    claimed_audience: tuple[str, ...] = ()
    owner_id: str | None = None
    end_user: str | None = None
    kid: str | None = None


@dataclass(frozen=True, slots=True)
class _Trusted:
    """The stored keys, compiled: those that verify, and the kids of those that were revoked."""

    stored: tuple[SigningKey, ...]
    key_set: KeySet
    kids: frozenset[str]
    revoked: frozenset[str]


_Made: TypeAlias = tuple[str, AccessTokenClaims]
"""A token made here that nobody has shown yet, as kid and claims: issuing pays for no more than keeping it."""


class IssuedAccessTokens:
    """Recognises tokens. Built once per issuer and process."""

    __slots__ = ("_expected", "_remembered", "_signing_keys", "_size", "_trusted")

    def __init__(self, issuer: str, signing_keys: SigningKeys, remembered: int = REMEMBERED) -> None:
        self._signing_keys = signing_keys
        self._expected = Expectations(algorithms=ALGORITHMS, issuer=issuer, types=TYPES, leeway=_CLOCKS_DIFFER)
        self._trusted = _Trusted((), KeySet(()), frozenset(), frozenset())
        self._remembered: dict[bytes, IssuedAccessToken | _Made] = {}
        self._size = remembered

    async def recognise(self, token: str, now: float) -> RecognisedAccessToken:
        """Whether this issuer signed the token and it is within its time. Whether it still stands is asked elsewhere."""
        stored = await self._signing_keys.list_all()
        if stored != self._trusted.stored:
            self._trusted = _compiled(stored)
        octets = octets_of(token)
        digest = sha256(octets)
        issued = self._remembered.get(digest)
        if isinstance(issued, tuple):
            issued = self._remembered[digest] = issued_access_token(issued[0], asdict(issued[1]))
        if issued is None or issued.kid not in self._trusted.kids:
            verified = self._verified(octets, now)
            if isinstance(verified, RecognisedAccessToken):
                return verified
            issued = verified
            self._remember(digest, issued)
        outcome: Allowed[IssuedAccessToken] | Refused = Allowed(issued)
        if now >= issued.expires_at:
            self._remembered.pop(digest)
            expired = refuse(token_reasons.EXPIRED, expired_at=issued.expires_at, now=now, leeway=0)
            outcome = expired.traced(_EXPIRY_REFUSED)
        client_id = issued.standing.client_id
        return RecognisedAccessToken(
            outcome, client_id, issued.audience, client_id, issued.standing.subject, issued.kid
        )

    def remember(self, token: str, kid: str, claims: AccessTokenClaims) -> None:
        """Remember a token that this process has just signed: what we sign ourselves we need not verify."""
        self._remember(sha256(token.encode("ascii")), (kid, claims))

    def _remember(self, digest: bytes, issued: IssuedAccessToken | _Made) -> None:
        if len(self._remembered) >= self._size:
            del self._remembered[next(iter(self._remembered))]
        self._remembered[digest] = issued

    def _verified(self, octets: bytes, now: float) -> IssuedAccessToken | RecognisedAccessToken:
        """The token, or what is known of one that is refused."""
        jwt = read_jwt(octets)
        refused = first_refusal(_CHECKS, jwt, JwtContext(self._expected, self._trusted.key_set, now))
        if refused is not None:
            return self._refused(jwt, refused)
        return issued_access_token(jwt.header["kid"], jwt.claims)

    def _refused(self, jwt: Jwt, refused: Refused) -> RecognisedAccessToken:
        kid, client_id, subject = jwt.header.get("kid"), jwt.claims.get("client_id"), jwt.claims.get("sub")
        audience = audiences_of(jwt.claims.get("aud"))
        if refused.reason is key_reasons.KID_UNKNOWN and kid in self._trusted.revoked:
            refused = refuse(reasons.KEY_REVOKED, kid=str(kid)).traced(refused.trace)
        told = RecognisedAccessToken(
            refused,
            claimed_client_id=client_id if isinstance(client_id, str) else None,
            claimed_audience=() if isinstance(audience, Refused) else audience[:_MOST_AUDIENCES],
        )
        if CheckOutcome(SIGNATURE.name, "passed") not in refused.trace:
            return told
        return replace(
            told,
            owner_id=told.claimed_client_id,
            end_user=subject if isinstance(subject, str) and subject != client_id else None,
            kid=str(kid),
        )


def after_recognition(refused: Refused) -> Refused:
    """A refusal by a later check, with the checks that had passed before in its trace."""
    return refused.traced((*_PASSED, *refused.trace))


def _compiled(stored: tuple[SigningKey, ...]) -> _Trusted:
    jwks = [json.loads(key.public_jwk) for key in stored if key.revoked_at is None]
    key_set = parse_key_set({"keys": jwks})
    if isinstance(key_set, Refused):
        raise AssertionError(f"our own keys make no key set: {key_set.reason.code}")  # noqa: TRY004 - a fault of ours
    revoked = frozenset(key.kid for key in stored if key.revoked_at is not None)
    return _Trusted(stored, key_set, frozenset(key_set.kids()), revoked)
