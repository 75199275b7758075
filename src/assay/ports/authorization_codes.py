"""Authorization codes."""

from __future__ import annotations

from typing import Protocol

from assay.model.authorization_code import AuthorizationCode


class AuthorizationCodes(Protocol):
    """Reads authorization codes."""

    async def find(self, code_hash: bytes) -> AuthorizationCode | None:
        """The code with this SHA-256, redeemed or expired ones included while they are remembered."""
        ...
