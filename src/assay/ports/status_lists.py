"""Where a verifier gets an issuer's status lists from."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from assay.decision import Refused
from assay.formats.status_list import StatusList


class StatusLists(Protocol):
    """Holds the status lists of one issuer. All times are epoch seconds."""

    def held(self, uri: str, now: float) -> StatusList | Refused:
        """The list as it is held, or why there is none to believe. Never fetches."""
        ...

    def epoch(self, now: float) -> int:
        """A number that moves whenever what is held may say something else; starts a refresh where one is due."""
        ...

    def fetch(self, uri: str, now: float) -> bool:
        """Fetch a list that is not held; whether there is now another answer than before."""
        ...


@runtime_checkable
class AsyncStatusLists(Protocol):
    """`StatusLists` that can be waited for on an event loop."""

    async def fetch_async(self, uri: str, now: float) -> bool:
        """As `StatusLists.fetch`."""
        ...
