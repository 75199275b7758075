"""FastMCP: a token verifier for `FastMCP(auth=…)`, alone or inside its `RemoteAuthProvider`, which adds RFC 9728.

FastMCP writes the answers; the sink learns the reasons.
"""

from __future__ import annotations

from collections.abc import Sequence

from assay.integrations import bearer
from assay.integrations.frameworks import framework
from assay.integrations.mcp import ENDPOINT, members_of
from assay.integrations.resource_settings import ResourceSettings

with framework("fastmcp", "fastmcp"):
    from fastmcp.server.auth import AccessToken, TokenVerifier


class FastMcpTokenVerifier(TokenVerifier):
    """Answers FastMCP's question for a token. `scopes` are needed for every request, `resource_url` is the server's own."""

    def __init__(
        self,
        verifier: bearer.TokenVerifier,
        scopes: Sequence[str] = (),
        *,
        resource_url: str | None = None,
        settings: ResourceSettings | None = None,
    ) -> None:
        super().__init__(required_scopes=list(scopes))
        self._guard = bearer.BearerGuard(verifier, settings)
        self._audience = resource_url

    async def verify_token(self, token: str) -> AccessToken | None:
        """What FastMCP keeps of a verified token; None for a refused one."""
        verified = await self._guard.verify_alone(token, ENDPOINT)
        return None if verified is None else AccessToken(**members_of(token, verified, self._audience))
