"""The factor policy, and what a person has to fulfil it with."""

from __future__ import annotations

from assay.model.end_user import EndUser
from assay.server.end_user_authentication.factor_policy import FactorPolicy
from assay.server.end_user_authentication.factors import Factors, OwnFactors


class SignInPolicy:
    """Asks what a person has; `settings` is what is asked of them."""

    __slots__ = ("_factors", "settings")

    def __init__(self, factors: Factors, settings: FactorPolicy) -> None:
        self._factors = factors
        self.settings = settings

    async def factors_of(self, end_user: EndUser) -> OwnFactors:
        """What the person can prove themselves with."""
        return await self._factors.of(end_user)
