"""What the checks of a refresh token look at."""

from __future__ import annotations

from dataclasses import dataclass

from assay.model.client import Client
from assay.model.refresh_token import RefreshTokenFamily
from assay.model.standing import Standing


@dataclass(frozen=True, slots=True)
class RefreshTokenPresentation:
    """A refresh token as presented: by whom, whether its MAC is ours, its generation, and what is stored of its family.

    `grace` is for how many seconds a public client may use the previous generation again.
    """

    client: Client
    authentic: bool
    generation: int
    stored: RefreshTokenFamily | None
    standing: Standing
    now: float
    grace: int

    @property
    def family(self) -> RefreshTokenFamily:
        """The stored family, for the checks that come after `remembered`."""
        if self.stored is None:
            raise AssertionError("the check `remembered` comes first")
        return self.stored
