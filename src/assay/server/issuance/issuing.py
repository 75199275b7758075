"""Issues what was decided: the access token, an ID token where OpenID Connect asks for one, the refresh token's text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from assay.model.client import Client
from assay.model.resource import Resource
from assay.server.grants.grant import Entitlement, SignedIn
from assay.server.individual_claims import asked_for
from assay.server.issuance import access_token, id_token
from assay.server.issuance.access_token import AccessTokenClaims
from assay.server.issuance.id_token import IdTokenClaims
from assay.server.issuance.lifetimes import Lifetimes
from assay.server.issuance.refresh_token import RefreshTokenMint
from assay.server.issuance.signers import Signers
from assay.server.issuance.status_claim import status_claim
from assay.server.issuance.token_response import TokenResponse
from assay.server.issued_tokens.access_tokens import IssuedAccessTokens


@dataclass(frozen=True, slots=True)
class Issue:
    """What is to be issued: an entitlement, narrowed to these scopes and resources. `jti` is fresh.

    `about` are claims about the end-user for the ID token, beside those that every one has.
    """

    client: Client
    entitlement: Entitlement
    scopes: tuple[str, ...]
    resources: tuple[Resource, ...]
    jti: str
    about: Mapping[str, object] = field(default_factory=dict)


class TokenIssuer:
    """Turns decisions into tokens. Built once per issuer."""

    __slots__ = ("_issuer", "_lifetimes", "_remembered", "_signers", "mint")

    def __init__(
        self,
        issuer: str,
        signers: Signers,
        lifetimes: Lifetimes,
        mint: RefreshTokenMint,
        remembered: IssuedAccessTokens | None = None,
    ) -> None:
        """`mint` writes the refresh tokens. With `remembered`, an access token of this process is recognised here later without verifying it."""
        self._issuer = issuer
        self._signers = signers
        self._lifetimes = lifetimes
        self.mint = mint
        self._remembered = remembered

    async def issue(self, issue: Issue, now: float) -> TokenResponse:
        """Raises `NoSigningKey` when an algorithm has no key that may sign."""
        entitlement, scope = issue.entitlement, " ".join(issue.scopes)
        openid = entitlement.signed_in is not None and "openid" in issue.scopes
        lifetime = self._lifetime(issue.resources)
        signer = await self._signers.of(issue.resources[0].access_token_signing_alg, now)
        claims = self._access_token_claims(issue, scope, openid, int(now), lifetime)
        text = await signer.jwt(access_token.TYP, access_token.encode(claims))
        if self._remembered is not None:
            self._remembered.remember(text, signer.kid, claims)
        refresh_token = entitlement.refresh_token
        return TokenResponse(
            access_token=text,
            expires_in=lifetime,
            scope=scope,
            refresh_token=None if refresh_token is None else self.mint.text(*refresh_token),
            id_token=await self._id_token(issue, entitlement.signed_in, text, now)
            if openid and entitlement.signed_in is not None
            else None,
        )

    def _access_token_claims(
        self, issue: Issue, scope: str, openid: bool, now: int, lifetime: int
    ) -> AccessTokenClaims:
        entitlement = issue.entitlement
        audience = tuple(resource.identifier for resource in issue.resources)
        if openid and self._issuer not in audience:
            audience = (*audience, self._issuer)  # userinfo is the issuer's own resource
        required = (
            self._issuer,
            entitlement.subject,
            audience if len(audience) > 1 else audience[0],
            now + lifetime,
            now,
            issue.jti,
            issue.client.client_id,
            scope,
            entitlement.grant_id,
        )
        signed_in = entitlement.signed_in
        status = status_claim(self._issuer, entitlement.grant_id)
        if signed_in is None:
            return AccessTokenClaims(*required, status=status)
        session_id = signed_in.session_id if signed_in.session_bound else None
        asked = asked_for(signed_in.individual_claims, "userinfo") if openid else {}
        return AccessTokenClaims(
            *required, signed_in.auth_time, signed_in.acr, signed_in.amr, session_id, asked, status
        )

    async def _id_token(self, issue: Issue, signed_in: SignedIn, for_access_token: str, now: float) -> str:
        algorithm = issue.client.id_token_signed_response_alg
        signer = await self._signers.of(algorithm, now)
        claims = IdTokenClaims(
            iss=self._issuer,
            sub=issue.entitlement.subject,
            aud=issue.client.client_id,
            exp=int(now) + self._lifetimes.id_token,
            iat=int(now),
            auth_time=signed_in.auth_time,
            nonce=signed_in.nonce,
            at_hash=id_token.at_hash(for_access_token, algorithm),
            acr=signed_in.acr,
            amr=signed_in.amr,
            sid=signed_in.session_id,
        )
        return await signer.jwt(id_token.TYP, id_token.encode(claims, issue.about))

    def _lifetime(self, resources: tuple[Resource, ...]) -> int:
        """The shortest of the resources' lifetimes, in seconds."""
        own = self._lifetimes.access_token
        shortest = min(own if each.access_token_lifetime is None else each.access_token_lifetime for each in resources)
        return min(shortest, self._lifetimes.longest_access_token)
