"""Loads what decides the next page of an authorization request: the consent, the person's factors, what is demanded."""

from __future__ import annotations

from assay.model.authorization_request import AuthorizationRequest, PendingAuthorizationRequest
from assay.model.client import Client
from assay.ports.consents import Consents
from assay.server.authorization.outstanding import Situation
from assay.server.end_user_authentication.factor_policy import demand_of
from assay.server.end_user_authentication.sessions import NotSignedIn, SignedIn
from assay.server.end_user_authentication.sign_in_policy import SignInPolicy


class Situations:
    """Loads them."""

    __slots__ = ("_consents", "_policy")

    def __init__(self, consents: Consents, policy: SignInPolicy) -> None:
        self._consents = consents
        self._policy = policy

    async def of(
        self,
        request: AuthorizationRequest,
        client: Client,
        who: SignedIn | NotSignedIn,
        pending: PendingAuthorizationRequest | None = None,
    ) -> Situation:
        """The situation of a request now."""
        person = who if isinstance(who, SignedIn) else who.begun
        if person is None:
            return Situation(request, client, who, pending)
        factors = await self._policy.factors_of(person.end_user)
        return Situation(
            request,
            client,
            who,
            pending,
            await self._consents.find(request.client_id, person.end_user.subject),
            factors,
            demand_of(request, self._policy.settings, factors),
            self._policy.settings.fresh_for,
        )
