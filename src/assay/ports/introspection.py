"""Asks an issuer about an opaque token (RFC 7662)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from assay.decision import Allowed, Refused


class Introspection(Protocol):
    """One issuer's introspection endpoint."""

    def __call__(self, token: str) -> Allowed[Mapping[str, Any]] | Refused:
        """The members of the answer, or why there is none (`token.introspection_unavailable`)."""
        ...
