"""Loads what decides the next page of an authorization request: once for each HTTP request, whatever is decided on it."""

from __future__ import annotations

from assay.model.authorization_request import AuthorizationRequest, PendingAuthorizationRequest
from assay.model.client import Client
from assay.model.end_user import EndUser
from assay.ports.consents import Consents
from assay.server.authorization.outstanding import Person, Situation
from assay.server.end_user_authentication.factor_policy import FactorPolicy
from assay.server.end_user_authentication.sessions import NotSignedIn, SignedIn
from assay.server.end_user_authentication.sign_in_policy import SignInPolicy


class Situations:
    """Loads them."""

    __slots__ = ("_consents", "_passkeys_here", "_policy")

    def __init__(self, consents: Consents, policy: SignInPolicy, *, passkeys_here: bool) -> None:
        self._consents = consents
        self._policy = policy
        self._passkeys_here = passkeys_here

    @property
    def policy(self) -> FactorPolicy:
        """What is asked of everybody."""
        return self._policy.settings

    async def of(
        self,
        request: AuthorizationRequest,
        client: Client,
        who: SignedIn | NotSignedIn,
        pending: PendingAuthorizationRequest | None = None,
    ) -> Situation:
        """The situation of a request now."""
        situation = self.of_nobody(request, client, who, pending)
        begun = situation.begun
        return situation if begun is None else situation.of_person(await self.person(request, begun.end_user), who)

    def of_nobody(
        self,
        request: AuthorizationRequest,
        client: Client,
        who: SignedIn | NotSignedIn,
        pending: PendingAuthorizationRequest | None,
    ) -> Situation:
        """The same before anything is loaded about a person."""
        return Situation(request, client, who, pending, policy=self.policy, passkeys_here=self._passkeys_here)

    async def person(self, request: AuthorizationRequest, end_user: EndUser) -> Person:
        """What is stored about a person and matters for a request."""
        consent = await self._consents.find(request.client_id, end_user.subject)
        return Person(await self._policy.factors_of(end_user), consent)
