"""An MCP server of the SDK behind access tokens. Run it: uvicorn mcp_server:app"""

import logging
import os

from mcp.server.auth.middleware.auth_context import get_access_token
from mcp.server.auth.settings import AuthSettings
from mcp.server.mcpserver import MCPServer

from assay.integrations.mcp import McpTokenVerifier
from assay.outbound.remote_key_set import RemoteKeySet
from assay.verifier import AccessTokenVerifier

logging.basicConfig(level=logging.INFO)  # a refusal is one line: its id, its reason, what was seen

ISSUER = os.environ.get("ISSUER", "http://localhost:8400")
URL = os.environ.get("URL", "http://127.0.0.1:8000/mcp")  # of this server: the audience of its tokens
verifier = AccessTokenVerifier(issuer=ISSUER, audience=URL, algorithms=["ES256"], keys=RemoteKeySet(f"{ISSUER}/jwks"))

server = MCPServer(
    "things",
    token_verifier=McpTokenVerifier(verifier, resource=URL),
    auth=AuthSettings(
        issuer_url=ISSUER, resource_server_url=URL, required_scopes=["things.read"], validate_token_resource=True
    ),
)


@server.tool()
def whoami() -> str:
    """Tell for whom the tool is called."""
    token = get_access_token()
    return "nobody" if token is None else f"{token.subject}"


app = server.streamable_http_app()
