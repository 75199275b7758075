"""The factor policy, asked about a person: whether a sign-in is complete, and what a request demands of it."""

from __future__ import annotations

from collections.abc import Iterable

from assay.model.end_user import EndUser
from assay.model.factor import Proof
from assay.server.end_user_authentication.factor_policy import Demand, FactorPolicy
from assay.server.end_user_authentication.factors import Factors, OwnFactors


class SignInPolicy:
    """Asks what a person has, and what is asked of them."""

    __slots__ = ("_factors", "settings")

    def __init__(self, factors: Factors, settings: FactorPolicy) -> None:
        self._factors = factors
        self.settings = settings

    async def factors_of(self, end_user: EndUser) -> OwnFactors:
        """What the person can prove themselves with."""
        return await self._factors.of(end_user)

    async def completes(self, end_user: EndUser, proofs: Iterable[Proof]) -> bool:
        """Whether a sign-in with these proofs is complete, whatever a client may demand on top."""
        return Demand(self.settings.of_everybody(await self._factors.of(end_user))).met_by(proofs)
