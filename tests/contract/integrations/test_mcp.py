"""MCP servers: the SDK and FastMCP write the answers; who passes, and what the sink learns, is ours."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

import issuing
from assay.integrations.resource_settings import ResourceSettings
from assay.model.refusal_record import RefusalRecord
from contract.integrations.api import bearer, token
from contract.integrations.drivers import Answer, Sent, over_asgi

URL = "http://127.0.0.1:8000/mcp"
HEADERS = (
    ("Host", "127.0.0.1:8000"),
    ("Accept", "application/json, text/event-stream"),
    ("Content-Type", "application/json"),
)
Ask = Callable[..., Answer]


def sdk(settings: ResourceSettings, verifier: Any = None) -> Any:
    pytest.importorskip("mcp", reason="mcp is not installed, so its server is not tested")
    from mcp.server.auth.middleware.auth_context import get_access_token
    from mcp.server.auth.settings import AuthSettings
    from mcp.server.mcpserver import MCPServer

    from assay.integrations.mcp import McpTokenVerifier

    server = MCPServer(
        "things",
        token_verifier=McpTokenVerifier(verifier or issuing.verifier(audience=URL), resource=URL, settings=settings),
        auth=AuthSettings(
            issuer_url=issuing.ISSUER,
            resource_server_url=URL,
            required_scopes=["read"],
            validate_token_resource=True,
        ),
    )

    @server.tool()
    def whoami() -> str:
        shown = get_access_token()
        return "" if shown is None else f"{shown.subject} {shown.client_id}"

    return server.streamable_http_app(stateless_http=True, json_response=True)


def fastmcp(settings: ResourceSettings, verifier: Any = None) -> Any:
    pytest.importorskip("fastmcp", reason="fastmcp is not installed, so its server is not tested")
    from fastmcp import FastMCP
    from fastmcp.server.auth import RemoteAuthProvider
    from fastmcp.server.dependencies import get_access_token

    from assay.integrations.fastmcp import FastMcpTokenVerifier

    checked = verifier or issuing.verifier(audience=URL)
    guard = FastMcpTokenVerifier(checked, ["read"], resource_url=URL, settings=settings)
    server = FastMCP(
        "things",
        auth=RemoteAuthProvider(guard, authorization_servers=[issuing.ISSUER], base_url="http://127.0.0.1:8000"),
    )

    @server.tool
    def whoami() -> str:
        shown = get_access_token()
        return "" if shown is None else f"{shown.subject} {shown.client_id}"

    return server.http_app(stateless_http=True, json_response=True)


@pytest.fixture
def records() -> list[RefusalRecord]:
    return []


@pytest.fixture(params=[sdk, fastmcp], ids=["sdk", "fastmcp"])
def ask(request: pytest.FixtureRequest, records: list[RefusalRecord]) -> Ask:
    def asked(*authorization: str, method: str = "tools/call", **params: Any) -> Answer:
        call = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params or {"name": "whoami", "arguments": {}}}
        # A server may be started once only, so each request has its own.
        send = over_asgi(request.param(ResourceSettings(on_refusal=records.append)))
        headers = [*HEADERS, *(("Authorization", value) for value in authorization)]
        return send(Sent("/mcp", headers, "POST", json.dumps(call).encode()))

    return asked


@pytest.mark.parametrize("scheme", ["Bearer", "bearer"])
def test_a_good_token_reaches_the_tool(ask: Ask, records: list[RefusalRecord], scheme: str) -> None:
    answer = ask(f"{scheme} {token(aud=URL)}")
    assert answer.status == 200, answer
    assert answer.json()["result"]["content"][0]["text"] == "user-1 client-1"
    assert not records


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"exp": 1_700_000_000}, "token.expired"),
        ({"aud": "https://other.example"}, "token.audience_mismatch"),
        ({"cnf": {"jkt": "x" * 43}}, "sender_constraint.proof_missing"),
    ],
)
def test_a_bad_token_is_a_401_and_the_sink_learns_why(
    ask: Ask, records: list[RefusalRecord], changes: dict, reason: str
) -> None:
    shown = token(**{"aud": URL, **changes})
    answer = ask(f"Bearer {shown}")
    assert answer.status == 401
    assert 'error="invalid_token"' in (answer.header("WWW-Authenticate") or "")
    assert "resource_metadata=" in (answer.header("WWW-Authenticate") or "")
    assert [record.reason for record in records] == [reason]
    assert shown not in repr(records)


def test_a_missing_scope_is_a_403(ask: Ask) -> None:
    answer = ask(bearer(aud=URL, scope="write"))
    assert answer.status == 403
    assert "insufficient_scope" in (answer.header("WWW-Authenticate") or "")


def test_without_credentials_the_challenge_names_the_document(ask: Ask, records: list[RefusalRecord]) -> None:
    answer = ask()
    assert answer.status == 401
    assert "resource_metadata=" in (answer.header("WWW-Authenticate") or "")
    assert not records  # no token was shown, so nobody asked us


def test_a_joined_header_is_no_token(ask: Ask, records: list[RefusalRecord]) -> None:
    assert ask(f"{bearer(aud=URL)}, {bearer(aud=URL)}").status == 401
    assert [record.reason for record in records] == ["access_token.header_malformed"]


def test_the_middleware_around_the_server_answers_with_a_refusal_id(records: list[RefusalRecord]) -> None:
    from assay.integrations.asgi import BearerMiddleware

    settings = ResourceSettings(on_refusal=records.append)
    app = BearerMiddleware(sdk(ResourceSettings()), issuing.verifier(audience=URL), settings=settings)
    answer = over_asgi(app)(Sent("/mcp", HEADERS, "POST", b"{}"))
    assert answer.status == 401
    assert answer.header("Refusal-Id") == records[0].refusal_id
