"""What the checks of an authorization code look at."""

from __future__ import annotations

from dataclasses import dataclass

from assay.model.authorization_code import AuthorizationCode
from assay.model.standing import Standing


@dataclass(frozen=True, slots=True)
class CodeExchange:
    """A request to redeem a code: who asks, with which redirect_uri, when (epoch seconds), and what is stored of it."""

    client_id: str
    redirect_uri: str | None
    stored: AuthorizationCode | None
    standing: Standing
    now: float

    @property
    def code(self) -> AuthorizationCode:
        """The stored code, for the checks that come after `issued`."""
        if self.stored is None:
            raise AssertionError("the check `issued` comes first")
        return self.stored
