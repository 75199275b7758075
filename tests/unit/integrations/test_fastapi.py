"""What the contract does not ask: the OpenAPI document, and the answer without `install`."""

from __future__ import annotations

import asyncio
import json
from typing import Annotated, Any

import pytest

import issuing
from contract.integrations.drivers import Sent, over_asgi

pytest.importorskip("fastapi", reason="fastapi is not installed, so its integration is not tested")

from fastapi import Depends, FastAPI, Security, WebSocket

from assay.integrations.fastapi import Bearer, install

BEARER = Bearer(issuing.verifier(), ["read"])


def made() -> FastAPI:
    app = FastAPI()

    @app.get("/items")
    def items(token: Annotated[Any, Security(BEARER, scopes=["write"])]) -> str:
        return str(token.subject)

    return app


def test_the_scheme_stands_in_the_document() -> None:
    document = made().openapi()
    scheme = document["components"]["securitySchemes"]["AccessToken"]
    assert scheme == {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}
    assert document["paths"]["/items"]["get"]["security"] == [{"AccessToken": ["write"]}]


def test_without_install_the_body_is_the_frameworks_and_the_rest_is_ours() -> None:
    answer = over_asgi(made())(Sent("/items", [("Authorization", f"Bearer {issuing.token(exp=1_700_000_000)}")]))
    assert answer.status == 401
    assert json.loads(answer.body) == {"detail": "The token has expired"}
    assert (answer.header("WWW-Authenticate") or "").startswith('Bearer realm="api", scope="read write", error=')
    assert (answer.header("Refusal-Id") or "").startswith("rf_")
    assert answer.header("Content-Type") == "application/json"


def test_a_web_socket_without_a_token_does_not_open() -> None:
    app = FastAPI()
    install(app)
    opened: list[Any] = []

    @app.websocket("/live")
    async def live(websocket: WebSocket, token: Annotated[Any, Depends(BEARER)]) -> None:
        opened.append(token)

    came = [{"type": "websocket.connect"}]
    out: list[Any] = []

    async def receive() -> Any:
        return came.pop(0)

    async def send(message: Any) -> None:
        out.append(message)

    scope = {"type": "websocket", "path": "/live", "query_string": b"", "headers": [], "subprotocols": []}
    scope["extensions"] = {"websocket.http.response": {}}
    asyncio.run(app(scope, receive, send))
    assert not opened
    assert (out[0]["type"], out[0]["status"]) == ("websocket.http.response.start", 401)
