"""Whether an issued token still stands."""

from __future__ import annotations

from typing import Protocol

from assay.model.standing import Standing, StandingQuery


class Standings(Protocol):
    """Reads in one go what may speak against a token."""

    async def read(self, query: StandingQuery) -> Standing:
        """The standing as of now. Never cached."""
        ...
