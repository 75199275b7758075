"""The MCP SDK: a `TokenVerifier` for `MCPServer(token_verifier=…)`. The SDK writes the answers; the sink learns the reasons.

For answers with a Refusal-Id put `assay.integrations.asgi.BearerMiddleware` around the server's application instead.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assay.integrations.bearer import BearerGuard, TokenVerifier
from assay.integrations.frameworks import framework
from assay.integrations.resource_settings import ResourceSettings
from assay.verifier.verified_token import VerifiedToken

with framework("mcp", "mcp"):
    from mcp.server.auth.provider import AccessToken

ENDPOINT = "mcp"
"""The endpoint in the records of refusals: the SDK does not tell which request it was."""


class McpTokenVerifier:
    """Answers the SDK's question for a token. `resource` is the server's own URL, as its `resource_server_url`."""

    def __init__(
        self, verifier: TokenVerifier, *, resource: str | None = None, settings: ResourceSettings | None = None
    ) -> None:
        self._guard = BearerGuard(verifier, settings)
        self._resource = resource

    async def verify_token(self, token: str) -> AccessToken | None:
        """What the SDK keeps of a verified token; None for a refused one."""
        verified = await self._guard.verify_alone(token, ENDPOINT)
        return None if verified is None else AccessToken(**members_of(token, verified, self._resource))


def members_of(token: str, verified: VerifiedToken, resource: str | None) -> Mapping[str, Any]:
    """The members of an access token as MCP frameworks have it."""
    return {
        "token": token,
        "client_id": verified.client_id or verified.get("azp") or verified.subject or "",
        "scopes": sorted(verified.scopes),
        "expires_at": None if verified.expires_at is None else int(verified.expires_at),
        "resource": _audience(verified, resource),
        "subject": verified.subject,
        "claims": dict(verified),
    }


def _audience(verified: VerifiedToken, resource: str | None) -> str | None:
    named = verified.get("aud")
    audience = [named] if isinstance(named, str) else list(named or ())
    if resource is not None:
        wanted = resource.rstrip("/")
        return next((one for one in audience if one.rstrip("/") == wanted), None)
    return audience[0] if audience else None
