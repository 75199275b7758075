"""The ASGI 3 application: finds the route, reads the body within limits, lets the endpoint answer, sends.

Reasons: `request.path_unknown`, `request.method_not_allowed`, `operation.internal_fault`, those of `admission.py`, of
`body.py` and of `outages.py`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from time import perf_counter
from typing import Any, Protocol

from assay.decision import Refused, refuse
from assay.formats.raw_request import RawRequest
from assay.ports.clock import Clock
from assay.ports.current_request import LOOKED
from assay.ports.entropy import Entropy
from assay.reasons import request as reasons
from assay.reasons.operation import INTERNAL_FAULT
from assay.server.rate_limiting.in_process import InProcessRateLimits
from assay.server.refusals.recorder import RefusalRecorder
from assay.web.admission import Admission
from assay.web.answer import HttpAnswer
from assay.web.body import BodyReader, CallerLeft, Receive
from assay.web.cross_origin import READABLE, preflight
from assay.web.faults import BARE_FAULT, log_fault
from assay.web.logs import log_refusal
from assay.web.outages import OUTAGES, outage
from assay.web.peer import peer_finder
from assay.web.request_id import request_id
from assay.web.route import Route
from assay.web.route_table import RouteTable
from assay.web.security_headers import UNLESS_GIVEN, security_headers
from assay.web.settings import WebSettings
from assay.web.tally import Tally

Scope = MutableMapping[str, Any]
Send = Callable[[Any], Awaitable[None]]

_WITH_BODY = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_CLOSE = (b"connection", b"close")


class Lifespan(Protocol):
    """What runs before the first request and after the last."""

    async def start(self) -> None:
        """Called once, before the listener answers."""
        ...

    async def stop(self) -> None:
        """Called once, when no request is left."""
        ...


class Application:
    """Serves the routes of one issuer."""

    def __init__(
        self,
        routes: Iterable[Route],
        issuer: str,
        settings: WebSettings,
        recorder: RefusalRecorder,
        doors: tuple[Clock, Entropy],
        tally: Tally,
        lifespan: Lifespan,
    ) -> None:
        self._routes = RouteTable(routes, issuer)
        self._issuer = issuer
        self._bodies = BodyReader(settings.body_limit, settings.body_timeout)
        self._recorder = recorder
        self._clock, self._entropy = doors
        self._tally = tally
        self._lifespan = lifespan
        self._find_peer = peer_finder(settings.trusted_proxies)
        self._admission = Admission(settings, InProcessRateLimits())
        self._headers = security_headers(issuer)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection event of ASGI."""
        if scope["type"] == "http":
            LOOKED.set(set())
            await self._serve(scope, receive, send)
        elif scope["type"] == "lifespan":
            await self._run_lifespan(receive, send)
        else:
            await send({"type": "websocket.close"})

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = perf_counter()
        tally = self._tally
        tally.in_flight += 1
        try:
            headers: list[tuple[bytes, bytes]] = scope["headers"]
            given_id = None
            for name, value in headers:
                if name == b"x-request-id":
                    given_id = value
            identifier = request_id(given_id, self._entropy)
            path: bytes = scope.get("raw_path") or scope["path"].encode("utf-8")
            route = self._routes.find(path) or _NOWHERE
            try:
                answer = await self._answer(route, scope, receive, identifier)
            except CallerLeft:
                return
            seconds = perf_counter() - started
            refused = answer.refused
            if refused is not None:
                tally.count_refusal(route.name, refused.refused.reason.code)
                log_refusal(refused, route.name, identifier, answer.status, seconds)
            await self._send(answer, route, identifier, send, with_body=scope["method"] != "HEAD")
            tally.count(route.name, answer.status, perf_counter() - started)
        finally:
            tally.in_flight -= 1

    async def _answer(self, route: Route, scope: Scope, receive: Receive, identifier: str) -> HttpAnswer:
        request: RawRequest | None = None
        try:
            outcome = await self._read(route, scope, receive, identifier)
            if isinstance(outcome, HttpAnswer):
                return outcome
            request = outcome
            return await route.answer(request, self._clock())
        except CallerLeft:
            raise
        except OUTAGES as unavailable:
            refused, retry_after = outage(unavailable)
            return self._refused(route, refused, request or self._bare(scope, identifier), retry_after=retry_after)
        except Exception as fault:  # noqa: BLE001 -- whatever it was, the caller gets an answer and we get a log line
            return self._faulted(fault, route, request or self._bare(scope, identifier))

    async def _read(self, route: Route, scope: Scope, receive: Receive, identifier: str) -> RawRequest | HttpAnswer:
        """The request with its body, or the answer where the kernel itself has one."""
        method: str = scope["method"]
        if not route.always:
            turned_away = self._admission.refusal(self._tally.in_flight, self._peer(scope), self._clock())
            if turned_away is not None:
                refused, retry_after = turned_away
                answer = self._refused(route, refused, self._bare(scope, identifier), retry_after=retry_after)
                return _with_header(answer, _CLOSE) if method in _WITH_BODY else answer
        if route is _NOWHERE:
            path = scope["path"]
            return self._refused(route, refuse(reasons.PATH_UNKNOWN, path=path), self._bare(scope, identifier))
        if method not in route.methods and not (method == "HEAD" and "GET" in route.methods):
            if method == "OPTIONS" and route.cross_origin:
                return preflight(route.methods)
            refused = refuse(reasons.METHOD_NOT_ALLOWED, method=method, allowed=route.methods)
            answer = self._refused(route, refused, self._bare(scope, identifier))
            return _with_header(answer, (b"allow", ", ".join(_allowed(route)).encode("ascii")))
        if method not in _WITH_BODY:
            return self._bare(scope, identifier)
        body = await self._bodies.read(receive, scope["headers"], route.large_bodies)
        if isinstance(body, Refused):
            # The rest of the body is still on its way: the connection cannot serve another request.
            return _with_header(self._refused(route, body, self._bare(scope, identifier)), _CLOSE)
        return self._request(scope, identifier, body)

    def _request(self, scope: Scope, identifier: str, body: bytes) -> RawRequest:
        headers = scope["headers"]
        return RawRequest(
            method=scope["method"],
            path=scope["path"],
            query=scope["query_string"],
            headers=tuple(headers),
            body=body,
            peer=self._peer(scope),
            request_id=identifier,
        )

    def _peer(self, scope: Scope) -> str:
        client = scope.get("client")
        return self._find_peer(client[0] if client else "", scope["headers"])

    def _bare(self, scope: Scope, identifier: str) -> RawRequest:
        return self._request(scope, identifier, b"")

    def _refused(
        self, route: Route, refused: Refused, request: RawRequest, *, retry_after: int | None = None
    ) -> HttpAnswer:
        recorded = self._recorder.record(
            refused, endpoint=route.name, request=request, now=self._clock(), retry_after=retry_after
        )
        return route.render_refusal(recorded, self._issuer)

    def _faulted(self, fault: Exception, route: Route, request: RawRequest) -> HttpAnswer:
        self._tally.faults += 1
        try:
            answer = self._refused(route, refuse(INTERNAL_FAULT), request)
        except Exception:  # noqa: BLE001 -- recording is what is broken: answer without it
            answer = BARE_FAULT
        log_fault(fault, route.name, request.request_id, answer.refused.refusal_id if answer.refused else None)
        return answer

    async def _send(self, answer: HttpAnswer, route: Route, identifier: str, send: Send, *, with_body: bool) -> None:
        headers = [*answer.headers, *self._headers, (b"x-request-id", identifier.encode("ascii"))]
        names = {name for name, _ in answer.headers}
        headers += [header for header in UNLESS_GIVEN if header[0] not in names]
        if answer.status != 204:
            headers.append((b"content-length", b"%d" % len(answer.body)))
        if route.cross_origin:
            headers += READABLE
        if answer.refused is not None:
            headers.append((b"refusal-id", answer.refused.refusal_id.encode("ascii")))
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        await send({"type": "http.response.body", "body": answer.body if with_body else b""})

    async def _run_lifespan(self, receive: Receive, send: Send) -> None:
        await receive()
        try:
            await self._lifespan.start()
        except BaseException:
            await send({"type": "lifespan.startup.failed", "message": ""})
            raise
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self._lifespan.stop()
        await send({"type": "lifespan.shutdown.complete"})


async def _nothing(_request: RawRequest, _now: float) -> HttpAnswer:
    raise AssertionError("nothing is served where there is no route")


_NOWHERE = Route("unknown", "", (), _nothing)
"""Stands for every path that is not served, so that such requests are counted and logged under one name."""


def _allowed(route: Route) -> tuple[str, ...]:
    extra = (("HEAD",) if "GET" in route.methods else ()) + (("OPTIONS",) if route.cross_origin else ())
    return (*route.methods, *extra)


def _with_header(answer: HttpAnswer, header: tuple[bytes, bytes]) -> HttpAnswer:
    return HttpAnswer(answer.status, (*answer.headers, header), answer.body, answer.refused)
