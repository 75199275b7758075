"""Asks an issuer about an opaque token (RFC 7662), on an event loop."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol, runtime_checkable

from assay.decision import Allowed, Refused


@runtime_checkable
class AsyncIntrospection(Protocol):
    """One issuer's introspection endpoint, asked without blocking an event loop."""

    async def ask_async(self, token: str) -> Allowed[Mapping[str, Any]] | Refused:
        """As a call of `ports.introspection.Introspection`."""
        ...
