"""Protected resources."""

from __future__ import annotations

from typing import Protocol

from assay.model.resource import Resource


class Resources(Protocol):
    """Reads resources. A change committed by any process is seen by the next call."""

    async def find(self, identifier: str) -> Resource | None:
        """The resource with exactly this identifier."""
        ...

    async def default(self) -> Resource | None:
        """The resource that a token is for when the request names none."""
        ...

    async def list_all(self) -> tuple[Resource, ...]:
        """All resources, oldest first."""
        ...
