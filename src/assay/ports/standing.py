"""Whether an issued token still stands."""

from __future__ import annotations

from typing import Protocol

from assay.model.standing import Standing, StandingQuery


class Standings(Protocol):
    """Reads in one go what may speak against a token."""

    async def read(self, query: StandingQuery) -> Standing:
        """The standing as of now. Never cached."""
        ...

    async def read_as_of_request(self, query: StandingQuery) -> Standing:
        """The standing as of now or of a moment since the current request began: nothing committed before is missing.

        For who only tells of a token and writes nothing. Never cached, and cheaper where there are replicas.
        """
        ...
