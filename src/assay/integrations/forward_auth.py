"""Answers a reverse proxy that asks whether a request may pass: nginx `auth_request`, Traefik `forwardAuth`, Caddy `forward_auth`.

200 with who it is in headers, 401 or 403 with the challenge. Reasons: those of `bearer`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import quote

from assay.checks.resource_request import Requirements
from assay.decision import Allowed
from assay.integrations.asgi import Receive, Scope, Send, answer, request_of
from assay.integrations.bearer import BearerGuard, BearerRefusal, TokenVerifier
from assay.integrations.resource_settings import ResourceSettings
from assay.verifier.verified_token import VerifiedToken

_PLAIN = "".join(chr(code) for code in range(0x20, 0x7F) if chr(code) != "%")


class ForwardAuth:
    """An ASGI application with one path per rule: the proxy asks the path whose rule holds for what it protects.

    `rules` maps a path ("/", "/admin") to the scopes or requirements; a path without a rule answers 404, which no proxy
    takes for a yes. The request's own path and headers such as X-Original-URI decide nothing: whoever calls could set them.
    """

    def __init__(
        self,
        verifier: TokenVerifier,
        rules: Mapping[str, Sequence[str] | Requirements] | None = None,
        *,
        settings: ResourceSettings | None = None,
    ) -> None:
        self._guard = BearerGuard(verifier, settings)
        self._rules = {
            path: asked if isinstance(asked, Requirements) else Requirements(asked)
            for path, asked in ({"/": ()} if rules is None else rules).items()
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] == "lifespan":
            await _live(receive, send)
            return
        required = self._rules.get(scope["path"]) if scope["type"] == "http" else None
        if required is None:
            await answer(send, 404, (), b"")
            return
        admitted = await self._guard.admit_async(request_of(scope), required)
        if isinstance(admitted, Allowed):
            await answer(send, 200, (*token_headers(admitted.value), ("Cache-Control", "no-store")), b"")
        else:
            await answer(send, status_for_proxy(admitted), admitted.headers, admitted.body)


def token_headers(token: VerifiedToken) -> tuple[tuple[str, str], ...]:
    """Who the token stands for. All three are always there, so that a proxy overwrites what the caller has sent.

    What is not printable ASCII, and the percent sign, is percent-encoded UTF-8.
    """
    return (
        ("X-Token-Subject", quote(token.subject or "", safe=_PLAIN)),
        ("X-Token-Client", quote(token.client_id or "", safe=_PLAIN)),
        ("X-Token-Scope", quote(" ".join(sorted(token.scopes)), safe=_PLAIN)),
    )


def status_for_proxy(refusal: BearerRefusal) -> int:
    """A 400 is told as a 401: nginx makes a 500 of every answer but 2xx, 401 and 403. The challenge says the rest."""
    return 401 if refusal.status == 400 else refusal.status


async def _live(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
