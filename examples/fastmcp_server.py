"""An MCP server of FastMCP behind access tokens. Run it: uvicorn fastmcp_server:app"""

import logging
import os

from fastmcp import FastMCP
from fastmcp.server.auth import RemoteAuthProvider
from fastmcp.server.dependencies import get_access_token
from pydantic import AnyHttpUrl

from assay.integrations.fastmcp import FastMcpTokenVerifier
from assay.outbound.remote_key_set import RemoteKeySet
from assay.verifier import AccessTokenVerifier

logging.basicConfig(level=logging.INFO)  # a refusal is one line: its id, its reason, what was seen

ISSUER = os.environ.get("ISSUER", "http://localhost:8400")
URL = os.environ.get("URL", "http://127.0.0.1:8000/mcp")  # of this server: the audience of its tokens
verifier = AccessTokenVerifier(issuer=ISSUER, audience=URL, algorithms=["ES256"], keys=RemoteKeySet(f"{ISSUER}/jwks"))

server = FastMCP(
    "things",
    auth=RemoteAuthProvider(
        FastMcpTokenVerifier(verifier, scopes=["things.read"], resource_url=URL),
        authorization_servers=[AnyHttpUrl(ISSUER)],
        base_url=URL.removesuffix("/mcp"),
    ),
)


@server.tool
def whoami() -> str:
    """Tell for whom the tool is called."""
    token = get_access_token()
    return "nobody" if token is None else f"{token.subject}"


app = server.http_app()
