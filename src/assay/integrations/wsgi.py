"""WSGI middleware: nothing behind it sees a request that its bearer token does not admit (RFC 6750, PEP 3333).

The verified token stands in the environment under "assay.token". Reasons: those of `bearer`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from http import HTTPStatus
from typing import Any

from assay.checks.resource_request import Requirements
from assay.decision import Allowed
from assay.formats.raw_request import RawRequest
from assay.integrations.bearer import BearerGuard, TokenVerifier
from assay.integrations.path_rules import PathRules
from assay.integrations.protected_resource_metadata import HEADERS
from assay.integrations.resource_settings import ResourceSettings

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
WsgiApplication = Callable[[Environ, StartResponse], Iterable[bytes]]

TOKEN = "assay.token"
"""The key of the verified token in the environment. No request can set it: what a request brings begins with HTTP_."""


class BearerMiddleware:
    """Wraps a WSGI application. `scopes` are needed everywhere, `below` adds to them by path prefix, `public` needs nothing.

    Serves the document of RFC 9728 when the settings describe the resource.
    """

    def __init__(
        self,
        app: WsgiApplication,
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

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Serve one request."""
        request = request_of(environ)
        if self._resource is not None and request.path == self._resource.path and request.method in {"GET", "HEAD"}:
            return _answer(start_response, 200, HEADERS, self._resource.body())
        environ.pop(TOKEN, None)
        required = self._rules.find(request.path)
        if required is not None:
            admitted = self._guard.admit(request, required)
            if not isinstance(admitted, Allowed):
                return _answer(start_response, admitted.status, admitted.headers, admitted.body)
            environ[TOKEN] = admitted.value
        return self._app(environ, start_response)


def request_of(environ: Environ) -> RawRequest:
    """The facts of a request that matter here; the path is the routed one, its bytes read as UTF-8."""
    raw = (environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", "")).encode("latin-1", "replace")
    authorization = environ.get("HTTP_AUTHORIZATION")
    return RawRequest(
        method=environ.get("REQUEST_METHOD", "GET"),
        path=raw.decode("utf-8", "replace") or "/",
        query=environ.get("QUERY_STRING", "").encode("latin-1", "replace"),
        headers=() if authorization is None else ((b"authorization", authorization.encode("latin-1", "replace")),),
    )


def _answer(
    start_response: StartResponse, status: int, headers: Sequence[tuple[str, str]], body: bytes
) -> Iterable[bytes]:
    start_response(f"{status} {HTTPStatus(status).phrase}", [*headers, ("Content-Length", str(len(body)))])
    return [body]
