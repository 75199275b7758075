"""ASGI middleware: nothing behind it sees a request that its bearer token does not admit (RFC 6750).

The verified token stands in the connection's scope under "assay". Reasons: those of `bearer`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping, MutableMapping, Sequence
from typing import Any

from assay.checks.resource_request import Requirements
from assay.decision import Allowed
from assay.formats.raw_request import RawRequest
from assay.integrations.bearer import BearerGuard, BearerRefusal, TokenVerifier
from assay.integrations.path_rules import PathRules
from assay.integrations.protected_resource_metadata import HEADERS
from assay.integrations.resource_settings import ResourceSettings

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
AsgiApplication = Callable[[Scope, Receive, Send], Awaitable[None]]

TOKEN = "assay"
"""The key of the verified token in the scope."""


class BearerMiddleware:
    """Wraps an ASGI application. `scopes` are needed everywhere, `below` adds to them by path prefix, `public` needs nothing.

    A CORS middleware belongs around this one: a preflight brings no token. Serves the document of RFC 9728 when the
    settings describe the resource.
    """

    def __init__(
        self,
        app: AsgiApplication,
        verifier: TokenVerifier,
        *,
        scopes: Sequence[str] = (),
        public: Collection[str] = (),
        below: Mapping[str, Sequence[str] | Requirements] | None = None,
        settings: ResourceSettings | None = None,
    ) -> None:
        self._app = app
        self._guard = BearerGuard(verifier, settings)
        self._rules = PathRules.of(scopes, public, below)
        self._resource = self._guard.settings.resource

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection; what is neither HTTP nor WebSocket (lifespan) passes."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        if (
            self._resource is not None
            and scope["path"] == self._resource.path
            and scope.get("method") in {"GET", "HEAD"}
        ):
            await answer(send, 200, HEADERS, self._resource.body())
            return
        required = self._rules.find(scope["path"])
        if required is not None:
            admitted = await self._guard.admit_async(request_of(scope), required)
            if not isinstance(admitted, Allowed):
                await refuse(scope, receive, send, admitted)
                return
            scope = {**scope, TOKEN: admitted.value}
        elif TOKEN in scope:  # what stands there was put there by somebody else
            scope = {name: value for name, value in scope.items() if name != TOKEN}
        await self._app(scope, receive, send)


def request_of(scope: Scope) -> RawRequest:
    """The facts of a connection that matter here; the path is the routed one."""
    return RawRequest(
        method=scope.get("method", "GET"),
        path=scope["path"],
        query=scope.get("query_string", b""),
        headers=tuple((bytes(name), bytes(value)) for name, value in scope["headers"] if name == b"authorization"),
    )


async def refuse(scope: Scope, receive: Receive, send: Send, refusal: BearerRefusal) -> None:
    """Send the answer; a WebSocket that cannot be answered as HTTP is closed before it opens, which reads as a 403."""
    if scope["type"] == "http":
        await answer(send, refusal.status, refusal.headers, refusal.body)
        return
    await receive()  # websocket.connect
    if "websocket.http.response" in scope.get("extensions", {}):
        await answer(send, refusal.status, refusal.headers, refusal.body, kind="websocket.http.response")
    else:
        await send({"type": "websocket.close", "code": 1008, "reason": refusal.refusal_id})


async def answer(
    send: Send, status: int, headers: Sequence[tuple[str, str]], body: bytes, *, kind: str = "http.response"
) -> None:
    """Send one whole answer."""
    raw = [(name.lower().encode("ascii"), value.encode("latin-1")) for name, value in headers]
    raw.append((b"content-length", b"%d" % len(body)))
    await send({"type": f"{kind}.start", "status": status, "headers": raw})
    await send({"type": f"{kind}.body", "body": body})
